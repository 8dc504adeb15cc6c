/**
 * The scans of whole minutes as a table (minute, city, event, project, scans): sealed where a minute is
 * sealed, else live. `range` is a condition on `minute`, with the parameters of the query it is put into.
 * Of a minute that is not sealed the project is known on `accepted` only.
 */
export function countedMinutes(range: string): string {
	return `(
		SELECT minute, one_city AS city, one_event AS event, one_project AS project, toUInt64(one_scans) AS scans
		FROM (SELECT minute, city AS cities, event AS events, project AS projects, scans AS counts
			FROM scan_minute_sealed FINAL WHERE ${range})
		ARRAY JOIN cities AS one_city, events AS one_event, projects AS one_project, counts AS one_scans
		UNION ALL
		SELECT minute, city, event, project, scans FROM scan_minute
		WHERE ${range} AND minute NOT IN (SELECT minute FROM scan_minute_sealed WHERE ${range})
	)`;
}
