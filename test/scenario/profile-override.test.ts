import { expectTypeOf, test } from 'vitest';
import type { ALIASES, PROFILES } from '../../src/config/profile/name.ts';
import type { WrittenProfileOverride } from '../../src/config/profile/override.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] | undefined ? E[] : T[K] };

/** The scenario library imports nothing of loadkit, so it writes the types down again: they must stay the same. */
test('profile() takes what a tier’s file takes', () => {
  type Library = import('../../src/scenario/profile.ts').ProfileOverride;
  expectTypeOf<keyof Library>().toEqualTypeOf<keyof WrittenProfileOverride>();
  expectTypeOf<Mutable<Library>>().toExtend<WrittenProfileOverride>();
  expectTypeOf<keyof NonNullable<Library['recovery']>>().toEqualTypeOf<
    keyof NonNullable<WrittenProfileOverride['recovery']>
  >();
});

test('profile() knows every profile, by all its names', () => {
  type Library = import('../../src/scenario/profile.ts').ProfileName;
  expectTypeOf<Library>().toEqualTypeOf<(typeof PROFILES)[number] | keyof typeof ALIASES>();
});
