import http from 'k6/http';
import { Counter } from 'k6/metrics';

const orders = new Counter('orders');

export const options = {
  iterations: 5,
  thresholds: {
    'http_req_duration{name:home}': ['p(95)<2000', { threshold: 'max<5000', abortOnFail: false }],
    'http_reqs{name:missing}': ['count==5'],
    orders: ['count>=5'],
    checks: ['rate>0.9'],
  },
};

export default function () {
  http.get(`${__ENV.TARGET}/`, { tags: { name: 'home' } });
  http.get(`${__ENV.TARGET}/status/404`, { tags: { name: 'missing' } });
  orders.add(1);
}
