import { formatCount, formatFigure, type Language } from '#domain/format.ts';
import type { ChartOption } from './echarts.ts';
import type { Look } from './look.ts';
import type { ThroughputPoints } from './throughput-points.ts';

const DAY_MINUTES = 1440;
/** From here on a label right of its point would leave the chart. */
const LATE_MINUTE = 1260;

/** The names of the two lines. */
export interface LineNames {
	readonly today: string;
	readonly yesterday: string;
}

/** The still part of the throughput chart: a value axis in minutes of the day, two lines and a live point. */
export function throughputFrame(look: Look, language: Language): ChartOption {
	const { unit } = look;
	const label = { color: look.soft, fontFamily: look.digits, fontSize: look.fontSize };
	const line = {
		type: 'line' as const,
		showSymbol: false,
		silent: true,
		connectNulls: false
	};
	return {
		animation: false,
		grid: {
			left: look.fontSize * 3.6,
			right: look.fontSize * (language === 'zh' ? 2.6 : 4.4),
			top: look.fontSize * 1.1,
			bottom: look.fontSize * 1.5
		},
		xAxis: {
			type: 'value',
			min: 0,
			max: DAY_MINUTES,
			interval: 240,
			axisLabel: { ...label, formatter: (minute: number) => hour(minute) },
			axisLine: { lineStyle: { color: look.line, width: unit } },
			axisTick: { show: false },
			splitLine: { show: false }
		},
		yAxis: {
			type: 'value',
			min: 0,
			minInterval: 1,
			splitNumber: 3,
			axisLabel: { ...label, formatter: (rate: number) => axisText(rate, language) },
			splitLine: { lineStyle: { color: look.line, width: unit } }
		},
		series: [
			{
				...line,
				id: 'yesterday',
				z: 2,
				lineStyle: { color: look.mute, width: 1.5 * unit },
				endLabel: { ...label, show: true, color: look.soft, formatter: '{a}' }
			},
			{
				...line,
				id: 'today',
				z: 3,
				lineStyle: { color: look.accent, width: 3 * unit },
				areaStyle: { color: look.accent, opacity: 0.1 }
			},
			{
				...line,
				id: 'live',
				z: 4,
				showSymbol: true,
				symbol: 'circle',
				symbolSize: 10 * unit,
				itemStyle: { color: look.accent },
				label: {
					...label,
					show: true,
					color: look.text,
					fontWeight: 600,
					fontSize: look.fontSize * 1.2,
					textBorderColor: look.panel,
					textBorderWidth: 4 * unit,
					distance: 8 * unit,
					formatter: '{b}'
				}
			}
		]
	};
}

/** The data of the throughput chart, to be merged into its frame. */
export function throughputData(points: ThroughputPoints, names: LineNames): ChartOption {
	const { live } = points;
	return {
		series: [
			{ id: 'yesterday', name: names.yesterday, data: points.yesterday.map((p) => [...p]) },
			{ id: 'today', name: names.today, data: points.today.map((p) => [...p]) },
			{
				id: 'live',
				data: live
					? [{ name: `${names.today} ${formatCount(live[1] ?? undefined)}`, value: [...live] }]
					: [],
				label: { position: (live?.[0] ?? 0) > LATE_MINUTE ? 'left' : 'right' }
			}
		]
	};
}

function hour(minute: number): string {
	return String(minute / 60).padStart(2, '0');
}

function axisText(rate: number, language: Language): string {
	const { text, scale } = formatFigure(rate, language);
	return text + scale;
}
