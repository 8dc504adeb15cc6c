import { provinceOf } from './province.ts';

/** True for what a place filter can ask for: `cn`, a province (2 digits), a city (4), a county (6) or one site of the 34 divisions. */
export function isScope(text: string): boolean {
	if (text === 'cn') return true;
	return (
		/^(\d{2}|\d{4}|\d{6}(-[a-z0-9]{1,16})?)$/.test(text) &&
		provinceOf(text.slice(0, 2)) !== undefined
	);
}

/** What `isScope` accepts, for messages. */
export const scopeForms = 'cn, a province (2 digits), a city (4), a county (6) or a site';
