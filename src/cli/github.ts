import { appendFile, stat } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import type { Published } from '../pipeline/publish.ts';
import { annotationsOf } from '../report/github/annotations.ts';
import { jobSummary, LARGEST_SUMMARY } from '../report/github/summary.ts';
import type { Terminal } from './terminal.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Under GitHub Actions a report is told there, too: as annotations, in the summary of the job, and, as outputs of the
 * step, where its files are. What cannot be written is told on stderr; the verdict does not rest on it.
 */
export async function tellGitHub(published: Published, env: Environment, terminal: Terminal): Promise<void> {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const { report, files } = published;
  for (const { kind, title, message } of annotationsOf(report)) terminal.annotate(kind, title, message);
  const append = async (name: string, text: (room: number) => string) => {
    const file = env[name];
    if (!file) return;
    try {
      const used = (await stat(file).catch(() => undefined))?.size ?? 0;
      await appendFile(file, text(LARGEST_SUMMARY - used));
    } catch (error) {
      terminal.err(`loadkit: ${name} could not be written: ${terminal.safe(messageOf(error))}\n`);
    }
  };
  await append('GITHUB_STEP_SUMMARY', (room) => jobSummary(report, room));
  const comment = files.find((file) => file.endsWith(`${report.stem}.md`));
  const outputs = { verdict: report.word, ...(comment === undefined ? {} : { comment }) };
  await append('GITHUB_OUTPUT', () => outputLines(outputs));
}

/** Outputs of a step. A value with a line's end would become further outputs: none has one. */
function outputLines(outputs: Readonly<Record<string, string>>): string {
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${value.replace(/[\r\n]/g, ' ')}\n`)
    .join('');
}
