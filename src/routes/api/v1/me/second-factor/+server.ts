import { confirmFactor, offerFactor, ownSession, removeFactor } from '#server/api/me.ts';
import { answering } from '#server/api/request.ts';

const done = () => new Response(null, { status: 204 });

export const POST = answering(async (call) =>
	offerFactor(call.youkan, ownSession(call), await call.body())
);

export const PUT = answering(async (call) => {
	await confirmFactor(call.youkan, ownSession(call), await call.body());
	return done();
});

export const DELETE = answering(async (call) => {
	await removeFactor(call.youkan, ownSession(call), await call.body());
	return done();
});
