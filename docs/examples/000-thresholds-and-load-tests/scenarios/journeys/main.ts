import { check } from 'k6';
import http from 'k6/http';
import { readBack, step, target, think } from 'loadkit/k6';

/** What one iteration sends: a session, an operation, an analysis that is written and read, a deployment. */
export const requests = 5;

const json = { 'Content-Type': 'application/json' };
const key = __ENV['API_KEY'] ?? 'sandbox';

/**
 * One user of the thresholds guide's service. The requests are those of loadkit's sandbox: put your own in their place and keep the names
 * of the steps, which the objectives are written against.
 */
export default function main(): void {
  step('session creation', createSession);
  step('interactive operation', operate);
  step('200-class analysis', analyse);
  step('deployment workflow', deploy);
  think(1);
}

function createSession(): void {
  const session = http.post(`${target}/sessions`, JSON.stringify({ user: `user-${__VU}` }), {
    headers: json,
    tags: { name: '/sessions' },
  });
  check(session, { 'session created': ({ status }) => status === 201 });
}

function operate(): void {
  const found = http.get(`${target}/search?q=class-${__ITER % 200}`, { tags: { name: '/search' } });
  check(found, { 'operation answered': ({ status }) => status === 200 });
}

/** "No data corruption": what was stored of the 200 classes is read back and compared. */
function analyse(): void {
  const value = { classes: Array.from({ length: 200 }, (_, i) => ({ name: `Class${i}`, run: `${__VU}-${__ITER}` })) };
  const stored = http.post(`${target}/records`, JSON.stringify({ value }), {
    headers: json,
    tags: { name: '/records' },
  });
  if (!check(stored, { 'analysis stored': ({ status }) => status === 201 })) return;
  const read = http.get(`${target}/records/${stored.json('id')}`, { tags: { name: '/records/{id}' } });
  if (!check(read, { 'analysis read': ({ status }) => status === 200 })) return;
  readBack('analysis', value, read.json('value'));
}

/** The workflow asks a language model (`llm_calls_total`), with a key from the environment. */
function deploy(): void {
  const question = { model: 'sandbox', messages: [{ role: 'user', content: 'deploy to docker' }] };
  const answer = http.post(`${target}/v1/chat/completions`, JSON.stringify(question), {
    headers: { ...json, 'X-API-Key': key },
    tags: { name: '/v1/chat/completions' },
  });
  check(answer, { 'deployment answered': ({ status }) => status === 200 });
}
