import { check, group } from 'k6';
import http from 'k6/http';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

const size = new Trend('page_size');
const waiting = new Trend('waiting', true);
const found = new Rate('found');
const pages = new Counter('pages');
const users = new Gauge('users');

export const options = { vus: 2, iterations: 10 };

export default function () {
  group('shop', () => {
    group('home', () => {
      const response = http.get(`${__ENV.TARGET}/`);
      check(response, { 'is 200': (r) => r.status === 200, 'is never 500': (r) => r.status !== 500 });
      size.add(response.body.length, { page: 'home' });
      waiting.add(response.timings.waiting);
      found.add(response.status === 200);
      pages.add(1);
      users.add(__VU);
    });
  });
}
