/** The texts of the pages for desks in Chinese. */
import type { Role } from '#domain/role.ts';

const zhRoles: Readonly<Record<Role, string>> = {
	viewer: '查看者',
	manager: '省管理者',
	oncall: '值班员',
	operator: '运行员',
	lead: '班组长',
	admin: '系统管理员',
	auditor: '审计员',
	wall: '大屏'
};
export const zh = {
	product: '邮瞰',
	demo: '演示数据',
	roles: zhRoles,
	nation: '全国',
	language: 'English',
	look: { light: '深色', dark: '浅色' },
	nav: {
		label: '主导航',
		home: '首页',
		wall: '指挥大屏',
		admin: '系统管理',
		me: '我的账户',
		signOut: '退出登录'
	},
	sections: {
		users: '用户',
		tokens: '令牌',
		rules: '时限规则',
		calendar: '法定日历',
		'dead-letters': '死信',
		import: '数据导入',
		audit: '审计'
	},
	state: {
		loading: '正在读取…',
		empty: '没有内容',
		offline: '服务器没有应答，请稍后再试',
		again: '重试',
		saved: '已保存',
		more: '更多',
		total: (count: string) => `共 ${count} 条`
	},
	act: {
		save: '保存',
		create: '新建',
		cancel: '取消',
		remove: '删除',
		edit: '修改',
		close: '关闭'
	},
	login: {
		title: '登录',
		user: '账户',
		password: '密码',
		code: '动态验证码',
		codeHint: '验证器应用显示的六位数字',
		submit: '登录',
		wrong: '账户、密码或验证码不正确',
		busy: '现在登录的人很多，请一秒后再试',
		insecure: '当前地址不是 https，也不是本机，浏览器不会保存登录状态。请改用 https 地址。',
		wallHint: '大屏不用登录：请用带令牌的大屏地址打开。'
	},
	me: {
		title: '我的账户',
		scopes: '范围',
		mustChange: '请先修改初始密码，然后才能使用其他功能。',
		mustFactor: '您的角色需要第二验证因子，请先设置。',
		password: '修改密码',
		current: '当前密码',
		next: '新密码',
		nextHint: '至少 8 个字符，不含账户名，不用常见词',
		factor: '第二验证因子',
		factorOn: '已启用',
		factorOff: '未启用',
		factorStart: '设置',
		factorRemove: '停用',
		factorScan: '用验证器应用扫描二维码，或手工输入密钥，然后填写显示的六位数字。',
		sessions: '已登录的浏览器',
		thisOne: '本浏览器',
		lastSeen: '最近使用',
		end: '退出',
		endOthers: '退出其他所有浏览器'
	},
	users: {
		user: '账户',
		role: '角色',
		scopes: '范围',
		scopesHint: 'cn、省（2 位）、市（4 位）、县（6 位）或机构；多个用空格分开',
		teams: '团队',
		password: '密码',
		keep: '留空则不变',
		mustChange: '首次登录须修改密码',
		disabled: '停用',
		active: '启用',
		factor: '第二因子',
		lastSeen: '最近使用',
		never: '从未',
		created: (user: string) => `已新建 ${user}`,
		confirmRemove: (user: string) => `删除账户 ${user}？其登录立即失效，审计记录保留。`
	},
	tokens: {
		name: '名称',
		kind: '种类',
		kinds: { api: '接口', wall: '大屏' },
		role: '角色',
		scope: '范围',
		expires: '到期',
		used: '最近使用',
		state: '状态',
		states: { valid: '有效', revoked: '已吊销', expired: '已到期' },
		endsSoon: '30 天内到期',
		once: '令牌只显示这一次，请立即保存：',
		wallAddress: '大屏地址',
		revoke: '吊销',
		confirmRevoke: (name: string) => `吊销令牌「${name}」？使用它的连接两秒内断开。`
	},
	rules: {
		version: '版本',
		assumed: '出厂假设值',
		order: '自上而下，先符合者为准',
		id: '编号',
		match: '条件',
		due: '期限',
		warn: '预警（分）',
		otherwise: '其他',
		json: '规则（JSON）',
		preview: '预览影响',
		publish: '发布',
		previewed: (changed: string, open: string) =>
			`${open} 件未终结邮件中有 ${changed} 件的期限会改变`,
		published: '已发布，未终结邮件正在重新计算',
		running: (done: string, total: string) => `正在重新计算：${done} / ${total}`,
		done: '重新计算已完成',
		from: '原期限',
		to: '新期限'
	},
	calendar: {
		year: '年份',
		unknown: '这一年没有数据：只有 1 月 1 日、5 月 1-2 日、10 月 1-3 日算假日，其余按周一至周五。',
		date: '日期',
		kind: '类别',
		kinds: { holiday: '放假', workday: '上班' },
		name: '名称',
		source: '来源',
		add: '添加一天'
	},
	letters: {
		reason: '原因',
		topic: '主题',
		detail: '说明',
		at: '收到',
		copies: '份数',
		replayed: '已重放',
		replay: '重放这一原因的全部',
		replayOne: '重放',
		result: (tried: string, stored: string) => `试了 ${tried} 条，存入 ${stored} 条`,
		all: '全部原因',
		payload: '内容',
		none: '没有死信：所有消息都已接收'
	},
	imports: {
		help: '选择一个 CSV 文件（UTF-8）。种类由表头识别：history、calendar、sites。',
		file: '文件',
		partial: '有错的行跳过，其余照常导入',
		submit: '导入',
		loaded: (kind: string, count: string) => `${kind}：已导入 ${count} 行`,
		refused: (count: string) => `未导入：有 ${count} 处错误`,
		line: '行',
		fault: '错误'
	},
	audit: {
		actor: '操作人',
		act: '操作',
		object: '对象',
		at: '时间',
		detail: '详情',
		verify: '校验完整性',
		whole: (rows: string) => `完整：${rows} 条记录首尾相接`,
		broken: (n: string) => `▲ 第 ${n} 条被改动或缺失`
	},
	home: {
		title: '政务寄递实时全景',
		text: '产线、分拣、运输、投递的每一次扫描，入库之后立即显示。'
	}
};

export type DeskWords = typeof zh;
