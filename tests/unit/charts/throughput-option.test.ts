import { describe, expect, it } from 'vitest';
import type { Look } from '../../../src/lib/charts/look.ts';
import { throughputData, throughputFrame } from '../../../src/lib/charts/throughput-option.ts';

const look: Look = {
	fontSize: 17,
	unit: 1,
	digits: 'Digits',
	text: '#fff',
	soft: '#ccc',
	mute: '#888',
	line: '#222',
	panel: '#111',
	accent: '#0cf'
};
const names = { today: '今日', yesterday: '昨日' };

describe('throughputFrame', () => {
	it('stands still, on a value axis from 00 to 24, and connects no gaps', () => {
		const frame = throughputFrame(look, 'zh');
		expect(frame).toMatchObject({
			animation: false,
			xAxis: { type: 'value', min: 0, max: 1440, interval: 240 },
			series: [
				{ id: 'yesterday', showSymbol: false, connectNulls: false },
				{ id: 'today', showSymbol: false, connectNulls: false },
				{ id: 'live', showSymbol: true }
			]
		});
	});

	it('holds no data, so that setting it again loses none', () => {
		expect(JSON.stringify(throughputFrame(look, 'zh'))).not.toContain('"data"');
	});

	it.each([
		[0, '00'],
		[480, '08'],
		[1440, '24']
	])('writes minute %i as %s', (minute, text) => {
		const { xAxis } = throughputFrame(look, 'zh') as {
			xAxis: { axisLabel: { formatter: (minute: number) => string } };
		};
		expect(xAxis.axisLabel.formatter(minute)).toBe(text);
	});
});

describe('throughputData', () => {
	it('names the live point by its line and its figure, and keeps gaps', () => {
		const data = throughputData(
			{
				today: [
					[2.5, 10],
					[7.5, null],
					[12, 1_234.4]
				],
				yesterday: [[2.5, 8]],
				live: [12, 1_234.4],
				before: 8
			},
			names
		);
		expect(data).toEqual({
			series: [
				{ id: 'yesterday', name: '昨日', data: [[2.5, 8]] },
				{
					id: 'today',
					name: '今日',
					data: [
						[2.5, 10],
						[7.5, null],
						[12, 1_234.4]
					]
				},
				{
					id: 'live',
					data: [{ name: '今日 1,234', value: [12, 1_234.4] }],
					label: { position: 'right' }
				}
			]
		});
	});

	it.each([
		['in the evening the label stands left of its point', [1_300, 5] as const, 'left'],
		['before, right of it', [1_200, 5] as const, 'right']
	])('%s', (_name, live, position) => {
		const data = throughputData({ today: [live], yesterday: [], live, before: null }, names);
		expect(data).toMatchObject({ series: [{}, {}, { label: { position } }] });
	});

	it('takes the live point away when there is none', () => {
		const data = throughputData({ today: [], yesterday: [], live: undefined, before: null }, names);
		expect(data).toMatchObject({ series: [{ data: [] }, { data: [] }, { id: 'live', data: [] }] });
	});
});
