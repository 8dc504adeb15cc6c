/** The reference of `bench -- ingest`: stock MQTT.js, which receives at QoS 1 and throws away. Prints its count. */
import mqtt from 'mqtt';

const [url = '', clientId = '', filter = ''] = process.argv.slice(2);
const client = mqtt.connect(url, {
	...{ clientId, clean: false, protocolVersion: 5 },
	properties: { sessionExpiryInterval: 3_600, receiveMaximum: 65_535 }
});
let received = 0;
client.on('message', () => received++);
client.on('connect', ({ sessionPresent }) => {
	if (!sessionPresent)
		client.subscribe(filter, { qos: 1 }, () => process.stdout.write('subscribed\n'));
});
setInterval(() => process.stdout.write(`${received}\n`), 20);
process.on('SIGTERM', () => client.end(false, {}, () => process.exit()));
process.on('disconnect', () => process.exit());
