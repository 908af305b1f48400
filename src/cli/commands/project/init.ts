import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROFILES } from '../../../config/profile/name.ts';
import { messageOf, UserError } from '../../../errors.ts';
import { GITIGNORE, journey, scenario, serviceConfig, TIERS, TSCONFIG, tier } from '../../templates.ts';
import type { Terminal } from '../../terminal.ts';

const NEXT = `
Next:
  npx loadkit run smoke                                  # one user for a minute: does it work?
  npx loadkit check stress --tier small                  # what stress would do, without sending anything
  npx loadkit run stress --tier small --time-scale 0.1   # in a tenth of its time, to try it
The load in tiers/*.yaml is an example: put in what you expect.
`;

/** `loadkit init`: writes a small working project into the current folder. Never overwrites a file. */
export async function init(url: string, terminal: Terminal): Promise<number> {
  const target = readUrl(url);
  const files: [string, string][] = [
    ['loadkit.config.yaml', serviceConfig(target)],
    ...TIERS.map((one): [string, string] => [`tiers/${one.name}.yaml`, tier(one)]),
    ['scenarios/journeys/main.ts', journey(target)],
    ...PROFILES.map((name): [string, string] => [`scenarios/${name}.ts`, scenario(name)]),
    ['tsconfig.json', TSCONFIG],
    ['.gitignore', GITIGNORE],
  ];
  for (const [name, content] of files) terminal.out(`${await place(name, content)}\n`);
  terminal.out(NEXT);
  return 0;
}

async function place(name: string, content: string): Promise<string> {
  const path = join(process.cwd(), name);
  if (existsSync(path)) return `kept     ${name} (it was there)`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    throw new UserError({
      what: `cannot write: ${messageOf(error)}`,
      where: { file: path },
      next: 'run init in a folder you may write to',
    });
  }
  return `written  ${name}`;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? new URL(text) : undefined;
  if (url && `${url.username}${url.password}${url.search}${url.hash}` === '') return url;
  if (url)
    throw new UserError({
      what: 'the URL of the service holds a user, a query or a fragment, and would stand in loadkit.config.yaml',
      next: `write loadkit init ${url.origin}${url.pathname}, and hand secrets over with -e NAME, or with --target when it runs`,
    });
  throw new UserError({
    what: `"${text}" is no URL of a service`,
    next: 'write it with its scheme: loadkit init http://127.0.0.1:8080',
  });
}
