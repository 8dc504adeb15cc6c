/** Every text of the screens, in both languages. What a number or a time looks like is in domain/format.ts. */
import type { ScanEventName } from '#domain/event.ts';
import { formatSpan, type Language } from '#domain/format.ts';

const zhEvents: Readonly<Record<ScanEventName, string>> = {
	ordered: '下单',
	accepted: '收寄',
	printed: '打印',
	encapsulated: '封装',
	verified: '核对',
	sorted: '分拣',
	departed: '发运',
	arrived: '到达',
	out_for_delivery: '派送',
	attempted: '试投未成',
	ready_for_pickup: '待自取',
	delivered: '妥投',
	returned: '退回',
	recalled: '撤回',
	plate_made: '号牌制作',
	plate_fitted: '号牌安装'
};

const zh = {
	product: '邮瞰',
	nation: '全国',
	demo: '演示数据',
	asOf: '截至',
	items: '件',
	scans: '次',
	noData: '无数据',
	noFeed: '无数据接入',
	ledger: '账实相符',
	missing: (count: string) => `缺 ${count} 条`,
	link: {
		connecting: '正在连接',
		waiting: '等待数据',
		live: '实时',
		late: '数据延迟',
		reconnecting: '正在重连',
		dead: '已断开',
		stopped: '数据停止',
		refused: '令牌被拒',
		recovered: '已恢复'
	},
	ago: (ms: number) => (ms < 1000 ? '1 秒内' : `${formatSpan(ms, 'zh')}前`),
	late: (ms: number) => `延迟 ${formatSpan(ms, 'zh')}`,
	stoppedAt: (clock: string) => `数据停在 ${clock}`,
	figures: {
		label: '关键数字',
		accepted: '今日收寄',
		delivered: '今日妥投',
		attempted: '今日试投未成',
		perHour: '近 60 分钟扫描',
		onTimeRate: '及时妥投率',
		overdueOpen: '超时未妥投',
		recentScans: (count: string) => `近 60 分钟 ${count} 次`,
		eachMinute: (count: string) => `平均每分钟 ${count} 次`,
		due: (onTime: string, due: string) => `近 24 小时到期 ${onTime} / ${due}`,
		overdueNote: '期限已过，仍未终结'
	},
	map: {
		title: '各省今日收寄',
		unit: '按寄出地',
		caption: '示意图，非地图，不表示边界与面积',
		below: (bound: string) => `<${bound}`,
		from: (bound: string) => `≥${bound}`
	},
	throughput: {
		title: '今日扫描量',
		unit: '次/分钟 · 今日 与 昨日',
		today: '今日',
		yesterday: '昨日',
		label: (now: string, before: string) =>
			`每分钟扫描次数，从零点到二十四点。今日最新 ${now} 次，昨日同一时刻 ${before} 次。`
	},
	stages: { title: '近 60 分钟各环节', unit: '次', other: '其他' },
	ranking: { title: '各省近 60 分钟扫描', unit: '次' },
	alarms: {
		label: '系统告警',
		more: (count: number) => `另有 ${count} 条`,
		silent: (worker: string, span: string) => `采集程序 ${worker} 已 ${span}未上报`,
		deaf: (worker: string, span: string) =>
			`消息服务器连不上，采集程序 ${worker} 已 ${span}没有消息`,
		stuck: (worker: string, span: string) => `采集程序 ${worker} 已 ${span}未能入库`,
		broker_drops: (worker: string, clock: string, count: string) =>
			`消息服务器自 ${clock} 起丢弃消息，已丢 ${count} 条（采集程序 ${worker} 发现）`,
		session_lost: (worker: string, clock: string) =>
			`消息服务器于 ${clock} 丢失了采集程序 ${worker} 的会话，未采集的消息可能已丢`,
		ahead: (worker: string, span: string) => `采集程序 ${worker} 的时钟快了 ${span}`,
		behind: (worker: string, span: string) => `采集程序 ${worker} 的时钟慢了 ${span}`,
		other: (what: string, clock: string) => `${what}，自 ${clock}`
	},
	events: zhEvents,
	waiting: {
		connecting: '正在连接服务器',
		connectingHelp: '连不上时自动重试，不用动手。',
		first: '等待第一条数据',
		firstHelp: '已连上服务器，第一条扫描入库后立即显示。',
		refused: '这块大屏未获准显示数据',
		refusedHelp:
			'令牌不对或已被吊销。请用启动时打印的大屏地址重新打开，或向管理员要新的地址；令牌恢复后本页会自己连上。'
	}
};

