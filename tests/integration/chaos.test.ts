/** A short form of `npm run chaos -- ingest`, without the two minutes until figures are exact. */
import { expect, it } from 'vitest';
import { ingestChaos } from '../chaos/ingest.ts';

it('deaths, resets, a black hole and cut answers lose nothing and invent nothing', async () => {
	const figures = new Map<string, number>();
	const reasons = await ingestChaos(
		{
			...{
				seed: 7,
				seconds: 15,
				perSecond: 500,
				blackholeMs: 2_000,
				restartMs: 200,
				sealed: false
			},
			...{ ingestKills: 3, clickhouseKills: 1, resets: 2, blackholes: 1 }
		},
		({ name, value }) => figures.set(name, value)
	);
	expect(reasons).toEqual([]);
	expect(figures.get('events acknowledged by the broker')).toBe(7_500);
	expect(figures.get('answers cut after commit')).toBeGreaterThan(0);
});
