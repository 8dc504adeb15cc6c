/** How figures, rates, times and spans are written on screens. Chinese is the default language. */
import { clockOf, dayOf } from './time.ts';

/** The languages of the screens. */
export type Language = 'zh' | 'en';

/** What stands where there is no data. It is not 0. */
export const NO_DATA = '--';

/** The minus of figures: U+2212, as wide as a digit. */
export const MINUS = '\u2212';

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat('zh-CN', {
	minimumFractionDigits: 2,
	maximumFractionDigits: 2
});

function signed(text: string): string {
	return text.replace('-', MINUS);
}

/** A count with thousands separators, rounded to whole ones; `--` without data. */
export function formatCount(value: number | undefined): string {
	return value === undefined ? NO_DATA : signed(whole.format(value));
}

/** A figure and the scale that stands before its unit: `12,845.30` and `万`. */
export interface Figure {
	readonly text: string;
	readonly scale: '' | '万' | 'M';
}

/** A count for a figure of a wall: whole below ten million, from there on in 万 (English: millions). */
export function formatFigure(value: number | undefined, language: Language): Figure {
	if (value === undefined || Math.abs(value) < 10_000_000)
		return { text: formatCount(value), scale: '' };
	return language === 'zh'
		? { text: signed(hundredths.format(value / 10_000)), scale: '万' }
		: { text: signed(hundredths.format(value / 1_000_000)), scale: 'M' };
}

/**
 * A share as a percentage with two decimals and without its sign; `--` without data. Only 1 is
 * `100.00` and only 0 is `0.00`: rounding must not hide the last late item, nor the first.
 */
export function formatPercent(share: number | undefined): string {
	if (share === undefined) return NO_DATA;
	if (share > 0 && share < 1)
		return hundredths.format(Math.min(99.99, Math.max(0.01, share * 100)));
	return signed(hundredths.format(share * 100));
}

const weekdays: Readonly<Record<Language, readonly string[]>> = {
	zh: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
	en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
};

/** The weekday of an instant on the business clock. */
export function formatWeekday(ms: number, language: Language): string {
	const day = new Date(`${dayOf(ms)}T00:00:00Z`).getUTCDay();
	return weekdays[language][day] ?? '';
}

/** The clock time `HH:mm:ss` of an instant on the business clock; `--` before there is one. */
export function formatClock(ms: number | undefined): string {
	return ms === undefined ? NO_DATA : clockOf(ms);
}

/** `YYYY-MM-DD HH:mm` of an instant on the business clock; `--` where there is none. */
export function formatDateTime(ms: number | null | undefined): string {
	return ms === null || ms === undefined ? NO_DATA : `${dayOf(ms)} ${clockOf(ms).slice(0, 5)}`;
}

/** A span in its two largest units, cut off to whole seconds: `12 秒`, `2 分 41 秒`, `3 小时 5 分`. */
export function formatSpan(ms: number, language: Language): string {
	const [hour, minute, second] = language === 'zh' ? ['小时', '分', '秒'] : ['h', 'min', 's'];
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const minutes = Math.floor(seconds / 60);
	if (minutes < 1) return `${seconds} ${second}`;
	if (minutes < 60) return `${minutes} ${minute} ${seconds % 60} ${second}`;
	return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
}
