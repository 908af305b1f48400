/** A statement of an iteration. */
export interface Action {
  readonly text: string;
  /** Selectors of the sub-metrics that it makes. */
  readonly tags?: readonly string[];
  /** Whether it never ends by itself: only where the executor cuts it off. */
  readonly endless?: boolean;
}

export const METRICS = `const orders = new Counter('orders');
const wrong = new Counter('wrong');
const found = new Rate('found');
const lag = new Trend('lag', true);
const size = new Trend('size');
const depth = new Gauge('depth');`;

/** Fast is milliseconds, slow 300: thresholds lie far from both. */
export const ACTIONS: readonly Action[] = [
  { text: "http.get(base + '/get', { tags: { name: '/get', kind: 'api' } });", tags: ['name:/get', 'kind:api'] },
  { text: 'http.get(base + "/json");', tags: ['url:http://127.0.0.1:8341/json'] },
  { text: 'http.get(base + "/orders/" + __VU + "-" + __ITER);', tags: ['method:GET'] },
  { text: 'http.post(base + "/post", { a: 1 });', tags: ['method:POST'] },
  { text: "http.get(base + '/slow?ms=300', { tags: { name: '/slow' } });", tags: ['name:/slow'] },
  { text: 'http.get(base + "/status/500");', tags: ['status:500', 'expected_response:false'] },
  { text: 'http.get(base + "/status/404");', tags: ['status:404', 'expected_response:false'] },
  {
    text: 'http.get(base + "/status/404", { responseCallback: http.expectedStatuses(404) });',
    tags: ['status:404', 'expected_response:true'],
  },
  { text: 'http.get(base + "/to-login");', tags: ['status:302', 'expected_response:true'] },
  { text: 'http.get(base + "/loop");', tags: ['status:302'] },
  { text: "http.get(base + '/silent', { timeout: '400ms' });", tags: ['error_code:1050'] },
  { text: 'http.get(base + "/silent");', endless: true },
  { text: 'http.get(base + "/delay/5");', endless: true },
  { text: 'http.get("http://127.0.0.1:1/");', tags: ['error_code:1212'] },
  {
    text: "http.batch([base + '/get', ['POST', base + '/post', null, { tags: { kind: 'api' } }]]);",
    tags: ['kind:api'],
  },
  { text: "await http.asyncRequest('GET', base + '/get');" },
  { text: "check(http.get(base + '/get'), { 'is 200': (r) => r.status === 200 });", tags: ['check:is 200'] },
  { text: "check(http.get(base + '/status/500'), { 'is fine': (r) => r.status === 200 });", tags: ['check:is fine'] },
  { text: "check(null, { 'holds': () => true, 'holds not always': () => __ITER % 2 === 0 });", tags: ['check:holds'] },
  { text: "group('cart', () => { http.get(base + '/get'); });", tags: ['group:::cart'] },
  { text: 'orders.add(1); found.add(true); lag.add(20); size.add(5); depth.add(3);' },
  {
    text: 'wrong.add(1, { kind: "api" }); found.add(__ITER % 2 === 0); lag.add(900); size.add(1000);',
    tags: ['kind:api'],
  },
  { text: 'size.add(__ITER === 4 ? 1000 : 10);' },
  { text: 'if (__ITER % 3 === 1) throw new Error("a third of all");' },
  { text: 'JSON.parse(http.get(base + "/status/500").body).nothing.more;' },
  { text: 'throw new Error("unexpected: " + http.get(base + "/markup/20").body);' },
  { text: 'http.get("no address");' },
  { text: "ws.connect(base.replace('http', 'ws') + '/a', null, (s) => { s.on('open', () => s.close()); });" },
  { text: 'console.error("of no weight");' },
];
