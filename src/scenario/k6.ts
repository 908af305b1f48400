/** The library of loadkit's scenarios, imported as `loadkit/k6`. It runs inside k6. */
export { csv } from './csv.ts';
export { type ProfileName, type ProfileOverride, profile } from './profile.ts';
export { readBack } from './read-back.ts';
export { row } from './row.ts';
export { step } from './step.ts';
export { target } from './target.ts';
export { think } from './think.ts';
