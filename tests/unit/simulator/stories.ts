import type { NationEvent } from '../../../simulator/nation.ts';

/** One item's scans in the order in which they were told. */
export interface Story {
	readonly steps: { readonly at: number; readonly event: string; readonly site: string }[];
	/** The fields of `accepted`. */
	accepted?: { readonly at: number; readonly site: string; readonly fields: Fields };
}

type Fields = NationEvent['fields'];

/** Events by mail number; reports of machines are left out. */
export function storiesOf(events: readonly NationEvent[]): ReadonlyMap<string, Story> {
	const stories = new Map<string, Story>();
	for (const { at, topic, fields } of events) {
		const [, , , site = '', , stream] = topic.split('/');
		if (stream !== 'scan') continue;
		const mailNo = String(fields['mailNo']);
		const story = stories.get(mailNo) ?? { steps: [] };
		stories.set(mailNo, story);
		story.steps.push({ at, event: String(fields['event']), site });
		if (fields['event'] === 'accepted') story.accepted = { at, site, fields };
	}
	return stories;
}
