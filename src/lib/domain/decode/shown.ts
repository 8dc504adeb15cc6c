/** At most as many characters of what a device sent are repeated in a text of ours. */
const SHOWN_CHARACTERS = 64;

/** What has no shape of its own or turns the reading direction: controls, formats, private use, line ends. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * How a value that a device sent is shown to people: as JSON, what cannot be seen escaped, at most 64
 * characters, the last of which is `…` when something was cut. Numbers too large for JSON keep their name.
 */
export function shown(value: unknown): string {
	return escaped(typeof value === 'number' ? String(value) : JSON.stringify(head(value)));
}

/** A text, not quoted, with what cannot be seen escaped, cut to 64 characters as `shown` does. */
export function escaped(text: string): string {
	const visible = text
		.slice(0, 2 * SHOWN_CHARACTERS)
		.replace(invisible, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
	const characters = Array.from(visible);
	return characters.length > SHOWN_CHARACTERS
		? `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`
		: visible;
}

/** A long text is cut before it is quoted, so that the cost does not grow with it. */
function head(value: unknown): unknown {
	return typeof value === 'string' ? value.slice(0, 2 * SHOWN_CHARACTERS) : value;
}
