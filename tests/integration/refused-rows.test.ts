/** A row that ClickHouse refuses, among good ones, through a real broker. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatInstant } from '#domain/time.ts';
import { mosquittoPub } from '../support/mqtt-clients.ts';
import { startYoukan, type TestYoukan } from '../support/youkan.ts';
import { storedIn } from '../support/stored.ts';
import { eventually } from '../support/wait.ts';

let youkan: TestYoukan;

beforeAll(async () => {
	youkan = await startYoukan({ broker: 'mosquitto' });
	await youkan.clickhouse.query(
		`ALTER TABLE youkan.order_event ADD CONSTRAINT no_poison CHECK channel != 'poison'`
	);
});
afterAll(() => youkan.stop());

it('is a dead letter alone: the batch and what follows are stored', async () => {
	const stored = storedIn(youkan.clickhouse);
	const order = (seq: number, channel: string) => ({
		...{ boot: 'b', seq, at: formatInstant(Date.now()), channel, event: 'created' }
	});
	const topic = 'youkan/v1/42/420106/platform/order';
	const publish = (value: object) => mosquittoPub(youkan.broker.port, topic, JSON.stringify(value));
	await publish(Array.from({ length: 50 }, (_, i) => order(i + 1, i === 20 ? 'poison' : 'hall')));
	await publish(order(51, 'hall'));
	await eventually('all but one are stored', async () => {
		return (await stored.events())['platform'] === 50;
	});
	expect(await stored.deadLetters()).toMatchObject([{ topic, copies: 1 }]);
	const [letter] = await stored.rows<{ seq: number; detail: string }>(
		'SELECT seq, detail FROM youkan.dead_letter'
	);
	expect(letter?.seq).toBe(21);
	expect(letter?.detail).toContain('no_poison');
	await eventually('nothing is held any more', async () => {
		const text = await (await fetch(`${youkan.url}/metrics`)).text();
		return /^youkan_ingest_held_objects\{[^}]*\} 0$/m.test(text);
	});
});
