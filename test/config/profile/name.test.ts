import { expect, test } from 'vitest';
import { ALIASES, aliasesOf, canonicalName, PROFILES, profileNamed } from '../../../src/config/profile/name.ts';

test('endurance is soak, whatever else is itself', () => {
  expect(['endurance', 'soak', 'load', 'checkout', 'toString', '__proto__', ''].map(canonicalName)).toEqual([
    'soak',
    'soak',
    'load',
    'checkout',
    'toString',
    '__proto__',
    '',
  ]);
  expect([aliasesOf('soak'), aliasesOf('endurance'), aliasesOf('load')]).toEqual([['endurance'], [], []]);
});

test('a profile is found by either name', () => {
  expect(['endurance', 'breakpoint', 'script', 'constructor'].map(profileNamed)).toEqual([
    'soak',
    'breakpoint',
    undefined,
    undefined,
  ]);
});

test('no name means two things', () => {
  const names = [...PROFILES, ...Object.keys(ALIASES)];
  expect(new Set(names).size).toBe(names.length);
});
