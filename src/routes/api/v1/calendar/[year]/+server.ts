import { ApiFault } from '#server/api/fault.ts';
import { noteAct } from '#server/store/audit.ts';
import { maySeeRules } from '#server/auth/caller.ts';
import { answering } from '#server/api/request.ts';
import { calendarAnswer, letEdit, putCalendar } from '#server/api/rules.ts';

export const GET = answering(({ caller, youkan, params }) => {
	if (!maySeeRules(caller)) throw new ApiFault(403, 'forbidden', 'the calendar is not for walls');
	return calendarAnswer(youkan.policy, params['year'] ?? '');
});

export const PUT = answering(async ({ caller, youkan, params, body }) => {
	letEdit(caller);
	const year = params['year'] ?? '';
	await putCalendar(youkan.clickhouse, youkan.policy, year, await body());
	await noteAct(
		youkan.store,
		{ actor: caller.name, act: 'calendar.publish', object: year },
		youkan.clock.now()
	);
	return calendarAnswer(youkan.policy, year);
});
