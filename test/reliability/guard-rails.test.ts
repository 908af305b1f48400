/** biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables in YAML */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyFolder, loadkit, resultIn, runFolder, start, until } from '../e2e/command.ts';
import { inProcess } from '../e2e/in-process.ts';
import { ONE } from '../e2e/one-request.ts';
import type { Ended } from '../e2e/processes.ts';
import { startService } from '../e2e/service.ts';
import { machineWith, stockK6 } from '../e2e/stock-k6.ts';

const k6 = stockK6();

/** A project of these files. */
function project(files: Readonly<Record<string, string>>): string {
  const cwd = emptyFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  return cwd;
}

/** The runs of some commands, two at a time. */
async function each<T>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<void> {
  const left = [...cases];
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all([work(), work()]);
}

const config = (url: string, more: string) => `target: ${url}\n${more}\n`;
const asking = (body: string, options: string) => `import http from 'k6/http';
import { sleep } from 'k6';
export const options = ${options};
export default function () { ${body} }
`;
const PLAIN = (url: string) => asking(`http.get('${url}/'); sleep(0.05);`, "{ vus: 1, duration: '1s' }");

describe('B-37 environment: production', () => {
  test('B-37 in whatever case, of the service or of the tier: exit 6 without --production HOST, and no prompt', async () => {
    const service = await startService();
    const tier = 'name: small\nsessions: 1\nrate: 1\nenvironment: Production\n';
    await each(
      [
        { config: config(service.url, 'environment: production') },
        { config: config(service.url, 'environment: Production') },
        { config: config(service.url, 'environment: ${WHERE}'), env: { WHERE: ' PRODUCTION ' } },
        { config: config(service.url, 'environment: staging'), files: { 'tiers/small.yaml': tier } },
      ],
      async ({ config: text, env = {}, files = {} }) => {
        const cwd = project({ 'loadkit.config.yaml': text, ...files });
        const ended = await inProcess(['run', 'smoke', '--tier', 'small', '--out', 'r'], { cwd, env });
        expect(ended.code, `${text}\n${ended.stderr}`).toBe(6);
        expect(ended.stderr).toContain('--production 127.0.0.1');
      },
    );
    expect(service.requests()).toBe(0);
  });

  test('B-37 a word that is none disarms nothing: exit 2 with what was meant', async () => {
    const cwd = project({ 'loadkit.config.yaml': config('http://127.0.0.1:9', 'environment: prod') });
    const ended = await inProcess(['run', 'smoke'], { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(
      /loadkit\.config\.yaml:2:14 \(environment\): "prod" is none of .*did you mean `production`\?/s,
    );
  });

  test('B-37 the host that is named may be loaded, no other', async () => {
    const service = await startService();
    const cwd = project({
      'loadkit.config.yaml': config(service.url, 'environment: Production'),
      'ok.js': PLAIN(service.url),
    });
    const other = await inProcess(['run', 'ok.js', '--production', 'other.example.org'], { cwd });
    expect(other.code).toBe(6);
    expect(service.requests()).toBe(0);
    const named = await inProcess(['run', 'ok.js', '--production', '127.0.0.1'], { cwd });
    expect([0, 5]).toContain(named.code);
    expect(service.requests()).toBeGreaterThan(0);
  });
});

test('B-37 where only the script knows its host, only the one that is named may be loaded', async () => {
  const service = await startService();
  const cwd = project({
    'loadkit.config.yaml': 'environment: production\n',
    'own.js': asking('http.get(`http://${__ENV.HOST}/`); sleep(0.05);', "{ vus: 1, duration: '1s' }"),
  });
  const run = (host: string) =>
    inProcess(['run', 'own.js', '-e', `HOST=${new URL(service.url).host}`, '--production', host], { cwd });
  expect((await run('nonsense')).code).toBe(6);
  expect(service.requests()).toBe(0);
  expect([0, 5]).toContain((await run('127.0.0.1')).code);
  expect(service.requests()).toBeGreaterThan(0);
});

describe('B-38 ceilings', () => {
  test('B-38 a tier above maxRate, maxVUs or maxDuration: exit 6 quoting the line, whatever scenarios and the environment say', async () => {
    const service = await startService();
    const policy = 'safety:\n  maxRate: 100\n  maxVUs: 40\n  maxDuration: 20m\n';
    const own = `import { profile } from 'loadkit/k6';\nexport const options = profile('load', { rate: 101, duration: '1m' });\nexport const requests = 1;\nexport default function () {}\n`;
    const plain = asking('', "{ vus: 41, duration: '21m' }");
    const cwd = project({
      'loadkit.config.yaml': config(service.url, policy),
      'scenarios/own.ts': own,
      'plain.js': plain,
    });
    const [RATE, USERS, LENGTH] = ['3:12 (safety.maxRate)', '4:11 (safety.maxVUs)', '5:16 (safety.maxDuration)'];
    await each<{ args: string[]; env?: Record<string, string>; told: string[] }>(
      [
        { args: ['run', 'stress', '--tier', 'medium'], told: [RATE, LENGTH] },
        { args: ['run', 'baseline', '--tier', 'medium'], told: [USERS] },
        { args: ['run', 'own', '--tier', 'small'], told: [RATE] },
        { args: ['run', 'plain.js'], told: [USERS, LENGTH] },
        { args: ['run', 'plain.js', '--vus', '50', '--duration', '1s'], told: [USERS] },
        { args: ['run', 'load', '--tier', 'small', '--set', 'rate=1000', '--set', 'duration=1m'], told: [RATE] },
        { args: ['capacity', 'smoke', '--max-rate', '101', '--objective', 'request_time p95 < 1s'], told: [RATE] },
        {
          args: ['run', 'stress'],
          env: { LOADKIT_TIER: 'medium', LOADKIT_SAFETY_MAXRATE: '9999', K6_VUS: '1' },
          told: [RATE],
        },
      ],
      async ({ args, env = {}, told }) => {
        const ended = await inProcess(args, { cwd, env });
        expect(ended.code, `${args.join(' ')}\n${ended.stderr}`).toBe(6);
        for (const place of told) expect(ended.stderr).toContain(`loadkit.config.yaml:${place}: the plan`);
      },
    );
    expect(service.requests()).toBe(0);
  });

  /** A run that sends more than `maxRate: 50`, with what the service got. */
  async function overSending(script: (url: string) => string, env: Record<string, string> = {}) {
    const service = await startService();
    const cwd = project({
      'loadkit.config.yaml': config(service.url, 'safety: { maxRate: 50 }'),
      'over.js': script(service.url),
    });
    // Apart from the service: so many requests would keep loadkit from reading what k6 tells.
    const ended = await loadkit(['run', 'over.js', '--no-preflight'], { cwd, env });
    return { ended, sent: service.requests(), result: resultIn(runFolder(join(cwd, 'reports'))) };
  }

  const stopped = ({ ended, result }: { ended: Ended; result: ReturnType<typeof resultIn> }) => {
    expect(ended.code, ended.stderr).toBe(6);
    expect(result).toMatchObject({ verdict: 'inconclusive', run: { state: 'aborted', endedBy: 'guard-rail' } });
    const line = /guard rail loadkit\.config\.yaml:2:20 \(safety\.maxRate\): maxRate is 50 requests\/s, and the script/;
    expect(ended.stderr).toMatch(line);
    expect(result.run.reason).toMatch(line);
    expect(result.events.map(({ kind }) => kind)).toContain('guard-rail');
    expect(result.run.duration).toBeLessThan(20);
  };

  test('B-38 requests really sent are held below maxRate, by http.batch, setup() or a CommonJS script: none beyond is sent, exit 6', async () => {
    const scripts = [
      (url: string) =>
        `${asking(`http.batch(Array.from({ length: 40 }, () => ['GET', '${url}/']));`, "{ vus: 5, duration: '30s' }")}globalThis.require = undefined;\n`,
      (url: string) =>
        `${PLAIN(url)}export function setup() { for (let i = 0; i < 5000; i++) http.get('${url}/setup'); }\n`,
      (url: string) =>
        `const http = require('k6/http');\nglobalThis.require = undefined;\nexports.options = { vus: 5, duration: '30s' };\nexports.default = () => { http.get('${url}/'); };\n`,
    ];
    await each(scripts, async (script) => {
      const run = await overSending(script);
      stopped(run);
      // By the engine itself, at the first request beyond a second's worth; as many a second while the run is being
      // stopped.
      expect(run.result.run.reason).toMatch(/the script asked for \d+ requests within/);
      expect(run.sent).toBeLessThan(50 + 50 * 10);
    });
  });

  test.skipIf(!k6)('B-38 a stock k6 is stopped once its frames tell that it sent more', async () => {
    const script = (url: string) => asking(`http.get('${url}/');`, "{ vus: 5, duration: '30s' }");
    stopped(await overSending(script, machineWith(k6!)));
  });

  test('B-38 a search that goes on from a faster one does not begin above maxRate', async () => {
    const service = await startService();
    const cwd = project({ 'one.ts': ONE });
    const search = ['capacity', 'one.ts', '--target', service.url, '--objective', 'request_time p95 < 1s'];
    const first = start([...search, '--out', 'r', '--max-rate', '40'], { cwd });
    await until('load', () => service.requests() > 60);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    const before = service.requests();
    writeFileSync(join(cwd, 'loadkit.config.yaml'), 'safety: { maxRate: 10 }\n');
    const resumed = await inProcess([...search, '--out', 'r', '--resume', 'latest', '--max-rate', '10'], { cwd });
    expect(resumed.code, resumed.stderr).toBe(6);
    expect(resumed.stderr).toMatch(
      /loadkit\.config\.yaml:1:20 \(safety\.maxRate\): the plan peaks at [\d,.]+ requests\/s/,
    );
    writeFileSync(join(cwd, 'loadkit.config.yaml'), '# none\n');
    const lower = await inProcess([...search, '--out', 'r', '--resume', 'latest', '--max-rate', '10'], { cwd });
    expect(lower.code, lower.stderr).toBe(2);
    expect(lower.stderr).toContain('above --max-rate 10');
    // The preflight's.
    expect(service.requests() - before).toBeLessThan(5);
  });
});

describe('the kill switch', () => {
  test('a run whose requests fail is stopped by safety.stopWhen: never met, and why with numbers', async () => {
    const service = await startService(() => ({ status: 500 }));
    const cwd = project({
      'loadkit.config.yaml': config(service.url, 'safety:\n  stopWhen: { errors: ">= 50%", for: 2s }'),
      'long.js': asking(`http.get('${service.url}/'); sleep(0.02);`, "{ vus: 2, duration: '60s' }"),
    });
    const ended = await inProcess(['run', 'long.js'], { cwd });
    const result = resultIn(runFolder(join(cwd, 'reports')));
    expect(ended.code, ended.stderr).toBe(3);
    expect(result).toMatchObject({ verdict: 'critical', run: { state: 'aborted', endedBy: 'kill-switch' } });
    const rule =
      /kill switch errors >= 50% for 2 s \(loadkit\.config\.yaml:3:13 \(safety\.stopWhen\)\): 100 % of \d+ requests failed/;
    expect(result.run.reason).toMatch(rule);
    expect(ended.stderr).toMatch(rule);
    expect(result.run.duration).toBeLessThan(30);
    expect(ended.stdout).toContain('ended early');
  });
});

describe('what is there and cannot be read', () => {
  test('a configuration, tiers or a scenario that is a link to nowhere: exit 2 naming both, and no other is taken', async () => {
    await each(['loadkit.config.yaml', 'tiers', 'scenarios/smoke.ts', 'plain.js'], async (name) => {
      const cwd = project({});
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      symlinkSync('gone', join(cwd, name));
      const scenario = name === 'plain.js' ? name : 'smoke';
      const ended = await inProcess(['run', scenario, '--target', 'http://127.0.0.1:9'], { cwd });
      expect(ended.code, ended.stderr).toBe(2);
      expect(ended.stderr).toContain(name);
      expect(ended.stderr).toContain(`this is a link to ${join(dirname(join(cwd, name)), 'gone')}, which is not there`);
    });
  });
});
