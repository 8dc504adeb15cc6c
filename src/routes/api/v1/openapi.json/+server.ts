import { openapi } from '#server/api/openapi.ts';
import { answering } from '#server/api/request.ts';

export const GET = answering(() => openapi);
