/** `npm run audit-verify`: has the running server check that its audit is whole. */
import { configOrExit } from '#server/env.ts';
import { readClientConfig } from './config.ts';

function end(line: string, code: number): never {
	(code === 0 ? process.stdout : process.stderr).write(`audit-verify: ${line}\n`);
	process.exit(code);
}

const { url, token } = configOrExit(readClientConfig);
const response = await fetch(`${url}/api/v1/audit/verify`, {
	headers: { authorization: `Bearer ${token}` }
}).catch(() =>
	end(`no server answers at ${url}: start it first (npm start), or set HOST and PORT`, 1)
);
if (!response.ok) end(`the server refuses: ${response.status} ${await response.text()}`, 1);
const { rows, broken, head } = (await response.json()) as {
	readonly rows: number;
	readonly broken: number | null;
	readonly head: string;
};
if (broken !== null)
	end(`row ${broken} was changed or is missing; the ${rows} before it are whole`, 1);
end(`${rows} rows, whole; the last has the hash ${head}`, 0);
