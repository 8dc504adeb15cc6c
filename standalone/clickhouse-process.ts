/**
 * The embedded ClickHouse as a process of its own: the engine of libchdb with its HTTP server on
 * loopback. usage: clickhouse-process.ts --path DIR --port PORT
 *
 * The engine runs as clickhouse-local does, for as long as its last query runs; so that query sleeps
 * for ever, and killing it ends the engine in order. It must not be called on Node's own thread.
 */
import { parseArgs } from 'node:util';
import { DataType, load, open } from 'ffi-rs';
import { obeySupervisor } from '#server/child.ts';
import { engineLibrary } from './engine.ts';

const SERVE =
	'SYSTEM START LISTEN HTTP; SELECT sleepEachRow(3) FROM system.numbers FORMAT Null SETTINGS function_sleep_max_microseconds_per_block=0, max_block_size=1, max_execution_time=0';
const END = "KILL QUERY WHERE query LIKE '%sleepEachRow(3)%' ASYNC";
const STOP_DEADLINE_MS = 3000;

const { values } = parseArgs({ options: { path: { type: 'string' }, port: { type: 'string' } } });
if (values.path === undefined || values.port === undefined) {
	process.stderr.write('usage: clickhouse-process.ts --path DIR --port PORT\n');
	process.exit(64);
}
const { path, port } = values;

const asked = { toStop: false };
// The engine's thread does not keep Node alive.
process.channel?.ref();
const served = serve(path, port);
obeySupervisor(async () => {
	asked.toStop = true;
	await endEngine().catch(cutOff);
	await served;
}, STOP_DEADLINE_MS);
await served;
// Nobody asked it to stop: the engine could not start or fell, and has said why on standard error.
if (!asked.toStop) process.exit(1);

async function endEngine(): Promise<void> {
	const answer = await fetch(`http://127.0.0.1:${port}/`, {
		method: 'POST',
		body: END,
		// A connection kept open would make the engine wait for it.
		headers: { connection: 'close' }
	});
	await answer.arrayBuffer();
}

/** An engine that does not answer cannot be ended in order, and would make process.exit wait for ever. */
function cutOff(): void {
	process.kill(process.pid, 'SIGKILL');
}

/** Resolves when the engine has ended. */
async function serve(directory: string, httpPort: string): Promise<void> {
	open({ library: 'chdb', path: engineLibrary() });
	const argv = [
		'clickhouse',
		`--path=${directory}`,
		`--http_port=${httpPort}`,
		'--listen_host=127.0.0.1',
		`--query=${SERVE}`
	];
	await load({
		library: 'chdb',
		funcName: 'chdb_query_cmdline',
		retType: DataType.External,
		paramsType: [DataType.I32, DataType.StringArray],
		paramsValue: [argv.length, argv],
		runInNewThread: true
	});
}
