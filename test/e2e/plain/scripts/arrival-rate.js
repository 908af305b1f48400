import http from 'k6/http';

export const options = {
  scenarios: {
    steady: { executor: 'constant-arrival-rate', rate: 20, timeUnit: '1s', duration: '2s', preAllocatedVUs: 5, maxVUs: 10 },
  },
};

export default function () {
  http.get(`${__ENV.TARGET}/`, { tags: { name: 'home' } });
}
