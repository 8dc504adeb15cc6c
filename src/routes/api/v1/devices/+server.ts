import { deviceAnswer, devicesAsk } from '#server/api/devices.ts';
import { nextOf } from '#server/api/page.ts';
import { answering } from '#server/api/request.ts';
import { listDevices } from '#server/clickhouse/device-clocks.ts';
import { formatInstant } from '#domain/time.ts';

export const GET = answering(async ({ query, caller, youkan }) => {
	const ask = devicesAsk(query, caller, youkan.asOf());
	const { items, total } = await listDevices(youkan.clickhouse, ask);
	const last = items.length === ask.limit ? items.at(-1) : undefined;
	return {
		items: items.map(deviceAnswer),
		next: nextOf(ask, last && { at: last.at, id: last.id }),
		total,
		asOf: formatInstant(ask.asOf)
	};
});
