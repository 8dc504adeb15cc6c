import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePacketInstant } from '#domain/decode/instant.ts';

describe('parsePacketInstant', () => {
	it.each([
		['2026-03-01T08:00:00+08:00', '2026-03-01T00:00:00.000Z'],
		['2026-03-01T00:00:00Z', '2026-03-01T00:00:00.000Z'],
		['2026-03-01t00:00:00z', '2026-03-01T00:00:00.000Z'],
		['2026-03-01T00:00:00-00:00', '2026-03-01T00:00:00.000Z'],
		['2026-03-01T00:00:00+23:59', '2026-02-28T00:01:00.000Z'],
		['2026-02-28T18:30:00-05:30', '2026-03-01T00:00:00.000Z'],
		['2026-03-01T23:59:59.9Z', '2026-03-01T23:59:59.900Z'],
		['2026-03-01T23:59:59.98Z', '2026-03-01T23:59:59.980Z'],
		['2026-03-01T23:59:59.987Z', '2026-03-01T23:59:59.987Z'],
		['2026-03-01T23:59:59.9876543Z', '2026-03-01T23:59:59.987Z'],
		['2026-03-01T23:59:59.123456789012345Z', '2026-03-01T23:59:59.123Z'],
		['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
		['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
		['0099-12-31T00:00:00Z', '0099-12-31T00:00:00.000Z'],
		['0000-02-29T00:00:00Z', '0000-02-29T00:00:00.000Z'],
		['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z']
	])('reads %s', (text, iso) => {
		const instant = parsePacketInstant(text);
		expect(instant).toBeDefined();
		expect(new Date(instant ?? NaN).toISOString()).toBe(iso);
	});

	it.each([
		['no seconds', '2026-03-01T08:00+08:00'],
		['no offset', '2026-03-01T08:00:00'],
		['no time', '2026-03-01'],
		['a leap second', '2026-06-30T23:59:60Z'],
		['24:00', '2026-03-01T24:00:00+08:00'],
		['minute 60', '2026-03-01T08:60:00+08:00'],
		['month 0', '2026-00-01T08:00:00+08:00'],
		['month 13', '2026-13-01T08:00:00+08:00'],
		['day 0', '2026-03-00T08:00:00+08:00'],
		['30 February', '2026-02-30T08:00:00+08:00'],
		['29 February of no leap year', '2026-02-29T08:00:00+08:00'],
		['29 February 2100', '2100-02-29T08:00:00+08:00'],
		['31 April', '2026-04-31T08:00:00+08:00'],
		['a space for the T', '2026-03-01 08:00:00+08:00'],
		['an offset of 24 hours', '2026-03-01T08:00:00+24:00'],
		['an offset of 60 minutes', '2026-03-01T08:00:00+07:60'],
		['an offset without a colon', '2026-03-01T08:00:00+0800'],
		['an offset of hours alone', '2026-03-01T08:00:00+08'],
		['the name of a zone', '2026-03-01T08:00:00 CST'],
		['a zone in brackets', '2026-03-01T08:00:00+08:00[Asia/Shanghai]'],
		['a minus that is a dash', '2026-03-01T08:00:00−08:00'],
		['a dot without digits', '2026-03-01T08:00:00.Z'],
		['a comma for the dot', '2026-03-01T08:00:00,5Z'],
		['space before', ' 2026-03-01T08:00:00Z'],
		['space after', '2026-03-01T08:00:00Z '],
		['a line end after', '2026-03-01T08:00:00Z\n'],
		['one digit for the month', '2026-3-01T08:00:00Z'],
		['a year of five digits', '12026-03-01T08:00:00Z'],
		['a signed year', '+002026-03-01T08:00:00Z'],
		['slashes', '2026/03/01T08:00:00Z'],
		['epoch seconds', '1772323200'],
		['epoch milliseconds', '1772323200000'],
		['full-width digits', '２０２６-03-01T08:00:00Z'],
		['RFC 1123', 'Sun, 01 Mar 2026 08:00:00 GMT'],
		['no text', '']
	])('refuses %s', (_name, text) => {
		expect(parsePacketInstant(text)).toBeUndefined();
	});

	it('gives back every millisecond that was written in any offset', () => {
		const minutes = fc.integer({ min: -1439, max: 1439 });
		const instants = fc.integer({ min: Date.parse('0000-01-02'), max: Date.parse('9999-12-30') });
		fc.assert(
			fc.property(instants, minutes, (instant, offset) => {
				const local = new Date(instant + offset * 60_000).toISOString().slice(0, 23);
				const [hours, rest] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
				const pad = (n: number) => String(n).padStart(2, '0');
				const text = `${local}${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(rest)}`;
				expect(parsePacketInstant(text)).toBe(instant);
			})
		);
	});
});
