/** A script's files, of which the first is run. */
export type Files = Readonly<Record<string, string>>;

const HEAD = `import http from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
new Trend('own_trend', true);
new Counter('own_counter');
new Rate('own_rate');
`;
const VISITS = `export function browse() { http.get('http://127.0.0.1:8341/'); }
export async function buy() { http.get('http://127.0.0.1:8341/'); }
`;
const DEFAULT = `export default function () { http.get('http://127.0.0.1:8341/'); }\n`;

/** The ways in which people write the same options. */
export const WRITINGS: Readonly<Record<string, (options: string) => Files>> = {
  literal: (options) => ({ 'main.js': `${HEAD}export const options = ${options};\n${VISITS}${DEFAULT}` }),
  'a variable, exported at the end': (options) => ({
    'main.js': `${HEAD}let options = ${options};\n${VISITS}const main = () => http.get('http://127.0.0.1:8341/');\nexport { options, main as default };\n`,
  }),
  'from another module': (options) => ({
    'main.js': `${HEAD}export { options } from './config/options.js';\nexport * from './lib/visits.js';\nexport { default } from './lib/visits.js';\n`,
    'config/options.js': `export const options = ${options};\n`,
    'lib/visits.js': `import http from 'k6/http';\n${VISITS}${DEFAULT}`,
  }),
  'from JSON': (options) => ({
    'main.js': `${HEAD}export const options = JSON.parse(open('./config/options.json'));\n${VISITS}${DEFAULT}`,
    'config/options.json': options,
  }),
  computed: (options) => ({
    'main.js': `${HEAD}const base = ${options};\nexport const options = { ...base, userAgent: base.userAgent ?? 'drawn' };\n${VISITS}${DEFAULT}`,
  }),
  TypeScript: (options) => ({
    'main.ts': `${HEAD}interface Any { [name: string]: unknown }\nexport const options: Any = ${options} as Any;\n${VISITS}${DEFAULT}`,
  }),
  CommonJS: (options) => ({
    'main.js': `const http = require('k6/http');
const { Counter, Rate, Trend } = require('k6/metrics');
new Trend('own_trend', true); new Counter('own_counter'); new Rate('own_rate');
exports.options = ${options};
exports.browse = function () { http.get('http://127.0.0.1:8341/'); };
exports.buy = async function () { http.get('http://127.0.0.1:8341/'); };
module.exports.default = function () { http.get('http://127.0.0.1:8341/'); };
`,
  }),
  'a getter': (options) => ({
    'main.js': `${HEAD}const own = ${options};\nexport const options = Object.create(null, Object.getOwnPropertyDescriptors(own));\n${VISITS}${DEFAULT}`,
  }),
  'top-level await': (options) => ({
    'main.js': `${HEAD}const own = await Promise.resolve(${options});\nexport const options = own;\n${VISITS}${DEFAULT}`,
  }),
  'no default function': (options) => ({ 'main.js': `${HEAD}export const options = ${options};\n${VISITS}` }),
};
