import { RunError } from '../../errors.ts';
import { firstAnswer, freePort, type Server, startServer } from '../../host/server.ts';
import type { Asked } from '../gather.ts';
import type { Installation } from '../installation.ts';
import type { RunRequest } from '../request.ts';
import { openTarget, shownTarget } from '../target/open-target.ts';
import type { PairRequest, Version } from './request.ts';

/** Seconds within which a version that is started has to answer. */
const PATIENCE = 60;

/** Where each version answers. One that is started without a URL gets a free port of this machine. */
export async function versionsOf({ targets, commands }: PairRequest): Promise<readonly [Version, Version]> {
  const side = async (name: Version['name'], at: 0 | 1): Promise<Version> => {
    const [target, command] = [targets?.[at], commands?.[at]];
    const port = command === undefined ? undefined : target === undefined ? await freePort() : portIn(target);
    return { name, target: target ?? `http://127.0.0.1:${port}`, command, port };
  };
  return [await side('A', 0), await side('B', 1)];
}

function portIn(target: string): number | undefined {
  const { port } = URL.canParse(target) ? new URL(target) : { port: '' };
  return port === '' ? undefined : Number(port);
}

/** Refuses a version to which no load may go, before either is started or asked. UserError (6). */
export async function refuseForbidden(
  sides: readonly Version[],
  asked: Asked,
  request: RunRequest,
  install: Installation,
): Promise<void> {
  for (const { target } of sides) {
    if (target === 'sandbox') continue;
    const opened = await openTarget({ ...asked, target }, { ...request, preflight: false }, install, () => {});
    await opened.close();
  }
}

/**
 * Starts the versions that have a command, and waits until they answer. RunError (8) where one does not. `safe` takes
 * secrets out of their last words.
 */
export async function startSides(
  sides: readonly Version[],
  { cwd, environment }: RunRequest,
  started: Server[],
  safe: (text: string) => string,
): Promise<void> {
  const inherited = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  for (const { name, target, command, port } of sides) {
    if (command === undefined) continue;
    const env = { ...inherited, ...(port === undefined ? {} : { PORT: String(port) }) };
    const server = await startServer({ command, cwd, env });
    started.push(server);
    const why = await firstAnswer(target, server.ended, PATIENCE);
    if (why === undefined) continue;
    throw new RunError(
      {
        what: `version ${name} did not answer at ${shownTarget(target)}`,
        where: { path: '--pair-command' },
        why: safe(why),
        next: 'let it listen on the port in $PORT, or say with --pair where each version answers',
      },
      8,
    );
  }
}

/** Asks both versions for a first answer, so that no block is made where one of them is not there. RunError (8). */
export async function requireAnswers(
  sides: readonly Version[],
  asked: Asked,
  request: RunRequest,
  install: Installation,
  note: (text: string) => void,
): Promise<void> {
  for (const { target } of sides) {
    if (target === 'sandbox') continue;
    const opened = await openTarget({ ...asked, target }, request, install, note);
    await opened.close();
  }
}
