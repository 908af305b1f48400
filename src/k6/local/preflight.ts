import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from '../../host/program.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import type { Engine } from '../engine/engine.ts';
import { parseLogLine } from '../log/log-line.ts';
import { engineEnvironment } from './environment.ts';
import { blockingArguments, type Safety } from './options.ts';

/** What the first request to a target came to, in k6's words. */
export interface FirstAnswer {
  /** 0 without one. */
  readonly status: number;
  /** k6's `error_code` (1000 and above) and its text; 0 and empty where there was no error. */
  readonly errorCode: number;
  readonly error: string;
}

export interface AskInput {
  readonly engine: Pick<Engine, 'path'>;
  readonly url: string;
  /** The script's options: how it connects is how it is asked. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly safety: Safety;
}

/** The options that decide how k6 connects. */
const OF_CONNECTIONS = ['insecureSkipTLSVerify', 'tlsAuth', 'tlsVersion', 'tlsCipherSuites', 'hosts', 'dns'];
const MARK = 'loadkit-answer ';
/** k6 waits so long for an answer, and asks again after so long. */
const ANSWER_SECONDS = 5;
const PAUSE_SECONDS = 0.3;
const PATIENCE = 60_000;

const SCRIPT = `import http from 'k6/http';
import { sleep } from 'k6';
export const options = JSON.parse(open('./options.json'));
function ask() {
  const params = { redirects: 0, responseType: 'none', timeout: '${ANSWER_SECONDS}s', headers: { 'User-Agent': 'loadkit preflight' } };
  return http.get(__ENV.LOADKIT_URL, params);
}
export default function () {
  let answer = ask();
  if (answer.error_code >= 1100 && answer.error_code < 1300) { sleep(${PAUSE_SECONDS}); answer = ask(); }
  console.log('${MARK}' + JSON.stringify({ status: answer.status, errorCode: answer.error_code, error: answer.error }));
}
`;

/**
 * Has k6 itself send a target one GET before any load, with the script's own ways to connect (certificates, pinned
 * hosts, TLS versions, resolver), so that what answers here answers the load, too. Undefined where k6 says nothing.
 */
export async function askTarget({ engine, url, options, safety }: AskInput): Promise<FirstAnswer | undefined> {
  const { path: folder, remove } = await temporaryFolder('preflight');
  try {
    const own = Object.fromEntries(OF_CONNECTIONS.flatMap((name) => (name in options ? [[name, options[name]]] : [])));
    const asked = {
      ...own,
      vus: 1,
      iterations: 1,
      hosts: { ...safety.hosts, ...(own['hosts'] as Record<string, string> | undefined) },
    };
    const script = path.join(folder, 'preflight.js');
    // A client's key may be among the options.
    await writeFile(path.join(folder, 'options.json'), JSON.stringify(asked), { mode: 0o600 });
    await writeFile(script, SCRIPT);
    await writeFile(path.join(folder, 'k6-config.json'), '{}');
    const env = engineEnvironment(process.env, { LOADKIT_URL: url.replace(/^ws/i, 'http') });
    const args = [...argumentsOf(folder, safety), script];
    const { stderr } = await runProgram({ file: engine.path, args, env, patience: PATIENCE, remove: [folder] });
    return answerIn(stderr);
  } finally {
    await remove();
  }
}

function argumentsOf(folder: string, { blacklistIPs }: Safety): string[] {
  const args = ['run', '--quiet', '--no-color', '--no-usage-report', '--log-format=json', '--summary-mode=disabled'];
  const config = `--config=${path.join(folder, 'k6-config.json')}`;
  return [...args, config, '--include-system-env-vars=true', ...blockingArguments(blacklistIPs)];
}

function answerIn(log: string): FirstAnswer | undefined {
  for (const line of log.split('\n')) {
    const { source, msg = '' } = parseLogLine(line) ?? {};
    if (source === 'console' && msg.startsWith(MARK)) return JSON.parse(msg.slice(MARK.length)) as FirstAnswer;
  }
  return undefined;
}
