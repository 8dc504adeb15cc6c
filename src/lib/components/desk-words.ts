/** Every text of the pages for desks, in both languages. */
import type { Language } from '#domain/format.ts';
import { en } from './desk-words-en.ts';
import { zh, type DeskWords } from './desk-words-zh.ts';

export function deskWords(language: Language): DeskWords {
	return language === 'en' ? en : zh;
}
