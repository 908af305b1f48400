import { messageOf, RunError } from '../../errors.ts';
import { refusalOf } from '../../units/system-error.ts';

const ANEW =
  'an engine that loadkit built is built again once this file is removed, one from npm comes with npm ci; --engine and LOADKIT_ENGINE name another';

/** Why a program could not be run as an engine: by the error of its start, or by the signal that ended it. */
export function startFailure(file: string, cause: unknown, what = 'cannot start the engine', by?: string): RunError {
  const { signal, killed, code } = (cause ?? {}) as { signal?: string | null; killed?: boolean; code?: unknown };
  const fail = (why: string, next = ANEW) =>
    new RunError({ what: `${what}: ${why}`, where: { file, path: by }, next }, 7);
  if (killed) return fail('it gives no answer');
  if (signal) return fail(`it died of ${signal}`);
  if (code === 'ENOENT') return fail('there is no such file');
  if (code === 'EACCES') return fail('it cannot be executed');
  const refusal = refusalOf(cause);
  return fail(refusal?.what ?? messageOf(cause), refusal?.next);
}

/**
 * A program that ran and did not answer as an engine does: a file that is empty or a part of one is run as an empty
 * script.
 */
export function noAnswer(file: string): RunError {
  return new RunError({ what: 'the engine gives no answer: it is damaged, or no k6', where: { file }, next: ANEW }, 7);
}
