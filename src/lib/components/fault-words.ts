import type { Language } from '#domain/format.ts';

/** What happened, and what to do about it. */
interface FaultWords {
	readonly what: string;
	readonly help: string;
}

type Bilingual = Readonly<Record<Language, FaultWords>>;

const wallToken: Bilingual = {
	zh: {
		what: '大屏令牌不对或已失效',
		help: '请用启动时打印的大屏地址打开；令牌也在数据目录的 wall-token 文件里（默认 data/wall-token）。已被吊销的，请向管理员要新的地址。'
	},
	en: {
		what: 'The wall token is wrong or no longer valid',
		help: 'Open the wall address that is printed at start; the token is also in the file wall-token of the data directory (data/wall-token by default). If it was revoked, ask the administrator for a new address.'
	}
};

const scope: Bilingual = {
	zh: {
		what: '这个令牌看不到所要的范围',
		help: '请去掉地址里的 scope，或改用该范围的令牌。范围写作 cn、两位省码、四位市码、六位区县码或网点。'
	},
	en: {
		what: 'This token does not reach the scope that was asked for',
		help: 'Leave scope out of the address, or use a token of that scope. A scope is cn, a province (2 digits), a city (4), a county (6) or a site.'
	}
};

const missing: Bilingual = {
	zh: { what: '没有这个页面', help: '请检查地址，或回到首页。' },
	en: { what: 'There is no such page', help: 'Check the address, or go back to the start page.' }
};

const refused: Bilingual = {
	zh: { what: '没有权限', help: '请用有权限的地址或账号打开。' },
	en: {
		what: 'Not allowed',
		help: 'Open it with an address or an account that may see it.'
	}
};

const failed: Bilingual = {
	zh: {
		what: '服务器暂时不能回答',
		help: '请稍后刷新。一直如此时，请把上面的编号和时间告诉管理员：原因在服务器日志里。'
	},
	en: {
		what: 'The server cannot answer now',
		help: 'Reload in a while. If it stays, tell the administrator the number above and the time: the reason is in the server’s log.'
	}
};

/** The words for an HTTP status and the code that the page's loader gave. */
export function faultWords(status: number, code: string): Bilingual {
	if (code === 'wall_token') return wallToken;
	if (code === 'scope') return scope;
	if (status === 404) return missing;
	return status >= 500 ? failed : refused;
}
