import type { HpaUnderLoad } from './load.ts';
import type { HpaMemory } from './memory.ts';
import type { HpaSettings } from './settings.ts';

/** Every figure of the advice by its part in it. */
export type HpaFigures = HpaSettings & HpaUnderLoad & { readonly memory: HpaMemory };
