import { check } from 'k6';
import http from 'k6/http';
import { readBack, step, target, think } from 'loadkit/k6';

/** What one iteration sends: a session, a search, a record written and the same record read. */
export const requests = 4;

const words = ['load', 'capacity', 'latency', 'queue'];
const json = { 'Content-Type': 'application/json' };

/** One user of the demonstration service: signs in, searches, saves a record and looks at it again. */
export default function main(): void {
  step('create session', () => {
    const session = http.post(`${target}/sessions`, JSON.stringify({ user: `user-${__VU}` }), {
      headers: json,
      tags: { name: '/sessions' },
    });
    check(session, { 'session created': ({ status }) => status === 201 });
  });
  step('search', () => {
    const found = http.get(`${target}/search?q=${words[__ITER % words.length]}`, { tags: { name: '/search' } });
    check(found, { 'search answered': ({ status }) => status === 200 });
  });
  step('save and read', saveAndRead);
  think(1);
}

/** Corrupted data would show here first: under load a record must still be read as it was written. */
function saveAndRead(): void {
  const value = { title: `record ${__VU}-${__ITER}`, amount: __ITER, tags: ['load', 'kit'] };
  const written = http.post(`${target}/records`, JSON.stringify({ value }), {
    headers: json,
    tags: { name: '/records' },
  });
  if (!check(written, { 'record written': ({ status }) => status === 201 })) return;
  const read = http.get(`${target}/records/${written.json('id')}`, { tags: { name: '/records/{id}' } });
  if (!check(read, { 'record read': ({ status }) => status === 200 })) return;
  readBack('record', value, read.json('value'));
}
