import type { Language } from '#domain/format.ts';

/** The language of a page: Chinese unless its address says otherwise. */
export class PageLanguage {
	#current = $state<Language>('zh');

	/** `remembered`: what this browser chose before, for pages whose address says nothing. */
	constructor(url: URL, remembered: Language = 'zh') {
		const asked = url.searchParams.get('lang');
		this.#current = asked === null ? remembered : asked === 'en' ? 'en' : 'zh';
	}

	get current(): Language {
		return this.#current;
	}

	/** What `html lang` says. */
	get tag(): string {
		return this.#current === 'en' ? 'en' : 'zh-CN';
	}

	toggle(): void {
		this.#current = this.#current === 'zh' ? 'en' : 'zh';
	}

	/** The query of the page's address in this language: what else it said stays. */
	query(search: string): '' | `?${string}` {
		const others = search
			.replace(/^\?/, '')
			.split('&')
			.filter((part) => part !== '' && !part.startsWith('lang='));
		const all = this.#current === 'en' ? [...others, 'lang=en'] : others;
		return all.length === 0 ? '' : `?${all.join('&')}`;
	}
}
