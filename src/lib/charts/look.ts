/** What a chart takes from the page: a canvas does not inherit. Lengths in CSS pixels. */
export interface Look {
	readonly fontSize: number;
	/** One unit of the wall. */
	readonly unit: number;
	readonly digits: string;
	readonly text: string;
	readonly soft: string;
	readonly mute: string;
	readonly line: string;
	readonly panel: string;
	readonly accent: string;
}

/** Reads the look of the page at `node`, as it is now. */
export function lookAt(node: HTMLElement): Look {
	const style = getComputedStyle(node);
	const token = (name: string) => style.getPropertyValue(name).trim();
	return {
		fontSize: Number.parseFloat(style.fontSize),
		unit: Number.parseFloat(token('--u')) || 1,
		digits: token('--digits'),
		text: token('--text'),
		soft: token('--soft'),
		mute: token('--mute'),
		line: token('--line'),
		panel: token('--panel'),
		accent: token('--accent')
	};
}
