import exec from 'k6/execution';
import http from 'k6/http';

export const options = {
  scenarios: {
    readers: { executor: 'per-vu-iterations', exec: 'read', vus: 2, iterations: 5, tags: { kind: 'read' } },
    writers: { executor: 'shared-iterations', exec: 'write', vus: 1, iterations: 4, startTime: '500ms', env: { SIZE: '3' } },
  },
};

export function read() {
  http.get(`${__ENV.TARGET}/`, { tags: { name: 'read' } });
}

export function write() {
  if (exec.scenario.name !== 'writers') throw new Error(`in ${exec.scenario.name}`);
  http.post(`${__ENV.TARGET}/post`, 'x'.repeat(Number(__ENV.SIZE)), { tags: { name: 'write' } });
}
