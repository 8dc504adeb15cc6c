import { importFile } from '#server/api/import.ts';
import { answering } from '#server/api/request.ts';
import { noteAct } from '#server/store/audit.ts';

export const POST = answering(async ({ query, caller, youkan, bytes }) => {
	const answer = await importFile(youkan.clickhouse, await bytes(), query, caller);
	const { kind, loaded, faultCount } = answer;
	await noteAct(
		youkan.store,
		{ actor: caller.name, act: 'import.load', object: kind ?? '', detail: { loaded, faultCount } },
		youkan.clock.now()
	);
	return answer;
});
