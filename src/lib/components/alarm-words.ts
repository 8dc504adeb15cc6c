import { formatClock, formatCount, formatSpan, type Language } from '#domain/format.ts';
import type { SeenAlert } from '../live/wall-alerts.ts';
import { wordsOf } from './words.ts';

/** The sentence of an alarm at the server's time `now`; `asOf` is where the data stand. Epoch milliseconds. */
export function alarmWords(
	alert: SeenAlert,
	now: number | undefined,
	asOf: number | undefined,
	language: Language
): string {
	const words = wordsOf(language);
	const { kind, reason, object, since, count } = alert;
	const clock = formatClock(since);
	const span = formatSpan((now ?? since) - since, language);
	const join = language === 'zh' ? '，' : ', ';
	if (kind === 'watchdog' && (reason === 'silent' || reason === 'deaf' || reason === 'stuck'))
		return `${words.alarms[reason](object, span)}${join}${words.stoppedAt(formatClock(asOf))}`;
	if (kind === 'broker_drops') return words.alarms.broker_drops(object, clock, formatCount(count));
	if (kind === 'session_lost') return words.alarms.session_lost(object, clock);
	if (kind === 'clock' && (reason === 'ahead' || reason === 'behind'))
		return words.alarms[reason](object, formatSpan(count * 1000, language));
	return words.alarms.other(object === '' ? kind : `${kind} ${object}`, clock);
}
