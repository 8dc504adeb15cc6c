import type { Cookies } from '@sveltejs/kit';
import type { Language } from '#domain/format.ts';

/** What a browser chose before, or its address says: Chinese and light unless it says otherwise. */
export function choicesOf(
	url: URL,
	cookies: Pick<Cookies, 'get'>
): { readonly language: Language; readonly look: 'light' | 'dark' } {
	const language = url.searchParams.get('lang') ?? cookies.get('youkan_lang');
	return {
		language: language === 'en' ? 'en' : 'zh',
		look: cookies.get('youkan_look') === 'dark' ? 'dark' : 'light'
	};
}
