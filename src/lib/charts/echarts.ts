/** The only importer of ECharts: what is registered here is what the charts can draw. */
import { LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { init as initChart, use, type ComposeOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, CanvasRenderer]);

export type ChartOption = ComposeOption<LineSeriesOption | GridComponentOption>;

/** A sharper picture than this costs more than anybody sees. */
const MAX_PIXEL_RATIO = 2;

/** Draws a chart into `node`; the caller disposes of it. */
export function init(node: HTMLElement): EChartsType {
	return initChart(node, null, { devicePixelRatio: Math.min(devicePixelRatio, MAX_PIXEL_RATIO) });
}
