export type Look = 'light' | 'dark';

const YEAR_SECONDS = 31_536_000;

/** Keeps a choice of this browser in a cookie, so that the server's first page has it already. */
export function keepChoice(name: 'youkan_lang' | 'youkan_look', value: string): void {
	document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

/** Light or dark, of the pages for desks. */
export class PageLook {
	#current = $state<Look>('light');

	constructor(remembered: Look) {
		this.#current = remembered;
	}

	get current(): Look {
		return this.#current;
	}

	toggle(): void {
		this.#current = this.#current === 'light' ? 'dark' : 'light';
		document.documentElement.dataset['look'] = this.#current;
		keepChoice('youkan_look', this.#current);
	}
}
