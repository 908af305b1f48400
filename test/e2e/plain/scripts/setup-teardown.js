import http from 'k6/http';

export const options = { vus: 2, iterations: 4 };

export function setup() {
  const response = http.post(`${__ENV.TARGET}/post`, JSON.stringify({ token: 'from setup' }), {
    headers: { 'Content-Type': 'application/json' },
  });
  return { token: response.json('json.token'), when: [1, 2, 3] };
}

export default function (data) {
  if (data.token !== 'from setup' || data.when.length !== 3) throw new Error(`setup said ${JSON.stringify(data)}`);
  http.get(`${__ENV.TARGET}/`, { headers: { Authorization: data.token } });
}

export function teardown(data) {
  http.get(`${__ENV.TARGET}/teardown?token=${encodeURIComponent(data.token)}`);
}
