/** What a page gives to its components. */
import { createContext } from 'svelte';
import type { PageLanguage } from './language.svelte.ts';
import type { LiveWall } from './live-wall.svelte.ts';
import type { PageLook } from './look.svelte.ts';

export const [useWall, provideWall] = createContext<LiveWall>();
export const [useLanguage, provideLanguage] = createContext<PageLanguage>();
export const [useLook, provideLook] = createContext<PageLook>();
