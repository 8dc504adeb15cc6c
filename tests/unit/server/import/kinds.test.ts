import { describe, expect, it } from 'vitest';
import { readImport } from '#server/import/kinds.ts';

const read = (text: string) => readImport(Buffer.from(text));
const header = 'province,project,day,accepted,revenue_fen\n';

describe('a file', () => {
	it('is known by its header, whatever the order of its columns', () => {
		expect(read(`${header}42,ID,2025-11-26,100,50000\n`)).toEqual({
			...{ kind: 'history', table: 'history', faults: [] },
			columns: ['province', 'project', 'day', 'accepted', 'revenue_fen'],
			rows: [['42', 'ID', '2025-11-26', 100, 50_000]]
		});
		expect(read('name,kind,date\n元旦,holiday,2027-01-01\n')).toMatchObject({
			...{ kind: 'calendar', rows: [['2027-01-01', 'holiday', '元旦']] }
		});
		expect(read('site,name,kind\n420106-hub,"武昌, 中心",邮区中心\n')).toMatchObject({
			...{ kind: 'sites', rows: [['420106-hub', '武昌, 中心', '邮区中心']] }
		});
	});

	it('may begin with a byte order mark, and have Windows line ends', () => {
		const text = `\ufeff${header}42,ID,2025-11-26,100,0\n`.replaceAll('\n', '\r\n');
		expect(read(text)).toMatchObject({ kind: 'history', faults: [] });
		expect(read(text).rows).toEqual([['42', 'ID', '2025-11-26', 100, 0]]);
	});

	it('with another header is refused, with the headers that there are', () => {
		const { kind, faults } = read('province,accepted\n42,1\n');
		expect(kind).toBeUndefined();
		expect(faults).toMatchObject([{ line: 1, given: 'province,accepted' }]);
		expect(faults[0]?.accepted).toContain('province,project,day,accepted,revenue_fen (history)');
	});

	it('in GBK is refused at the line with the first such bytes', () => {
		const gbk = Buffer.concat([
			Buffer.from('date,kind,name\n2027-01-02,workday,x\n2027-01-01,holiday,'),
			Buffer.from([0xd4, 0xaa, 0xb5, 0xa9, 0x0a])
		]);
		const [fault] = readImport(gbk).faults;
		expect(fault?.line).toBe(3);
		expect(fault?.given).toContain('GBK');
		expect(readImport(Buffer.from('date,kind,name', 'utf16le')).kind).toBeUndefined();
	});

	it('with an open quote is refused', () => {
		expect(read('site,name,kind\n420106,"open,x\n')).toMatchObject({ kind: undefined });
	});
});

describe('the lines of a file', () => {
	it('are refused one by one, with what was given and what is accepted, and the good ones are kept', () => {
		const { rows, faults } = read(
			header +
				[
					...['42,ID,2025-11-26,100,1', '99,ID,2025-11-26,100,1', '42,id,2025-11-26,100,1'],
					...['42,ID,2025-02-30,100,1', '42,ID,2025-11-27,-1,1.5', '42,ID,2025-11-28,1'],
					...['42,ID,2025-11-26,7,7', '31,ID,2025-11-26,1,1']
				].join('\n')
		);
		expect(rows.map((row) => row[0])).toEqual(['42', '31']);
		expect(faults.map(({ line, column, given }) => [line, column, given])).toEqual([
			[3, 'province', '99'],
			[4, 'project', 'id'],
			[5, 'day', '2025-02-30'],
			[6, 'accepted', '-1'],
			[6, 'revenue_fen', '1.5'],
			[7, '', '4 values'],
			[8, 'province,project,day', '42,ID,2025-11-26']
		]);
		expect(faults.at(-1)?.accepted).toContain('line 2');
	});

	it('of a calendar have each date once', () => {
		const { faults } = read('date,kind,name\n2027-01-01,holiday,a\n2027-01-01,workday,b\n');
		expect(faults).toMatchObject([{ line: 3, given: '2027-01-01' }]);
	});
});
