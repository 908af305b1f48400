import { isIP, isIPv4 } from 'node:net';
import { UserError } from '../../errors.ts';
import type { PlannedEvent } from '../../plan/events.ts';
import { createRedactor, type Redactor, SHORTEST } from '../../redact.ts';

/**
 * The variables handed to a scenario: the names that the configuration lists and `-e NAME` are read from the
 * environment, `-e NAME=value` says its value. A listed name that is not set is simply absent; one asked for by `-e`
 * must be there.
 */
export function scenarioEnvironment(
  names: readonly string[],
  flags: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const handed: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) handed[name] = value;
  }
  for (const flag of flags) {
    const [name, ...rest] = flag.split('=');
    const value = flag.includes('=') ? rest.join('=') : environment[name ?? ''];
    if (!name || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.startsWith('K6_')) {
      throw new UserError({
        what: `"${name}" is not the name of a variable for a scenario`,
        where: { path: '--env' },
        next: 'write -e NAME=value; K6_ variables are k6’s own',
      });
    }
    if (value === undefined) {
      throw new UserError({
        what: `the environment has no ${name}`,
        where: { path: '--env' },
        next: `export ${name}=…, or write -e ${name}=value`,
      });
    }
    handed[name] = value;
  }
  return handed;
}

const SECRETIVE =
  /key|token|secret|pass|pwd|auth|cred|cookie|session(?!s)|private|signature|dsn|(?:^|_)(?:pin|otp|jwt|sid)(?:_|$)/i;

/**
 * Takes the values handed to a scenario, the password in the target's address, and the queries of URLs out of texts; of
 * the values all but bare addresses, which reports name anyway, and plain words (`-e REGION=frankfurt`) in variables
 * whose names do not sound secret. `more`: what is secret besides.
 */
export function redactorOf(
  env: Readonly<Record<string, string>>,
  target: string | null,
  more: readonly string[] = [],
): Redactor {
  const secret = ([name, value]: [string, string]) => SECRETIVE.test(name) || !(isAddress(value) || isWord(value));
  return createRedactor([
    ...Object.entries(env).flatMap((entry) => (secret(entry) ? [entry[1]] : [])),
    ...[target, ...Object.values(env)].flatMap(passwordIn),
    ...more,
  ]);
}

/**
 * Whose values sound secret and are so short that texts keep them: the names of variables, or the words for the
 * target's password.
 */
export function tooShort(env: Readonly<Record<string, string>>, target: string | null): string[] {
  const names = Object.entries(env).flatMap(([name, value]) =>
    SECRETIVE.test(name) && value.length < SHORTEST ? [name] : [],
  );
  const password = passwordIn(target).at(-1) ?? '';
  return [...names, ...(password !== '' && password.length < SHORTEST ? ['the password in the target’s address'] : [])];
}

/** Of the shell's variables that sound secret the values that stand in the commands of events. */
export function secretsInCommands(
  events: readonly Pick<PlannedEvent, 'run'>[],
  shell: Readonly<Record<string, string | undefined>>,
): string[] {
  const words = events.flatMap(({ run }) => run);
  return Object.entries(shell).flatMap(([name, value = '']) =>
    value !== '' && SECRETIVE.test(name) && words.some((word) => word.includes(value)) ? [value] : [],
  );
}

/** `http://user:password@host`, as it is written and as it is meant. */
export function passwordIn(target: string | null): string[] {
  if (target === null || !URL.canParse(target)) return [];
  const { password } = new URL(target);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

function isWord(value: string): boolean {
  return /^[a-z]+([-_ ][a-z]+)*$/i.test(value);
}

const HOST = /^([a-z0-9-]{1,63}\.)+[a-z]{2,24}$/;

/** A host with or without its port, or a URL without user, path and query: nothing in it can be secret. */
function isAddress(value: string): boolean {
  const [host = '', port] = value.split(':');
  if (
    isIP(value.replace(/^\[(.*)\](:\d+)?$/, '$1')) ||
    (/^\d*$/.test(port ?? '') && (isIPv4(host) || HOST.test(host)))
  ) {
    return true;
  }
  if (!/^(https?|wss?):\/\//i.test(value) || !URL.canParse(value)) return false;
  const { pathname, search, hash, username, password } = new URL(value);
  return [pathname.replace(/^\/$/, ''), search, hash, username, password].every((part) => part === '');
}
