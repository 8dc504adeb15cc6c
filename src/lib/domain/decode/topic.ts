import { streams, type Source } from '../event.ts';
import type { Fault } from './fields.ts';
import { isDigit, isDivision, oneOf } from './kinds.ts';
import { shown } from './shown.ts';

const stream = oneOf(streams);

/**
 * Where a message comes from, by its topic `youkan/v1/{province}/{site}/{device}/{stream}`, or the fault
 * `topic`. Any other text is refused, those beginning with `$` too.
 */
export function decodeTopic(topic: string): Source | Fault {
	const levels = topic.split('/', 7);
	const [root, version, province, site, device] = levels;
	const known = stream.parse(levels[5]);
	if (
		levels.length !== 6 ||
		root !== 'youkan' ||
		version !== 'v1' ||
		province === undefined ||
		site === undefined ||
		device === undefined
	)
		return refused(topic, 'not six levels that begin with youkan/v1');
	if (!isSite(site)) return refused(topic, 'wrong site');
	if (province.length !== 2 || !site.startsWith(province))
		return refused(topic, 'the province is not the first two digits of the site');
	if (!isDevice(device)) return refused(topic, 'wrong device');
	if (known === undefined) return refused(topic, 'unknown stream');
	return { province, site, device, stream: known };
}

function refused(topic: string, what: string): Fault {
	return {
		reason: 'topic',
		detail:
			`topic: ${what}; given ${shown(topic)}; accepted: youkan/v1/{province}/{site}/{device}/{stream}, ` +
			`site a division code and, if need be, - and 1 to 16 of a-z 0-9, device 1 to 64 of A-Z a-z 0-9 _ -, ` +
			`stream ${stream.accepted}`
	};
}

const DASH = 45;
const UNDERSCORE = 95;

/** `^[0-9]{6}(-[a-z0-9]{1,16})?$`, beginning with a province code. */
function isSite(site: string): boolean {
	if (site.length === 6) return isDivision(site);
	if (site.length < 8 || site.length > 23 || site.charCodeAt(6) !== DASH) return false;
	for (let i = 7; i < site.length; i++) {
		const code = site.charCodeAt(i);
		if (!isDigit(code) && !isLowerCase(code)) return false;
	}
	return isDivision(site.slice(0, 6));
}

/** `^[A-Za-z0-9_-]{1,64}$` */
function isDevice(device: string): boolean {
	if (device.length < 1 || device.length > 64) return false;
	for (let i = 0; i < device.length; i++) {
		const code = device.charCodeAt(i);
		// 0x20 is the bit between A and a.
		if (!isDigit(code) && !isLowerCase(code | 0x20) && code !== DASH && code !== UNDERSCORE)
			return false;
	}
	return true;
}

function isLowerCase(code: number): boolean {
	return code >= 97 && code <= 122;
}
