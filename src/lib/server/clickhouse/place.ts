/**
 * The place filter of a query: true where `column` (a site or a division code) lies in `{scope:String}`.
 * A site with a suffix is matched whole, everything shorter as a prefix; `cn` matches all.
 */
export function inScope(column: string): string {
	return `({scope:String} = 'cn' OR ${column} = {scope:String}
		OR (position({scope:String}, '-') = 0 AND startsWith(${column}, {scope:String})))`;
}

/** The same for any of `{scopes:Array(String)}`. */
export function inScopes(column: string): string {
	return `arrayExists(s -> s = 'cn' OR ${column} = s OR (position(s, '-') = 0 AND startsWith(${column}, s)),
		{scopes:Array(String)})`;
}

/** True when the minute rollup, which knows places down to four digits, can answer for a scope. */
export function isWide(scope: string): boolean {
	return scope === 'cn' || scope.length <= 4;
}
