/** A mail number as it is shown to who may not see it whole: two characters, stars, and the last six (S10) or four. */
export function maskMailNo(mailNo: string): string {
	const kept = /^[A-Z]{2}\d{9}[A-Z]{2}$/.test(mailNo) ? 6 : 4;
	const hidden = Math.max(0, mailNo.length - 2 - kept);
	return mailNo.slice(0, 2) + '*'.repeat(hidden) + mailNo.slice(2 + hidden);
}

/** Mail of which the fact alone tells of a person: court papers, criminal-record certificates, medicine. */
const sensitive = new Set(['COURT', 'NOCRIME', 'MED']);

export function isSensitive(project: unknown): boolean {
	return typeof project === 'string' && sensitive.has(project);
}
