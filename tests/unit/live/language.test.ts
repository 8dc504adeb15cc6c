import { describe, expect, it } from 'vitest';
import { PageLanguage } from '../../../src/lib/live/language.svelte.ts';

const at = (query: string) => new PageLanguage(new URL(`http://127.0.0.1/wall${query}`));

describe('PageLanguage', () => {
	it.each([
		['', 'zh', 'zh-CN'],
		['?lang=en', 'en', 'en'],
		['?lang=fr', 'zh', 'zh-CN']
	])('"%s" is %s', (query, language, tag) => {
		expect(at(query).current).toBe(language);
		expect(at(query).tag).toBe(tag);
	});

	it('goes into the address and out of it, and leaves the rest of it as it was', () => {
		const language = at('?token=a%2Bb&lang=zh');
		language.toggle();
		expect(language.current).toBe('en');
		expect(language.query('?token=a%2Bb&lang=zh')).toBe('?token=a%2Bb&lang=en');
		language.toggle();
		expect(language.query('?token=a%2Bb&lang=en')).toBe('?token=a%2Bb');
		expect(language.query('?lang=en')).toBe('');
	});
});
