/** Good payloads under topics that say nothing. */
import { objectText, type BadInput } from './corpus-case.ts';

const x16 = 'a'.repeat(16);

/** The topics that are not of the form of contract 3; a broker itself refuses some of them. */
const topics = [
	'youkan/v1',
	'youkan/v1/',
	'youkan/v1/42/420100/scan',
	'youkan/v1/42/420100/d/scan/more',
	'youkan/v1/42/420100/d/scan/',
	'youkan/v1//420100/d/scan',
	'youkan/v1/42//d/scan',
	'youkan/v1/42/420100//scan',
	'youkan/v1/42/420100/d/',
	'youkan/v1/42/420100/+/scan',
	'youkan/v1/42/420100/#',
	'youkan/v1/+/420100/d/scan',
	'youkan/v1/42/420100/$SYS/scan',
	'youkan/v1/$SYS/broker/clients/total',
	'youkan/v1/$share/g/d/scan',
	'youkan/v1/43/420100/d/scan',
	'youkan/v1/99/990100/d/scan',
	'youkan/v1/湖北/420100/d/scan',
	'youkan/v1/42/湖北省/d/scan',
	'youkan/v1/42/42010/d/scan',
	'youkan/v1/42/42０100/d/scan',
	'youkan/v1/42/420100-/d/scan',
	'youkan/v1/42/420100-Hub/d/scan',
	`youkan/v1/42/420100-${x16}a/d/scan`,
	'youkan/v1/42/420100/线一/scan',
	'youkan/v1/42/420100/a b/scan',
	'youkan/v1/42/420100/a.b/scan',
	"youkan/v1/42/420100/';DROP TABLE item/scan",
	'youkan/v1/42/420100/<script>/scan',
	'youkan/v1/42/420100/📮/scan',
	'youkan/v1/42/420100/d\u202e/scan',
	'youkan/v1/42/420100/d\0/scan',
	'youkan/v1/42/420100/d\n/scan',
	`youkan/v1/42/420100/${'d'.repeat(65)}/scan`,
	`youkan/v1/42/420100/${'d'.repeat(300)}/scan`,
	`youkan/v1/42/420100/${'d'.repeat(65_510)}/scan`,
	`youkan/v1${'/a'.repeat(190)}`,
	'youkan/v1/42/420100/d/events',
	'youkan/v1/42/420100/d/Scan',
	'youkan/v1/42/420100/d/__proto__',
	'youkan/v1/42/420100/d/scan?x=1',
	'youkan/v1/dev/events'
];

export function badTopics(now: number): BadInput[] {
	return topics.map((topic) => ({
		name: `topic ${JSON.stringify(topic).slice(0, 60)} (${topic.length})`,
		topic,
		payload: objectText(now),
		expected: ['topic']
	}));
}
