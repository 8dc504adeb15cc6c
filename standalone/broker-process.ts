/**
 * The embedded MQTT broker as a process of its own.
 * usage: broker-process.ts --port PORT --ingest CLIENT_ID [--log-level LEVEL]
 *
 * On the supervisor's message "drain" it accepts no more publishes, and answers "drained" when ingest
 * has acknowledged what was accepted.
 */
import { parseArgs } from 'node:util';
import { obeySupervisor } from '#server/child.ts';
import { createLog, logLevels } from '#server/log.ts';
import { createBroker } from './broker.ts';

const { values } = parseArgs({
	options: {
		port: { type: 'string' },
		ingest: { type: 'string' },
		'log-level': { type: 'string', default: 'info' }
	}
});
const level = logLevels.find((l) => l === values['log-level']);
if (values.port === undefined || values.ingest === undefined || level === undefined) {
	process.stderr.write(
		'usage: broker-process.ts --port PORT --ingest CLIENT_ID [--log-level LEVEL]\n'
	);
	process.exit(64);
}

const log = createLog('broker', level);
const broker = await createBroker(log, { port: Number(values.port), ingest: values.ingest }).catch(
	(error: unknown) => {
		log.error({ err: error }, 'the broker cannot listen');
		process.exit(1);
	}
);
log.info({ port: broker.port }, 'broker listens');

process.on('message', (message) => {
	if (message === 'drain') void broker.drain().then(() => process.send?.('drained'));
});
obeySupervisor(() => broker.close());