/** The texts of one language. */
export type Words = typeof zh;

const en: Words = {
	product: 'Youkan',
	nation: 'China',
	demo: 'Demo data',
	asOf: 'as of',
	items: 'items',
	scans: 'scans',
	noData: 'no data',
	noFeed: 'no feed',
	ledger: 'Ledger',
	missing: (count) => `${count} missing`,
	link: {
		connecting: 'Connecting',
		waiting: 'No data yet',
		live: 'Live',
		late: 'Data late',
		reconnecting: 'Reconnecting',
		dead: 'Disconnected',
		stopped: 'Data stopped',
		refused: 'Token refused',
		recovered: 'Back again'
	},
	ago: (ms) => (ms < 1000 ? 'within 1 s' : `${formatSpan(ms, 'en')} ago`),
	late: (ms) => `${formatSpan(ms, 'en')} late`,
	stoppedAt: (clock) => `data stopped at ${clock}`,
	figures: {
		label: 'Key figures',
		accepted: 'Accepted today',
		delivered: 'Delivered today',
		attempted: 'Failed attempts today',
		perHour: 'Scans, last 60 min',
		onTimeRate: 'On-time delivery',
		overdueOpen: 'Overdue, open',
		recentScans: (count) => `${count} scans in 60 min`,
		eachMinute: (count) => `${count} a minute on average`,
		due: (onTime, due) => `due in 24 h: ${onTime} / ${due}`,
		overdueNote: 'past deadline, not ended'
	},
	map: {
		title: 'Accepted today by province',
		unit: 'by origin',
		caption: 'A schematic, not a map: it shows neither borders nor areas',
		below: (bound) => `<${bound}`,
		from: (bound) => `≥${bound}`
	},
	throughput: {
		title: 'Scans today',
		unit: 'scans/min · today and yesterday',
		today: 'Today',
		yesterday: 'Yesterday',
		label: (now, before) =>
			`Scans a minute from midnight to midnight. Latest today ${now}, yesterday at this time ${before}.`
	},
	stages: { title: 'Stages, last 60 min', unit: 'scans', other: 'Other' },
	ranking: { title: 'Scans, last 60 min', unit: 'scans' },
	alarms: {
		label: 'System alarms',
		more: (count) => `${count} more`,
		silent: (worker, span) => `Ingest ${worker} has said nothing for ${span}`,
		deaf: (worker, span) => `The broker is away: nothing heard of ingest ${worker} for ${span}`,
		stuck: (worker, span) => `Ingest ${worker} has stored nothing for ${span}`,
		broker_drops: (worker, clock, count) =>
			`The broker has dropped messages since ${clock}, ${count} so far (seen by ingest ${worker})`,
		session_lost: (worker, clock) =>
			`The broker lost the session of ingest ${worker} at ${clock}; messages on their way may be lost`,
		ahead: (worker, span) => `The clock of ingest ${worker} is ${span} fast`,
		behind: (worker, span) => `The clock of ingest ${worker} is ${span} slow`,
		other: (what, clock) => `${what}, since ${clock}`
	},
	events: {
		ordered: 'Ordered',
		accepted: 'Accepted',
		printed: 'Printed',
		encapsulated: 'Enveloped',
		verified: 'Verified',
		sorted: 'Sorted',
		departed: 'Departed',
		arrived: 'Arrived',
		out_for_delivery: 'In delivery',
		attempted: 'Attempted',
		ready_for_pickup: 'For pickup',
		delivered: 'Delivered',
		returned: 'Returned',
		recalled: 'Recalled',
		plate_made: 'Plate made',
		plate_fitted: 'Plate fitted'
	},
	waiting: {
		connecting: 'Connecting to the server',
		connectingHelp: 'It tries again by itself; nothing needs to be done.',
		first: 'Waiting for the first data',
		firstHelp: 'The server is reached; the first scan shows as soon as it is stored.',
		refused: 'This wall may not show data',
		refusedHelp:
			'The token is wrong or was revoked. Open the wall address that is printed at start, or ask the administrator for a new one; once the token is valid this page connects by itself.'
	}
};

/** The texts of `language`. */
export function wordsOf(language: Language): Words {
	return language === 'zh' ? zh : en;
}
