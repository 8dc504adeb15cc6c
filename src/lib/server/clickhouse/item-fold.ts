/**
 * An item as a fold of its distinct events, in SQL: any order and any number of copies of them give the same
 * item. `src/lib/domain/item.ts` is the same fold for one item, with all its words.
 */

/** Which events an item is folded of. Epoch milliseconds. */
export interface FoldAsk {
	/** What happened after it is left out; by default nothing is. */
	readonly until?: number | undefined;
	/** What was received after it is left out: what was known then. By default everything is known. */
	readonly knownAt?: number | undefined;
}

/** Beyond every DateTime64 that an event can have. */
const END_OF_TIME = Date.UTC(2200, 0, 1);

/** The parameters that a statement with `itemFold` needs. */
export function foldParameters(ask: FoldAsk): { readonly until: number; readonly knownAt: number } {
	return { until: ask.until ?? END_OF_TIME, knownAt: ask.knownAt ?? END_OF_TIME };
}

const known = 'received_at <= fromUnixTimestamp64Milli({knownAt:Int64})';
const order = '(e.counted_at, e.site, e.device, e.boot, e.seq)';
const first = (condition: string) => `minIf(${order}, ${condition})`;
const isThere = (tuple: string) => `toUnixTimestamp64Milli(${tuple}.1) > 0`;

/**
 * A subquery with one row an item of which an event is known, for the parameters of
 * `foldParameters`. `condition` narrows the rows of `item_event` that are read (`e.…`); it must hold for all
 * events of an item or for none.
 *
 * Columns: `mail_key`, `mail_no`, `is_accepted`; of the first acceptance `accepted_at`, `origin`, `dest`,
 * `project`, `product`, `wave`, `customer`, `payer`, `priority`, `fee`, `documents` (1 where none is given),
 * `deadline`, `deadline_rule`, `deadline_version`, `calendar_known`; `delivered_at` and `delivered_site` (1970
 * and empty while not delivered), `is_delivered`, `is_recalled`, `is_returned`, `is_ended`, `ended_at`;
 * `tries` (its attempts before the end, tuples of time and site), `latest_event`, `latest_at`, `latest_site`;
 * `latest_delivery_event` (of attempted, out_for_delivery and ready_for_pickup) and its `latest_delivery_at`;
 * `is_disputed`: attempted, returned or out for delivery after it was delivered.
 */
export function itemFold(condition = 'true'): string {
	return `(${settled(ended(gathered(condition)))})`;
}

// Three selects, one upon the other: ClickHouse writes an alias out wherever it is used, and in one select
// each of these would be written out dozens of times.

/** What the events of an item hold. */
const gathered = (condition: string) => `
	SELECT
		e.mail_key AS mail_key,
		e.mail_no AS mail_no,
		${first(`e.event = 'accepted'`)} AS acceptance,
		argMinIf(
			(e.site, e.dest, e.project, e.product, e.wave, e.customer, e.payer, e.priority, e.fee, ifNull(e.documents, 1),
				e.deadline, e.deadline_rule, e.deadline_version, e.calendar_known),
			${order}, e.event = 'accepted') AS said,
		any(d.decision) AS decision,
		${first(`e.event = 'delivered'`)} AS handed_over,
		${first(`e.event IN ('delivered', 'plate_fitted')`)} AS handed_over_or_fitted,
		${first(`e.event = 'returned'`)} AS going_back,
		${first(`e.event = 'recalled'`)} AS calling_back,
		groupUniqArrayIf(${order}, e.event = 'attempted') AS all_tries,
		max((e.counted_at, e.site, e.device, e.boot, e.seq, e.event)) AS latest,
		maxIf((e.counted_at, e.site, e.device, e.boot, e.seq, e.event),
			e.event IN ('attempted', 'out_for_delivery', 'ready_for_pickup')) AS latest_delivery,
		maxIf(${order}, e.event IN ('attempted', 'returned', 'out_for_delivery')) AS latest_doubt
	FROM item_event AS e
	LEFT JOIN (
		SELECT mail_key, argMax((true, deadline, toString(rule), version, calendar_known), decided_at) AS decision
		FROM item_deadline
		WHERE decided_at <= fromUnixTimestamp64Milli({knownAt:Int64})
		GROUP BY mail_key
	) AS d ON e.mail_key = d.mail_key
	WHERE ${condition}
	  AND e.counted_at <= fromUnixTimestamp64Milli({until:Int64})
	  AND e.${known}
	  AND (e.site, e.device, e.boot, e.seq) NOT IN (SELECT site, device, boot, seq FROM correction WHERE ${known})
	GROUP BY mail_key, mail_no`;

/** How it ended: the first of delivery, return and recall, and a delivery after a return. */
const ended = (of: string) => `
	SELECT *,
		if(said.3 = 'PLATE', handed_over_or_fitted, handed_over) AS delivery,
		${isThere('delivery')} AS has_delivery,
		${isThere('going_back')} AS is_sent_back,
		${isThere('calling_back')} AND (NOT has_delivery OR calling_back < delivery)
			AND (NOT is_sent_back OR calling_back < going_back) AS is_recalled,
		arrayMin(arrayFilter(t -> ${isThere('t')}, [delivery, going_back, calling_back])) AS end
	FROM (${of})`;

const settled = (of: string) => `
	SELECT
		mail_key, mail_no,
		${isThere('acceptance')} AS is_accepted,
		acceptance.1 AS accepted_at,
		toString(said.1) AS origin,
		toString(said.2) AS dest,
		toString(said.3) AS project,
		toString(said.4) AS product,
		toString(said.5) AS wave,
		toString(said.6) AS customer,
		toString(said.7) AS payer,
		toString(said.8) AS priority,
		said.9 AS fee,
		said.10 AS documents,
		if(decision.1, decision.2, said.11) AS deadline,
		if(decision.1, decision.3, toString(said.12)) AS deadline_rule,
		if(decision.1, decision.4, said.13) AS deadline_version,
		if(decision.1, decision.5, said.14) AS calendar_known,
		is_recalled,
		has_delivery AND NOT is_recalled AS is_delivered,
		is_sent_back AND NOT is_recalled AND NOT has_delivery AS is_returned,
		${isThere('end')} AS is_ended,
		end.1 AS ended_at,
		if(has_delivery AND NOT is_recalled, delivery.1, toDateTime64(0, 3, 'Asia/Shanghai')) AS delivered_at,
		if(has_delivery AND NOT is_recalled, toString(delivery.2), '') AS delivered_site,
		arrayMap(t -> (t.1, toString(t.2)), arrayFilter(t -> NOT ${isThere('end')} OR t < end, all_tries)) AS tries,
		toString(latest.6) AS latest_event,
		latest.1 AS latest_at,
		toString(latest.2) AS latest_site,
		toString(latest_delivery.6) AS latest_delivery_event,
		latest_delivery.1 AS latest_delivery_at,
		has_delivery AND NOT is_recalled AND latest_doubt > delivery AS is_disputed
	FROM (${of})`;
