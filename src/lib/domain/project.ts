/** The projects (业务项目) of government mail, as the operators name them. */
export interface Project {
	readonly code: string;
	readonly name: string;
	readonly nameEn: string;
}

/** Every known project, in the order of the catalogue. */
export const projects: readonly Project[] = [
	{ code: 'ID', name: '身份证', nameEn: 'Identity cards' },
	{ code: 'EXIT', name: '出入境证件', nameEn: 'Exit-entry documents' },
	{ code: 'RESID', name: '居住证', nameEn: 'Residence permits' },
	{ code: 'HUKOU', name: '户籍', nameEn: 'Household register' },
	{ code: 'MOVE', name: '准迁证', nameEn: 'Relocation permits' },
	{ code: 'NOCRIME', name: '无犯罪记录证明', nameEn: 'No-crime certificates' },
	{ code: 'DL', name: '驾驶证 行驶证', nameEn: 'Driving licences' },
	{ code: 'PLATE', name: '机动车号牌', nameEn: 'Number plates' },
	{ code: 'EBIKE', name: '电动自行车号牌', nameEn: 'E-bike plates' },
	{ code: 'DRVFILE', name: '驾驶员档案', nameEn: 'Driver archives' },
	{ code: 'VEHOTHER', name: '其他车务', nameEn: 'Other vehicle matters' },
	{ code: 'COURT', name: '法院专递', nameEn: 'Court papers' },
	{ code: 'MED', name: '医药', nameEn: 'Medicines' },
	{ code: 'BIRTH', name: '出生一件事', nameEn: 'Birth bundle' },
	{ code: 'DOC', name: '机关公文', nameEn: 'Official documents' },
	{ code: 'APPROVAL', name: '行政审批结果', nameEn: 'Approvals' },
	{ code: 'NOTARY', name: '公证', nameEn: 'Notary' },
	{ code: 'SOCIAL', name: '社保认证', nameEn: 'Social insurance' },
	{ code: 'ADMIT', name: '高考录取通知书', nameEn: 'Admission letters' },
	{ code: 'COURIER', name: '邮快合作', nameEn: 'Courier partners' },
	{ code: 'RETAIL', name: '散件', nameEn: 'Retail' }
];

const byCode = new Map(projects.map((p) => [p.code, p]));

/** The project of a code, or undefined for a code that the catalogue does not know. */
export function projectOf(code: string): Project | undefined {
	return byCode.get(code);
}
