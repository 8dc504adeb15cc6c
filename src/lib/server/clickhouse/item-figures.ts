/** What each figure about items counts: one condition for the number and for the list behind it. */
import { inScope } from './place.ts';

/** By which of an item's places it is counted. */
export const bases = ['origin', 'dest', 'place'] as const;
export type Basis = (typeof bases)[number];

/** The figures of a summary that count items. */
export const itemFigures = [
	'accepted',
	'delivered',
	'attempted',
	'due',
	'deliveredOfDue',
	'deliveredOnTime',
	'overdueOpen'
] as const;
export type ItemFigure = (typeof itemFigures)[number];

/** Why an open item is looked at; `disputed`: something happened to it after it was delivered. */
export const undeliveredStates = [
	'at_risk',
	'overdue',
	'attempted',
	'stalled',
	'disputed'
] as const;
export type UndeliveredState = (typeof undeliveredStates)[number];

const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64})`;
const onDays = (time: string) =>
	`toDate(${time}) >= {fromDay:Date} AND toDate(${time}) <= {toDay:Date}`;

// Deadlines compare in whole seconds.
const isDue = `is_accepted AND NOT is_recalled AND deadline >= ${instant('from')} AND deadline < ${instant('to')}
	AND deadline <= ${instant('asOf')}`;
const isOpen = 'is_accepted AND NOT is_ended';
const isOverdue = `${isOpen} AND deadline < ${instant('asOf')}`;

/** The business day and place of an item's tries; both must hold for one of them. */
const tried = (place: string) => `arrayExists(t -> ${onDays('t.1')} AND ${place}, tries)`;

const happened: Record<Exclude<ItemFigure, 'attempted'>, string> = {
	accepted: `is_accepted AND ${onDays('accepted_at')}`,
	delivered: `is_delivered AND ${onDays('delivered_at')}`,
	due: isDue,
	deliveredOfDue: `${isDue} AND is_delivered`,
	deliveredOnTime: `${isDue} AND is_delivered AND toUnixTimestamp(delivered_at) <= toUnixTimestamp(deadline)`,
	overdueOpen: isOverdue
};

/**
 * The condition of a figure on the rows of `itemFold`, for the parameters `scope`, `fromDay`, `toDay` (days,
 * both inclusive: of what happened), `from`, `to` (epoch ms, `to` exclusive: of deadlines) and `asOf`. By
 * origin for `accepted` and by destination for the rest, unless `basis` says otherwise; by `place` is where
 * the event was, and for deadlines where the latest event was.
 */
export function figureCondition(figure: ItemFigure, basis: Basis | undefined): string {
	if (figure === 'attempted')
		return basis === 'place'
			? tried(inScope('toString(t.2)'))
			: `(${tried('true')}) AND ${inScope(basis ?? 'dest')}`;
	return `(${happened[figure]}) AND ${inScope(placeOf(figure, basis))}`;
}

/** The column with the place that an item of the figure is counted at. */
export function placeOf(
	figure: Exclude<ItemFigure, 'attempted'>,
	basis: Basis | undefined
): string {
	const chosen = basis ?? (figure === 'accepted' ? 'origin' : 'dest');
	if (chosen !== 'place') return chosen;
	return figure === 'accepted'
		? 'origin'
		: figure === 'delivered'
			? 'delivered_site'
			: 'latest_site';
}

/**
 * The condition of an undelivered state on the rows of `itemFold`, for the parameters `scope`, `asOf`,
 * `warnRules` and `warnTimes` (the rules, and their warning times in minutes) and `warnMinutes` (of any other). By destination, `stalled` by the site of the latest event, unless `basis` says otherwise.
 */
export function stateCondition(state: UndeliveredState, basis: Basis | undefined): string {
	const holds: Record<UndeliveredState, string> = {
		at_risk: `${isOpen} AND deadline >= ${instant('asOf')}
			AND deadline <= ${instant('asOf')} + toIntervalMinute(transform(toString(deadline_rule),
				{warnRules:Array(String)}, {warnTimes:Array(UInt32)}, {warnMinutes:UInt32}))`,
		overdue: isOverdue,
		attempted: `${isOpen} AND latest_delivery_event = 'attempted'`,
		stalled: `${isOpen} AND latest_at < ${instant('asOf')} - INTERVAL 24 HOUR`,
		disputed: 'is_accepted AND is_disputed'
	};
	const chosen = basis ?? (state === 'stalled' ? 'place' : 'dest');
	return `(${holds[state]}) AND ${inScope(chosen === 'place' ? 'latest_site' : chosen)}`;
}
