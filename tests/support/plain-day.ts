/**
 * Items of a recorded log and their figures, counted in plain arrays from what the contract says, without SQL and
 * without the code of the product: what the API has to agree with.
 */

interface Scan {
	readonly key: string;
	readonly site: string;
	readonly at: number;
	readonly seq: number;
	readonly mailNo: string;
	readonly event: string;
	readonly project?: string;
	readonly dest?: string;
	readonly wave?: string;
}

export interface PlainItem {
	readonly mailNo: string;
	readonly origin: string;
	readonly dest: string;
	readonly acceptedAt: number;
	readonly deadline: number;
	readonly deliveredAt: number | null;
	readonly isRecalled: boolean;
	readonly isEnded: boolean;
	readonly tries: readonly { readonly at: number }[];
	readonly latest: { readonly at: number; readonly site: string };
	readonly latestDeliveryEvent: string | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Midnight of the business day that `at` lies in. */
export const midnight = (at: number): number => Math.floor((at + 8 * HOUR) / DAY) * DAY - 8 * HOUR;

/** The scans of a log of `{"topic","payload"}` lines, each identity once. */
function scansOf(lines: readonly string[]): Scan[] {
	const scans = new Map<string, Scan>();
	for (const line of lines) {
		const { topic, payload } = JSON.parse(line) as { topic: string; payload: unknown };
		const [, , , site = '', device = '', stream] = topic.split('/');
		if (stream !== 'scan') continue;
		for (const object of [payload].flat() as (Omit<Scan, 'at' | 'site' | 'key'> & {
			readonly boot: string;
			readonly at: string;
		})[]) {
			const key = [site, device, object.boot, String(object.seq).padStart(12, '0')].join(' ');
			scans.set(key, { ...object, key, site, at: Date.parse(object.at) });
		}
	}
	return [...scans.values()];
}

const municipalities = ['11', '12', '31', '50'];
const countyCities = ['4190', '4290', '4690', '6590'];
function cityOf(place: string): string {
	if (municipalities.includes(place.slice(0, 2))) return place.slice(0, 2);
	return countyCities.includes(place.slice(0, 4)) ? place.slice(0, 6) : place.slice(0, 4);
}

/** By the rules as shipped; `isWorkday` is asked about midnights. */
function deadlineOf(scan: Scan, isWorkday: (midnight: number) => boolean): number {
	const today = midnight(scan.at);
	const { project, wave, site, dest = '' } = scan;
	const at = (days: number, hour: number) => today + days * DAY + hour * HOUR;
	let due = at(3, 18);
	if (wave === 'W15') due = at(0, 20);
	else if (wave === 'W24') due = at(1, 12);
	else if (project === 'PLATE') due = at(2, 0) - 1000;
	else if (project === 'DOC') {
		let day = today + DAY;
		while (!isWorkday(day)) day += DAY;
		due = day + 12 * HOUR;
	} else if (cityOf(site) === cityOf(dest)) due = at(1, 18);
	else if (site.slice(0, 2) === dest.slice(0, 2)) due = at(2, 18);
	while (due < Math.floor(scan.at / 1000) * 1000) due += DAY;
	return due;
}

/** The accepted items of a log. */
export function plainItems(
	lines: readonly string[],
	isWorkday: (midnight: number) => boolean
): PlainItem[] {
	const byItem = Map.groupBy(scansOf(lines), ({ mailNo }) => mailNo);
	return [...byItem].flatMap(([mailNo, unordered]) => {
		const scans = unordered.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
		const acceptance = scans.find(({ event }) => event === 'accepted');
		const latest = scans.at(-1);
		if (!acceptance || !latest) return [];
		const delivers = ({ event }: Scan) =>
			event === 'delivered' || (event === 'plate_fitted' && acceptance.project === 'PLATE');
		const end = scans.find((s) => delivers(s) || ['returned', 'recalled'].includes(s.event));
		const isRecalled = end?.event === 'recalled';
		return [
			{
				...{ mailNo, origin: acceptance.site, dest: acceptance.dest ?? '' },
				...{ acceptedAt: acceptance.at, deadline: deadlineOf(acceptance, isWorkday) },
				deliveredAt: isRecalled ? null : (scans.find(delivers)?.at ?? null),
				...{ isRecalled, isEnded: end !== undefined, latest },
				tries: scans.filter(
					(s) => s.event === 'attempted' && (!end || scans.indexOf(s) < scans.indexOf(end))
				),
				latestDeliveryEvent: scans.findLast(({ event }) =>
					['attempted', 'out_for_delivery', 'ready_for_pickup'].includes(event)
				)?.event
			}
		];
	});
}

/** The items behind each figure of a summary of one day, and behind each state of `undelivered`. */
export function plainFigures(
	items: readonly PlainItem[],
	{ scope, day, asOf }: { readonly scope: string; readonly day: number; readonly asOf: number }
): Record<string, PlainItem[]> {
	const isHere = (place: string) => scope === 'cn' || place.startsWith(scope);
	const isOn = (at: number) => midnight(at) === day;
	const to = items.filter(({ dest }) => isHere(dest));
	const due = to.filter((i) => isOn(i.deadline) && i.deadline <= asOf && !i.isRecalled);
	const open = to.filter((i) => !i.isEnded);
	const overdue = open.filter((i) => i.deadline < asOf);
	return {
		accepted: items.filter((i) => isHere(i.origin) && isOn(i.acceptedAt)),
		delivered: to.filter((i) => i.deliveredAt !== null && isOn(i.deliveredAt)),
		attempted: to.filter((i) => i.tries.some(({ at }) => isOn(at))),
		due,
		deliveredOfDue: due.filter((i) => i.deliveredAt !== null),
		deliveredOnTime: due.filter(
			(i) => i.deliveredAt !== null && Math.floor(i.deliveredAt / 1000) * 1000 <= i.deadline
		),
		overdueOpen: overdue,
		'state overdue': overdue,
		'state at_risk': open.filter((i) => i.deadline >= asOf && i.deadline <= asOf + HOUR),
		'state attempted': open.filter((i) => i.latestDeliveryEvent === 'attempted'),
		'state stalled': items.filter(
			(i) => !i.isEnded && isHere(i.latest.site) && i.latest.at < asOf - DAY
		)
	};
}
