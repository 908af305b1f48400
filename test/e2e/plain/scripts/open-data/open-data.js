import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http from 'k6/http';
import { cities } from './lib/cities.js';

const users = new SharedArray('users', () => JSON.parse(open('./data/users.json')));
const rows = new SharedArray('rows', () =>
  open('data/users.csv')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')),
);
const logo = open('./data/logo.bin', 'b');

export const options = { vus: 2, iterations: 6 };

export default function () {
  const user = users[exec.scenario.iterationInTest % users.length];
  if (rows.length !== 2 || logo.byteLength !== 4 || cities[0] !== 'Paris') throw new Error('data is missing');
  http.post(`${__ENV.TARGET}/post`, { user: user.name, file: http.file(logo, 'logo.bin') });
}
