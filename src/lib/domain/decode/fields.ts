import type { Reason } from '../event.ts';
import { shown } from './shown.ts';

/** A JSON object as it was parsed: nothing in it was checked yet. */
export type RawObject = Readonly<Record<string, unknown>>;

/** Why something was refused, as a code and as a sentence: what was wrong, given, accepted. */
export interface Fault {
	readonly reason: Reason;
	readonly detail: string;
}

/** What a field may hold: how its value is read, undefined meaning refused, and the words for it. */
export interface Kind<T> {
	readonly parse: (value: unknown) => T | undefined;
	readonly accepted: string;
}

/** An object while its fields are read, in the order of the contract, with the first fault found in it. */
export interface Reading {
	readonly object: RawObject;
	/** What precedes a field's name in a reason: '' or, inside of a nested object, its name and a dot. */
	readonly path: string;
	fault: Fault | undefined;
}

/** Begins to read an object. */
export function startReading(object: RawObject, path = ''): Reading {
	return { object, path, fault: undefined };
}

/** True for a JSON object: not null, not an array. */
export function isRawObject(value: unknown): value is RawObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a field that may be absent or null (undefined); any other value of a wrong kind is a fault. */
export function optional<T>(reading: Reading, name: string, kind: Kind<T>): T | undefined {
	const value = reading.object[name];
	if (value === undefined || value === null) return undefined;
	return kind.parse(value) ?? refuse(reading, name, kind.accepted);
}

/** The value of a field that must be there; undefined only when a fault was found. */
export function required<T>(reading: Reading, name: string, kind: Kind<T>): T | undefined {
	return kind.parse(reading.object[name]) ?? refuse(reading, name, kind.accepted);
}

/** What `read` makes of a nested object that may be absent or null; its faults have dotted names. */
export function optionalObject<T>(
	reading: Reading,
	name: string,
	read: (nested: Reading) => T | undefined
): T | undefined {
	const value = reading.object[name];
	if (value === undefined || value === null) return undefined;
	if (!isRawObject(value)) return refuse(reading, name, 'an object');
	const nested = startReading(value, `${reading.path}${name}.`);
	const result = read(nested);
	reading.fault ??= nested.fault;
	return result;
}

/** Notes that a field is refused, unless a fault was found before: the first is the reason. */
export function refuse(reading: Reading, name: string, accepted: string): undefined {
	if (reading.fault) return;
	const value = reading.object[name];
	const given = value === undefined || value === null ? 'missing' : `given ${shown(value)}`;
	const field = `${reading.path}${name}`;
	reading.fault = {
		reason: `field:${field}`,
		detail: `${field}: ${given}; accepted: ${accepted}`
	};
}

/** A value while it is being built. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets an optional property, unless there is no value for it. */
export function put<T, K extends keyof T>(target: T, name: K, value: T[K] | undefined): void {
	if (value !== undefined) target[name] = value;
}
