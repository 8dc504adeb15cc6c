/**
 * What of mail numbers an answer may tell. It looks at every answer as a whole, so that no route can forget it:
 * wherever an object has a `mailNo`, it is shown as the caller's role may see it.
 */
import { createHash } from 'node:crypto';
import { isSensitive, maskMailNo } from '#domain/mask.ts';
import { seesMailNumbers, type Caller } from '../auth/caller.ts';
import type { Sealed } from '../auth/sealed.ts';

/** A reference stands for a mail number in an address; no mail number begins like it. */
const MARK = '~';

/** What stands for a mail number in addresses and in the audit. */
export function referenceTo(mailNo: string, references: Sealed): string {
	return MARK + references.seal(mailNo);
}

/** The number that a reference stands for; anything else as it is, and undefined for a reference that is not ours. */
export function numberOf(given: string, references: Sealed): string | undefined {
	return given.startsWith(MARK) ? references.open(given.slice(MARK.length)) : given;
}

/** An answer as the caller may see it. */
export function asSeenBy(answer: unknown, caller: Caller, references: Sealed): unknown {
	if (seesMailNumbers(caller) === 'full') return answer;
	return shown(answer, references);
}

/** The cursor of a list tells where the page ends: the caller gets it sealed. */
export function openCursor(
	query: URLSearchParams,
	caller: Caller,
	references: Sealed
): URLSearchParams {
	const cursor = query.get('cursor');
	if (!cursor || seesMailNumbers(caller) === 'full') return query;
	const opened = new URLSearchParams(query);
	// What does not open is refused by whoever reads the cursor.
	opened.set('cursor', references.open(cursor) ?? '-');
	return opened;
}

function shown(value: unknown, references: Sealed): unknown {
	if (Array.isArray(value)) return value.map((one) => shown(one, references));
	if (typeof value !== 'object' || value === null) return value;
	const members = Object.entries(value as Record<string, unknown>);
	const { mailNo, project } = value as Record<string, unknown>;
	const isItem = typeof mailNo === 'string';
	return Object.fromEntries([
		...members.map(([name, member]) => {
			if (isItem && name === 'mailNo')
				return [name, isSensitive(project) ? hashOf(mailNo) : maskMailNo(mailNo)];
			if (name === 'next' && typeof member === 'string') return [name, references.seal(member)];
			if (isItem && isSensitive(project) && !told.has(name)) return [name, nothing(member)];
			return [name, shown(member, references)];
		}),
		...(isItem ? [['ref', referenceTo(mailNo, references)]] : [])
	]);
}

/** Of a sensitive item: project, district and state. */
const told = new Set(['project', 'dest', 'status', 'state', 'states', 'disputed']);

const nothing = (member: unknown) => (Array.isArray(member) ? [] : null);

const hashOf = (mailNo: string) =>
	`#${createHash('sha256').update(mailNo).digest('hex').slice(0, 12)}`;
