import { formatInstant } from '#domain/time.ts';
import { answering } from '#server/api/request.ts';

/** For the head of every page: that the server answers, and up to when everything received is stored. */
export const GET = answering(({ youkan }) => ({ asOf: formatInstant(youkan.asOf()) }));
