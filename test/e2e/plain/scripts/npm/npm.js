import http from 'k6/http';
import { greet } from 'tiny-greeting';

export const options = { iterations: 2 };

export default function () {
  http.post(`${__ENV.TARGET}/post`, greet('k6'));
}
