import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROFILES } from '../../../src/config/profile/name.ts';
import { findScenario, listScenarios } from '../../../src/pipeline/scenario/scenario-file.ts';

const SHIPPED = join(import.meta.dirname, '../../../scenarios');

/** A project with these scenarios of its own. */
function project(...names: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'loadkit-scenarios-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'scenarios'));
  for (const name of names) writeFileSync(join(root, 'scenarios', `${name}.ts`), '');
  return root;
}

const found = (root: string, wanted: string) => {
  const { name, origin } = findScenario(wanted, root, root, SHIPPED);
  return [name, origin];
};

test('every profile ships with its scenario', () => {
  expect(listScenarios(project(), SHIPPED).map(({ name }) => name)).toEqual([...PROFILES].sort());
});

test('endurance is the shipped soak', () => {
  expect(found(project(), 'endurance')).toEqual(['soak', 'shipped']);
  expect(found(project(), 'soak')).toEqual(['soak', 'shipped']);
});

test('a project’s own comes first, by whichever name it has', () => {
  expect(found(project('endurance'), 'soak')).toEqual(['endurance', 'project']);
  expect(found(project('endurance'), 'endurance')).toEqual(['endurance', 'project']);
  expect(found(project('soak'), 'endurance')).toEqual(['soak', 'project']);
  expect(found(project('soak', 'endurance'), 'soak')).toEqual(['soak', 'project']);
  expect(found(project('soak', 'endurance'), 'endurance')).toEqual(['endurance', 'project']);
  expect(listScenarios(project('endurance'), SHIPPED).map(({ name }) => name)).not.toContain('soak');
});

test('the nearest name may be the other one', () => {
  expect(() => found(project(), 'endurence')).toThrow('did you mean endurance?');
  expect(() => found(project(), 'brekpoint')).toThrow('did you mean breakpoint?');
});

test('a link to a scenario is one; a link to nowhere is told when it is asked for, and no shipped one taken', () => {
  const root = project('soak');
  symlinkSync('soak.ts', join(root, 'scenarios/stress.ts'));
  symlinkSync('gone.ts', join(root, 'scenarios/smoke.ts'));
  symlinkSync('.', join(root, 'scenarios/spike.ts'));
  expect(found(root, 'stress')).toEqual(['stress', 'project']);
  expect(found(root, 'spike')).toEqual(['spike', 'shipped']);
  expect(found(root, 'load')).toEqual(['load', 'shipped']);
  const gone = join(root, 'scenarios/gone.ts');
  expect(() => found(root, 'smoke')).toThrow(`scenarios/smoke.ts: this is a link to ${gone}, which is not there`);
  expect(() => found(root, './scenarios/smoke.ts')).toThrow(`link to ${gone}`);
});

test('a name that none can have is that of no script', () => {
  for (const name of [`${'x'.repeat(100_000)}.js`, 'a\0b.js'])
    expect(() => found(project(), name)).toThrow('no such script');
});
