import type { Draw } from '../against-k6/draw.ts';

type Options = Record<string, unknown>;

/** Something that people write into options by mistake, or that looks like one and is allowed. */
interface Mistake {
  readonly is: string;
  /** Of a scenario's options, or of the script's own. */
  readonly of: 'scenario' | 'options';
  readonly make: (draw: Draw, options: Options) => void;
}

const set = (name: string, ...values: readonly unknown[]) => ({
  make: (draw: Draw, options: Options) => {
    options[name] = draw.one(values);
  },
});
const drop = (...names: readonly string[]) => ({
  make: (draw: Draw, options: Options) => {
    const there = names.filter((name) => name in options);
    if (there.length > 0) delete options[draw.one(there)];
  },
});

export const MISTAKES: readonly Mistake[] = [
  {
    is: 'executor',
    of: 'scenario',
    ...set('executor', 'constant-rate', 'Constant-VUs', '', 7, null, 'externally-controlled'),
  },
  { is: 'executor left out', of: 'scenario', ...drop('executor') },
  {
    is: 'something left out',
    of: 'scenario',
    ...drop('rate', 'duration', 'preAllocatedVUs', 'vus', 'iterations', 'stages', 'timeUnit'),
  },
  {
    is: 'duration',
    of: 'scenario',
    ...set('duration', '-3s', '0s', '0.4s', 'soon', '3', 3000, 2.5, true, '1d2h', '3 s', '', null, '2M'),
  },
  { is: 'rate', of: 'scenario', ...set('rate', 0, -5, 2.5, '10', null) },
  { is: 'vus', of: 'scenario', ...set('vus', 0, -1, 1.5, '3', null, true) },
  { is: 'iterations', of: 'scenario', ...set('iterations', 0, -1, 1, '5') },
  { is: 'preAllocatedVUs', of: 'scenario', ...set('preAllocatedVUs', 0, -2, 50, '3') },
  { is: 'maxVUs', of: 'scenario', ...set('maxVUs', 1, 0, -1, null) },
  { is: 'timeUnit', of: 'scenario', ...set('timeUnit', '0s', '-1s', '1m', 1000, 'second') },
  {
    is: 'stages',
    of: 'scenario',
    ...set(
      'stages',
      [],
      [{ duration: '1s' }],
      [{ target: 3 }],
      [{ duration: '-1s', target: 3 }],
      [{ duration: '1s', target: -1 }],
      [{ duration: '1s', target: 2.5 }],
      [{ duration: '1s', targt: 3 }],
      { duration: '1s', target: 3 },
      [{ duration: '0s', target: 5 }],
      '1s:3',
    ),
  },
  { is: 'gracefulStop', of: 'scenario', ...set('gracefulStop', '-1s', 'none', 0, '0s', null) },
  { is: 'startTime', of: 'scenario', ...set('startTime', '-1s', 'later', 500, '2h') },
  { is: 'maxDuration', of: 'scenario', ...set('maxDuration', '0s', '-1s', '100ms', '2h') },
  { is: 'exec', of: 'scenario', ...set('exec', 'brwose', '', 7, 'setup', 'default', 'helper') },
  { is: 'env and tags', of: 'scenario', ...set('env', { A: 'b' }, { A: 1 }, 'A=b', ['A']) },
  { is: 'tags of a scenario', of: 'scenario', ...set('tags', { a: 'b' }, { a: 1 }, null, 'a') },
  { is: 'a misspelt key', of: 'scenario', ...set('gracefullStop', '1s') },
  {
    is: 'no object',
    of: 'options',
    ...set('scenarios', {}, [], 'constant-vus', { main: null }, { main: 'shared-iterations' }, null),
  },
  {
    is: 'a scenario’s name',
    of: 'options',
    ...set(
      'scenarios',
      ...['my test', 'käse', 'a.b', '', 'A_1-b'].map((name) => ({
        [name]: { executor: 'constant-vus', vus: 1, duration: '1s' },
      })),
    ),
  },
  { is: 'vus beside it', of: 'options', ...set('vus', 0, -1, 1.5, 5, '5', null, true) },
  { is: 'duration beside it', of: 'options', ...set('duration', '1s', '-1s', '0', 1000, '', null) },
  { is: 'iterations beside it', of: 'options', ...set('iterations', 1, 0, -3, '3', 2.5) },
  {
    is: 'stages beside it',
    of: 'options',
    ...set('stages', [], [{ duration: '1s', target: 2 }], [{ duration: '-1s', target: 2 }], [{}]),
  },
  { is: 'a misspelt option', of: 'options', ...set('threshold', { checks: ['rate>0.9'] }) },
  { is: 'an option of another tool', of: 'options', ...set('concurrency', 5) },
  { is: 'tags', of: 'options', ...set('tags', { a: 'b' }, { a: 1 }, ['a'], 'a', null) },
  {
    is: 'hosts',
    of: 'options',
    ...set(
      'hosts',
      { 'a.example': '127.0.0.1' },
      { 'a.example': 'b.example' },
      { 'a.example:80': '127.0.0.1:81' },
      { '*.example': '127.0.0.1' },
      { 'a b': '127.0.0.1' },
      ['a'],
    ),
  },
  { is: 'blacklistIPs', of: 'options', ...set('blacklistIPs', ['10.0.0.0/8'], ['10.0.0.1'], 'all', ['::/0'], []) },
  { is: 'blockHostnames', of: 'options', ...set('blockHostnames', ['*.example'], ['a*b'], [], 'x.example', ['']) },
  { is: 'systemTags', of: 'options', ...set('systemTags', ['url', 'name'], ['colour'], [], 'url', null, 7) },
  {
    is: 'summaryTrendStats',
    of: 'options',
    ...set('summaryTrendStats', ['p(99.99)', 'count'], ['p95'], ['p(101)'], [], 'avg'),
  },
  { is: 'summaryTimeUnit', of: 'options', ...set('summaryTimeUnit', 'ms', 's', 'us', 'min', '') },
  {
    is: 'dns',
    of: 'options',
    ...set(
      'dns',
      { ttl: '1m', select: 'first', policy: 'onlyIPv4' },
      { ttl: 'often' },
      { select: 'last' },
      { policy: 'any' },
      '1m',
      { ttl: '0' },
    ),
  },
  {
    is: 'tlsVersion',
    of: 'options',
    ...set('tlsVersion', 'tls1.2', { min: 'tls1.2' }, { min: 'tls1.3', max: 'tls1.2' }, 'tls1.4', 1.2, ''),
  },
  {
    is: 'tlsCipherSuites',
    of: 'options',
    ...set('tlsCipherSuites', ['TLS_RSA_WITH_AES_128_GCM_SHA256'], ['NONE'], 'all'),
  },
  { is: 'tlsAuth', of: 'options', ...set('tlsAuth', [], [{ cert: 'x', key: 'y' }], { cert: 'x' }) },
  { is: 'setupTimeout', of: 'options', ...set('setupTimeout', '5s', 500, '-1s', 'long', '0') },
  { is: 'rps and batch', of: 'options', ...set('rps', 10, 0, -1, '10', 2.5) },
  { is: 'batch', of: 'options', ...set('batch', 5, 0, '5') },
  { is: 'booleans', of: 'options', ...set('noConnectionReuse', true, 'true', 1, null) },
  { is: 'userAgent', of: 'options', ...set('userAgent', 'x/1', '', 7, null) },
  { is: 'cloud and ext', of: 'options', ...set('cloud', { projectID: 1, name: 'x' }, 'x', null) },
  { is: 'ext', of: 'options', ...set('ext', { loadimpact: { name: 'x' } }, null, 'x') },
  { is: 'executionSegment', of: 'options', ...set('executionSegment', '0:1/2', '1/2', '2:3', '') },
  { is: 'minIterationDuration', of: 'options', ...set('minIterationDuration', '1s', '-1s', 100) },
  { is: 'paused', of: 'options', ...set('paused', true, false) },
  { is: 'too much', of: 'options', ...set('vus', 200_000) },
  {
    is: 'thresholds',
    of: 'options',
    ...set(
      'thresholds',
      'p(95)<5',
      { http_req_duration: 'p(95)<5' },
      { http_req_duration: ['p95<5'] },
      { http_req_duration: ['p(95) < 5', 'p(99.999)<900', 'p(0)>=0', 'p(100)<9', 'med!=3', 'avg===1e3'] },
      { http_req_duration: ['p(95)<5s'] },
      { http_req_duration: ['p(101)<5'] },
      { http_req_duration: ['rate<0.5'] },
      { http_req_duration: ['95<p(5)'] },
      { http_req_duration: [' p( 95 )<5 '] },
      { http_req_duration: ['avg<+5', 'avg>-5', 'avg<.5', 'avg<5.'] },
      { http_req_duration: ['avg<5 && avg>1'] },
      { http_req_duration: ['avg=5'] },
      { http_req_duration: [''] },
      { http_req_duration: [] },
      { http_req_duration: [{ threshold: 'avg<5', abortOnFail: true, delayAbortEval: '1s' }] },
      { http_req_duration: [{ threshold: 'avg<5', abortOnFail: 'yes' }] },
      { http_req_duration: [{ treshold: 'avg<5' }] },
      { http_req_duration: [{ threshold: 'avg<5', delayAbortEval: 'soon' }] },
      { 'http_req_duration{name:/a, status:200}': ['avg<5'] },
      { 'http_req_duration{group:::my group::sub}': ['avg<5'] },
      { 'http_req_duration{url:http://127.0.0.1/a?b=c,d}': ['avg<5'] },
      { 'http_req_duration{url:http://127.0.0.1/a?b=c&d={e}}': ['avg<5'] },
      { 'http_req_duration{}': ['avg<5'] },
      { 'http_req_duration{name}': ['avg<5'] },
      { 'http_req_duration{name:}': ['avg<5'] },
      { 'http_req_duration{name:"a,b"}': ['avg<5'] },
      { 'http_req_duration {name:a}': ['avg<5'] },
      { 'http_req_duration{name:a': ['avg<5'] },
      { http_req_dur: ['avg<5'] },
      { 'my-metric': ['avg<5'] },
      { checks: ['rate>0.9'] },
      { checks: ['count>1'] },
      { 'checks{check:is 200}': ['rate>0.9'] },
      { http_reqs: ['count>5', 'rate>1'] },
      { http_reqs: ['p(95)<5'] },
      { vus: ['value<9', 'max<9'] },
      { own_trend: ['p(99)<5'] },
      { own_counter: ['count<5', 'value<5'] },
      { own_rate: ['rate<0.5'] },
      null,
      {},
      [],
    ),
  },
];

/** Makes one of them; what it is. */
export function makeMistake(draw: Draw, options: Options): string {
  const { is, of, make } = draw.one(MISTAKES);
  const scenarios = Object.values((options['scenarios'] ?? {}) as Record<string, Options>);
  if (of === 'scenario' && scenarios.length === 0) return '';
  make(draw, of === 'scenario' ? draw.one(scenarios) : options);
  return is;
}
