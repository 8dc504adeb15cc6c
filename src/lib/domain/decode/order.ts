import { orderEvents, type OrderReport, type Stamp } from '../event.ts';
import { optional, put, required, type Reading, type Writable } from './fields.ts';
import { amount, count, name, oneOf, projectCode } from './kinds.ts';

const event = oneOf(orderEvents);

/** One report of an order platform; undefined when a fault was found. A lag is never negative. */
export function decodeOrder(reading: Reading, stamp: Stamp): OrderReport | undefined {
	const channel = required(reading, 'channel', name);
	const eventName = required(reading, 'event', event);
	if (channel === undefined || eventName === undefined) return undefined;
	const order: Writable<OrderReport> = { ...stamp, channel, event: eventName };
	put(order, 'count', optional(reading, 'count', count));
	put(order, 'project', optional(reading, 'project', projectCode));
	put(order, 'lagSeconds', optional(reading, 'lagSeconds', amount));
	return order;
}
