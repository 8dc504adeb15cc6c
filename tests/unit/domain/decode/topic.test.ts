import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTopic } from '#domain/decode/topic.ts';
import { streams } from '#domain/event.ts';
import { provinces } from '#domain/province.ts';

const x16 = 'a'.repeat(16);
const x64 = 'A'.repeat(64);

describe('decodeTopic', () => {
	it.each(streams)('knows the stream %s', (stream) => {
		expect(decodeTopic(`youkan/v1/42/420100-hub/dev_1/${stream}`)).toEqual({
			province: '42',
			site: '420100-hub',
			device: 'dev_1',
			stream
		});
	});

	it.each(provinces.map((p) => p.code))('takes sites of province %s', (code) => {
		expect(decodeTopic(`youkan/v1/${code}/${code}0000/d/scan`)).toHaveProperty('province', code);
	});

	it.each([
		['a site of digits alone', 'youkan/v1/42/420100/d/scan'],
		['a suffix of one', 'youkan/v1/42/420100-0/d/scan'],
		['a suffix of sixteen', `youkan/v1/42/420100-${x16}/d/scan`],
		['a device of 64', `youkan/v1/42/420100/${x64}/scan`],
		['a device that looks like a property', 'youkan/v1/42/420100/__proto__/scan'],
		['a device of a dash', 'youkan/v1/42/420100/-/scan']
	])('takes %s', (_name, topic) => {
		expect(decodeTopic(topic)).not.toHaveProperty('reason');
	});

	it.each([
		['no text', ''],
		['another root', 'other/v1/42/420100/d/scan'],
		['another version', 'youkan/v2/42/420100/d/scan'],
		['another case', 'Youkan/v1/42/420100/d/scan'],
		['a leading slash', '/youkan/v1/42/420100/d/scan'],
		['a trailing slash', 'youkan/v1/42/420100/d/scan/'],
		['a level too few', 'youkan/v1/42/420100/scan'],
		['a level too many', 'youkan/v1/42/420100/d/scan/x'],
		['an empty device', 'youkan/v1/42/420100//scan'],
		['an empty site', 'youkan/v1/42//d/scan'],
		['an empty province', 'youkan/v1//420100/d/scan'],
		['an empty stream', 'youkan/v1/42/420100/d/'],
		['the form without a province', 'youkan/v1/420100/d/scan'],
		['another province than the site has', 'youkan/v1/43/420100/d/scan'],
		['half of a province', 'youkan/v1/4/420100/d/scan'],
		['more than a province', 'youkan/v1/420/420100/d/scan'],
		['a code that is no province', 'youkan/v1/99/990100/d/scan'],
		['a site of five digits', 'youkan/v1/42/42010/d/scan'],
		['a site of seven digits', 'youkan/v1/42/4201000/d/scan'],
		['a site with a letter', 'youkan/v1/42/42010a/d/scan'],
		['an empty suffix', 'youkan/v1/42/420100-/d/scan'],
		['a suffix of seventeen', `youkan/v1/42/420100-${x16}a/d/scan`],
		['a suffix in capitals', 'youkan/v1/42/420100-Hub/d/scan'],
		['a suffix with an underscore', 'youkan/v1/42/420100-a_b/d/scan'],
		['full-width digits', 'youkan/v1/42/42０100/d/scan'],
		['a device of 65', `youkan/v1/42/420100/${x64}A/scan`],
		['a device with a dot', 'youkan/v1/42/420100/a.b/scan'],
		['a device with a space', 'youkan/v1/42/420100/a b/scan'],
		['a device with 汉字', 'youkan/v1/42/420100/线/scan'],
		['a device with @, which is ` without a bit', 'youkan/v1/42/420100/@/scan'],
		['a device with [', 'youkan/v1/42/420100/[/scan'],
		['a device with a line end', 'youkan/v1/42/420100/d\n/scan'],
		['a wildcard', 'youkan/v1/42/420100/+/scan'],
		['a NUL', 'youkan/v1/42/420100/d\0/scan'],
		['an unknown stream', 'youkan/v1/42/420100/d/scans'],
		['a stream in capitals', 'youkan/v1/42/420100/d/Scan'],
		['a property name as stream', 'youkan/v1/42/420100/d/constructor'],
		['the topic of a notice', 'youkan/sys/commit/worker'],
		['a topic of the broker', '$SYS/broker/uptime']
	])('refuses %s', (_name, topic) => {
		expect(decodeTopic(topic)).toHaveProperty('reason', 'topic');
	});

	it('reads site and device as the patterns of the contract say', () => {
		const character = fc.constantFrom(...'09azAZ-_@[`{.é０'.split(''));
		const level = fc.oneof(
			fc.string({ unit: character, maxLength: 66 }),
			fc.stringMatching(/^[0-9]{6}(-[a-z0-9]{1,17})?$/)
		);
		const codes = provinces.map((p) => p.code).join('|');
		const site = new RegExp(`^(${codes})[0-9]{4}(-[a-z0-9]{1,16})?$`);
		const device = /^[A-Za-z0-9_-]{1,64}$/;
		fc.assert(
			fc.property(level, level, (first, second) => {
				const decoded = decodeTopic(`youkan/v1/${first.slice(0, 2)}/${first}/${second}/line`);
				expect('site' in decoded).toBe(site.test(first) && device.test(second));
			}),
			{ numRuns: 2_000 }
		);
	});
});
