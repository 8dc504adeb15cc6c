import type { Link, Status } from '../live/freshness.ts';
import type { Words } from './words.ts';

/** How the header tells the connection: a shape, a word and a tone that agree. */
export interface LinkState {
	readonly word: keyof Words['link'];
	readonly shape: 'disc' | 'ring' | 'diamond' | 'square' | 'cross' | 'check';
	readonly tone: 'calm' | 'good' | 'late' | 'bad';
}

/** What the header says. A dead link and a server without news are different things. */
export function linkStateOf(status: Status, link: Link, isRecovered: boolean): LinkState {
	switch (status) {
		case 'connecting':
			if (link === 'reconnecting') return { word: 'reconnecting', shape: 'ring', tone: 'late' };
			return { word: link === 'up' ? 'waiting' : 'connecting', shape: 'ring', tone: 'calm' };
		case 'live':
			return isRecovered
				? { word: 'recovered', shape: 'check', tone: 'good' }
				: { word: 'live', shape: 'disc', tone: 'good' };
		case 'stale':
			return link === 'up'
				? { word: 'late', shape: 'diamond', tone: 'late' }
				: { word: 'reconnecting', shape: 'ring', tone: 'late' };
		case 'dead':
			return link === 'up'
				? { word: 'stopped', shape: 'square', tone: 'bad' }
				: { word: 'dead', shape: 'cross', tone: 'bad' };
		case 'refused':
			return { word: 'refused', shape: 'cross', tone: 'bad' };
	}
}
