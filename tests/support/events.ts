/** Telemetry for tests, as a device would send it: times are RFC 3339 at +08:00. */
import { formatInstant } from '#domain/time.ts';

/** A 13-digit mail number that nothing else has. */
export function mailNo(number: number): string {
	return String(9_000_000_000_000 + number);
}

/** A scan; `fields` are added to it or replace what is there. */
export function scan(boot: string, seq: number, at: number, fields: object = {}): object {
	return {
		boot,
		seq,
		at: formatInstant(at),
		mailNo: mailNo(seq),
		event: 'sorted',
		...fields
	};
}

/** An acceptance of an identity card. */
export function accepted(boot: string, seq: number, at: number, fields: object = {}): object {
	return scan(boot, seq, at, { event: 'accepted', project: 'ID', dest: '420106', ...fields });
}
