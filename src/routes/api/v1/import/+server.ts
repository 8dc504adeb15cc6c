import { importFile } from '#server/api/import.ts';
import { answering } from '#server/api/request.ts';

export const POST = answering(async ({ query, caller, youkan, bytes }) =>
	importFile(youkan.clickhouse, await bytes(), query, caller)
);
