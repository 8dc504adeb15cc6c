/**
 * The 34 province-level divisions by GB/T 2260 code, with their place in the schematic tile grid.
 * The grid is a drawing of ours, not a map: it shows neither borders nor areas.
 */

/** A province-level division. `served` is false where Youkan's network has no data feed. */
export interface Province {
	/** The first two digits of every division code inside it. */
	readonly code: string;
	readonly name: string;
	readonly nameEn: string;
	/** Column and row in the tile grid, both from 0; the grid is 10 columns by 8 rows. */
	readonly column: number;
	readonly row: number;
	readonly served: boolean;
}

const rows: readonly (readonly [string, string, string, number, number])[] = [
	['11', '北京', 'Beijing', 7, 2],
	['12', '天津', 'Tianjin', 8, 2],
	['13', '河北', 'Hebei', 6, 2],
	['14', '山西', 'Shanxi', 5, 2],
	['15', '内蒙古', 'Inner Mongolia', 6, 1],
	['21', '辽宁', 'Liaoning', 9, 2],
	['22', '吉林', 'Jilin', 9, 1],
	['23', '黑龙江', 'Heilongjiang', 9, 0],
	['31', '上海', 'Shanghai', 8, 4],
	['32', '江苏', 'Jiangsu', 7, 4],
	['33', '浙江', 'Zhejiang', 7, 5],
	['34', '安徽', 'Anhui', 6, 4],
	['35', '福建', 'Fujian', 7, 6],
	['36', '江西', 'Jiangxi', 6, 5],
	['37', '山东', 'Shandong', 7, 3],
	['41', '河南', 'Henan', 6, 3],
	['42', '湖北', 'Hubei', 5, 4],
	['43', '湖南', 'Hunan', 5, 5],
	['44', '广东', 'Guangdong', 6, 6],
	['45', '广西', 'Guangxi', 5, 6],
	['46', '海南', 'Hainan', 5, 7],
	['50', '重庆', 'Chongqing', 4, 4],
	['51', '四川', 'Sichuan', 3, 4],
	['52', '贵州', 'Guizhou', 4, 5],
	['53', '云南', 'Yunnan', 3, 5],
	['54', '西藏', 'Tibet', 1, 4],
	['61', '陕西', 'Shaanxi', 5, 3],
	['62', '甘肃', 'Gansu', 3, 2],
	['63', '青海', 'Qinghai', 2, 3],
	['64', '宁夏', 'Ningxia', 4, 2],
	['65', '新疆', 'Xinjiang', 1, 2],
	['71', '台湾', 'Taiwan', 8, 6],
	['81', '香港', 'Hong Kong', 7, 7],
	['82', '澳门', 'Macau', 6, 7]
];

const unserved = new Set(['71', '81', '82']);

/** All 34 divisions in the order of their codes. */
export const provinces: readonly Province[] = rows.map(([code, name, nameEn, column, row]) => ({
	code,
	name,
	nameEn,
	column,
	row,
	served: !unserved.has(code)
}));

/** The 31 divisions with a data feed: what rankings and sums run over. */
export const servedProvinces: readonly Province[] = provinces.filter((p) => p.served);

const byCode = new Map(provinces.map((p) => [p.code, p]));

/** The division of a two-digit code, or undefined when there is none. */
export function provinceOf(code: string): Province | undefined {
	return byCode.get(code);
}

const municipalities = new Set(['11', '12', '31', '50']);
const directCounties = new Set(['4190', '4290', '4690', '6590']);

/**
 * The city of a division code of 6 digits (a suffix may follow): its first four digits; the first two
 * in Beijing, Tianjin, Shanghai and Chongqing; all six under the province-run counties (4190, 4290,
 * 4690, 6590).
 */
export function cityOf(division: string): string {
	if (municipalities.has(division.slice(0, 2))) return division.slice(0, 2);
	if (directCounties.has(division.slice(0, 4))) return division.slice(0, 6);
	return division.slice(0, 4);
}
