import { check, sleep } from 'k6';
import http from 'k6/http';

export const options = { vus: 3, duration: '2s', tags: { team: 'checkout' } };

export default function () {
  const response = http.get(`${__ENV.TARGET}/`, { tags: { name: 'home' } });
  check(response, { 'is 200': (r) => r.status === 200 });
  sleep(0.2);
}
