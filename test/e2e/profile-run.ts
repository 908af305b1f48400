import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../src/result/result.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { type After, emptyFolder, loadkit, resultIn, runFolder, undisturbed } from './command.ts';
import { startOwnSandbox } from './service.ts';

const OBJECTIVES = `objectives:
  - { name: API response, metric: request_time, stat: p95, target: "< 200ms", critical: "> 500ms" }
  - { name: server errors, bad: { status: 5xx }, of: http_reqs, target: "< 1%", critical: "> 5%" }
`;

export interface Case {
  readonly scenario: string;
  /** The `scenarios:` of the configuration. */
  readonly override: string;
  readonly timeScale: string;
  readonly service: SandboxOptions;
}

const DISTURBED = 5;

/**
 * Runs a shipped scenario at the medium tier on a service of its own, once more when the machine disturbed it. What a
 * test asks before `disturbed` holds on any machine; the rest says nothing where the machine had no time for it.
 */
export async function run({ scenario, override, timeScale, service }: Case, after: After) {
  return undisturbed(async () => {
    const cwd = emptyFolder(after);
    const sandbox = await startOwnSandbox({ seed: 3, ...service }, after);
    writeFileSync(join(cwd, 'loadkit.config.yaml'), `${OBJECTIVES}scenarios: { ${override} }\n`);
    const args = ['run', scenario, '--tier', 'medium', '--target', sandbox.url, '--time-scale', timeScale];
    const ended = await loadkit([...args, '--format', 'junit'], { cwd, after });
    await sandbox.close();
    const folder = runFolder(join(cwd, 'reports'));
    const result = resultIn(folder);
    const reasons = result.stages.flatMap((stage) => stage.reasons);
    const disturbed = reasons.length > 0 ? `the machine disturbed two runs: ${reasons.join('; ')}` : undefined;
    const said = ended.stdout.replace(/\s+/g, ' ');
    return { ...ended, exit: ended.code, code: disturbed ? DISTURBED : ended.code, said, folder, result, disturbed };
  });
}

export const stages = ({ stages }: Result) => stages.map(({ name, zone, counts }) => [name, zone, counts]);
export const names = ({ stages }: Result) => stages.map(({ name }) => name);
export const integrity = ({ objectives }: Result) => objectives.find(({ name }) => name === 'integrity');
