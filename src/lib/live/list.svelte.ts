import { callApi } from './api.ts';

interface Page<T> {
	readonly items: readonly T[];
	readonly next: string | null;
	readonly total: number;
}

/** A list of the API as a page shows it: what was read so far, and how it stands. */
export class ApiList<T> {
	items = $state.raw<readonly T[]>([]);
	total = $state(0);
	next = $state<string | null>(null);
	state = $state<'loading' | 'ready' | 'failed'>('loading');
	#path = '';
	#asked = 0;

	/** Reads the list from its beginning; of two readings the later counts. */
	async load(path: string): Promise<void> {
		this.#path = path;
		const asked = ++this.#asked;
		this.state = 'loading';
		const answer = await callApi<Page<T>>('GET', path);
		if (asked !== this.#asked) return;
		this.state = answer.ok ? 'ready' : 'failed';
		if (!answer.ok || !answer.body) return;
		({ items: this.items, total: this.total, next: this.next } = answer.body);
	}

	reload(): Promise<void> {
		return this.load(this.#path);
	}

	/** Reads the next page and appends it. */
	async more(): Promise<void> {
		if (this.next === null) return;
		const asked = this.#asked;
		const join = this.#path.includes('?') ? '&' : '?';
		const path = `${this.#path}${join}cursor=${encodeURIComponent(this.next)}`;
		const answer = await callApi<Page<T>>('GET', path);
		if (asked !== this.#asked || !answer.ok || !answer.body) return;
		this.items = [...this.items, ...answer.body.items];
		this.next = answer.body.next;
	}
}
