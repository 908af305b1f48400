import { ownLines } from '../target/hosts-in-script.ts';
import { PASSED_ON } from './environment.ts';

/** A variable that a script reads, that is set where loadkit was started, and that was not handed over. */
export interface Unhanded {
  readonly name: string;
  /** Whether it says where requests go. */
  readonly decidesHost: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

const READ = /__ENV(?:\.([A-Za-z_]\w*)|\[["'`](\w+)["'`]\])/g;
const TAKEN_APART = /\{([^{}]*)\}\s*=\s*__ENV\b/g;
const ADDRESS = /^(https?|wss?):\/\//i;
const ADDRESS_NAME = /(^|_)(url|uri|host|hostname|base|endpoint|target|server|origin|domain|addr|address|api)(_|$)/i;
/** What build servers set about themselves. */
const OF_BUILDS = /^(CI|GITHUB|GITLAB|BUILD|JENKINS|GIT|RUN|JOB|SYSTEM|CIRCLE|BITBUCKET|DRONE)_/;

/** The variables that the user's own modules of a bundle read from `__ENV` by a name written out. Pure. */
export function variablesRead(code: string): string[] {
  const names = new Set<string>();
  for (const line of ownLines(code)) {
    for (const [, dotted, quoted] of line.matchAll(READ)) names.add(dotted ?? quoted ?? '');
    for (const [, inner = ''] of line.matchAll(TAKEN_APART))
      for (const part of inner.split(',')) names.add(/^\s*["']?(\w*)/.exec(part)?.[1] ?? '');
  }
  return [...names].filter(Boolean);
}

/**
 * Which of them k6 would have read from the shell, while loadkit hands over only what it is told to: a script that misses one
 * does something else. Pure.
 */
export function unhandedIn(code: string, handed: Variables, shell: Variables): Unhanded[] {
  return variablesRead(code).flatMap((name) => {
    const value = shell[name];
    if (!value || name in handed || PASSED_ON.includes(name) || name.startsWith('LOADKIT_')) return [];
    return [{ name, decidesHost: decidesHost(name, value, code) }];
  });
}

function decidesHost(name: string, value: string, code: string): boolean {
  const read = String.raw`__ENV(?:\.${name}\b|\[["'\`]${name}["'\`]\])`;
  const insteadOfAddress = new RegExp(String.raw`${read}\s*(?:\|\||\?\?)\s*["'\`](?:https?|wss?):\/\/`, 'i');
  const inAddress = new RegExp(String.raw`:\/\/(?:\$\{\s*|["'\`]\s*\+\s*)${read}`);
  if (insteadOfAddress.test(code) || inAddress.test(code)) return true;
  return ADDRESS.test(value) && ADDRESS_NAME.test(name) && !OF_BUILDS.test(name);
}

/** `-e RATE -e DURATION`. */
export function handing(unhanded: readonly Unhanded[]): string {
  return unhanded.map(({ name }) => `-e ${name}`).join(' ');
}
