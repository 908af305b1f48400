import { check } from 'k6';
import http from 'k6/http';
import { step, target, think } from 'loadkit/k6';

/** What one iteration sends. */
export const requests = 3;

/** `env: [API_KEY]` of the configuration hands it over, where the environment has it. */
const headers = { 'Content-Type': 'application/json', 'X-API-Key': __ENV['API_KEY'] ?? '' };

/**
 * One user of three services, each under its tag. On the sandbox they are three of its paths; on yours write your own, such
 * as POST /v1/chat/completions for the inference, as the guide's example does.
 */
export default function main(): void {
  step('sign in', () => {
    const tags = { name: '/sessions', service: 'gateway' };
    const session = http.post(`${target}/sessions`, JSON.stringify({ user: `user-${__VU}` }), { headers, tags });
    check(session, { 'session created': ({ status }) => status === 201 });
  });
  step('ask', () => {
    const tags = { name: '/search', service: 'inference' };
    const answer = http.get(`${target}/search?q=hello`, { headers, tags });
    check(answer, { 'status is 200': ({ status }) => status === 200 });
  });
  step('look', () => {
    const tags = { name: '/records', service: 'dashboard' };
    const saved = http.post(`${target}/records`, JSON.stringify({ value: { title: 'a view' } }), { headers, tags });
    check(saved, { 'record written': ({ status }) => status === 201 });
  });
  think(1);
}
