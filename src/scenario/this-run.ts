import type { Injected } from './injected.ts';

declare const __LOADKIT__: Injected | null;

/** This run's plan; null while a scenario is only being inspected. */
export const thisRun: Injected | null = __LOADKIT__;

/** Whether loadkit's own engine runs this, and not a plain k6 that was given the bundle of a run folder. */
export const onOurEngine: boolean = __ENV['LOADKIT_ENGINE'] === '1';
