/** Self-service devices, order platforms and the rounds to government offices. */
import { HOUR_MS, MINUTE_MS } from '#domain/time.ts';
import { hashOf, mix } from '../chance.ts';
import { activityAt } from '../segments.ts';
import type { Appointment, Fields, Ticker } from './machine.ts';

/** Sending terminals in Qianjiang, a 24-hour station in Pan'an, kiosks in Yunnan. */
const devices: readonly (readonly [site: string, device: string, kind: string, scene?: string])[] =
	[
		['429005', 'sender-1', 'sender', '便利店'],
		['429005', 'sender-2', 'sender', '特产店'],
		['429005', 'sender-3', 'sender', '写字楼'],
		['429005', 'sender-4', 'sender', '车站'],
		['330727', 'station-24h', 'station'],
		['530102', 'kiosk-1', 'kiosk'],
		['530302', 'kiosk-1', 'kiosk'],
		['532901', 'kiosk-1', 'kiosk']
	];

/** Where orders come from, and about how many a minute. Assumed. */
const platforms: readonly (readonly [site: string, channel: string, perMinute: number])[] = [
	['110100-zw', '国家移民管理局平台', 14],
	['110100-zw', '12123', 18],
	['420100-zw', '湖北便民寄递', 12],
	['420100-zw', '湖北公安政务服务', 6],
	['440100-zw', '粤省事', 22],
	['440100-zw', '警邮E网通', 8],
	['440100-zw', '智邮行', 9],
	['500100-zw', '渝快办', 11]
];

/** The reports of stations and order platforms. */
export function stationTickers(seed: number): readonly Ticker[] {
	return [
		...devices.map(([site, device, kind, scene]): Ticker => ({
			site,
			device,
			stream: 'station',
			everyMs: 2 * MINUTE_MS,
			report: (_at, k) => ({
				kind,
				...happening(kind, mix(mix(seed, hashOf(site + device)), k)),
				...(scene !== undefined && { scene })
			})
		})),
		...platforms.map(([site, channel, perMinute], i): Ticker => ({
			site,
			device: `orders-${i + 1}`,
			stream: 'order',
			everyMs: MINUTE_MS,
			report: (at, k) => order(channel, perMinute * activityAt(at), mix(mix(seed, 500 + i), k))
		}))
	];
}

function happening(kind: string, chance: number): Fields {
	const isUsed = chance % 5 === 0;
	if (!isUsed) return { event: 'heartbeat' };
	if (kind === 'station') return { event: 'door_opened', ok: true };
	return { event: 'session', count: 1, ok: chance % 50 !== 0 };
}

function order(channel: string, perMinute: number, chance: number): Fields {
	const count = Math.max(1, Math.round(perMinute * (0.8 + (chance % 400) / 1000)));
	const event = (['created', 'created', 'paid', 'pushed'] as const)[chance % 4] ?? 'created';
	return { channel, event, count, lagSeconds: 1 + (chance % 5) };
}

/** The two rounds a day to the offices of Banan, at 10:00 and 16:00. */
export function roundAppointments(seed: number): readonly Appointment[] {
	return [10, 16].flatMap((hour) =>
		(['round_started', 'round_stop', 'round_stop', 'round_stop', 'round_completed'] as const).map(
			(event, i): Appointment => ({
				site: '500113',
				device: 'round-1',
				stream: 'station',
				offsetMs: hour * HOUR_MS + i * 17 * MINUTE_MS,
				report(day) {
					const chance = mix(mix(seed, 600 + hour + i), Math.floor(day / HOUR_MS));
					return {
						kind: 'office',
						event,
						slot: `${hour}:00`,
						project: 'DOC',
						...(event === 'round_stop' && { count: 20 + (chance % 40) })
					};
				}
			})
		)
	);
}
