import { describe, expect, test } from 'vitest';
import { junitReport } from '../../../../src/report/junit/junit.ts';
import { markdownReport } from '../../../../src/report/markdown/markdown.ts';
import { reportOf, runModel } from '../../../../src/report/stories/stories.ts';
import { CASES } from '../../fixtures.ts';

describe('what was tested', () => {
  const { result, series } = CASES['script']!();
  const of = (about: { environment: string | null; targetVersion: string | null }) => {
    const told = { ...result, provenance: { ...result.provenance, ...about } };
    return { told, model: runModel(told, series) };
  };

  test('the environment and the target’s version stand in the summary and in every dialect', () => {
    const { told, model } = of({ environment: 'staging', targetVersion: 'v1.4.2' });
    expect(model.tested).toBe('http://127.0.0.1:8080, v1.4.2, staging');
    expect(model.facts).toContainEqual(['Environment', 'staging']);
    expect(model.facts).toContainEqual(['Target version', 'v1.4.2']);
    expect(markdownReport(reportOf(told, series))).toContain('\n- Environment: staging\n');
    expect(junitReport(reportOf(told, series))).toContain('<property name="target version" value="v1.4.2"/>');
  });

  test('what nobody said is not there', () => {
    const { told, model } = of({ environment: null, targetVersion: null });
    expect(model.tested).toBe('http://127.0.0.1:8080');
    expect(model.facts.map(([label]) => label)).not.toContain('Environment');
    expect(junitReport(reportOf(told, series))).not.toContain('target version');
  });
});
