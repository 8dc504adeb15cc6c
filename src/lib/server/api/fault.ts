/** An answer other than 200, thrown by whoever finds the reason. `field` names the parameter at fault. */
export class ApiFault extends Error {
	readonly status: number;
	readonly code: string;
	readonly field: string | undefined;
	constructor(status: number, code: string, message: string, field?: string) {
		super(message);
		this.name = 'ApiFault';
		this.status = status;
		this.code = code;
		this.field = field;
	}
}

/** 400: what was given, what is accepted. */
export function badRequest(field: string, given: string, accepted: string): ApiFault {
	const shown = given.length > 64 ? `${given.slice(0, 64)}…` : given;
	return new ApiFault(
		400,
		'bad_request',
		`${field}: given ${JSON.stringify(shown)}; accepted: ${accepted}`,
		field
	);
}

/** What a client needs to know of some refusals beside their body. */
const headersOf: Readonly<Record<number, Readonly<Record<string, string>>>> = {
	401: { 'www-authenticate': 'Bearer' },
	429: { 'retry-after': '1' }
};

/** The body that every refusal has. */
export function faultResponse(fault: ApiFault, headers: Record<string, string> = {}): Response {
	const { status, code, message, field } = fault;
	return Response.json(
		{ error: { code, message, ...(field !== undefined && { field }) } },
		{ status, headers: { ...headersOf[status], ...headers } }
	);
}
