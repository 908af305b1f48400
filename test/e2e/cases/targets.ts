import { type Case, HEALTHY, REFUSED } from './case.ts';
import { AUTHORITY } from './service.ts';

/** Scripts that k6 runs, against what and with what surrounds them. */
export const TARGETS: readonly Case[] = [
  {
    is: 'insecureSkipTLSVerify against a certificate that nobody signed: it runs, and that is said',
    script: 'self-signed/self-signed.js',
    k6: 0,
    ...HEALTHY,
    says: [/certificate|insecureSkipTLSVerify/i, /http_req_duration\{proto:HTTP\/2\.0\}/],
    asked: [5, 5],
  },
  { is: 'gRPC without TLS', script: 'grpc/orders.js', k6: 0, ...HEALTHY, says: [/grpc_req_duration p\(95\)<300/] },
  {
    is: 'gRPC with TLS, thresholds on its tags',
    script: 'grpc/tls.js',
    env: { SSL_CERT_FILE: AUTHORITY },
    k6: 0,
    ...HEALTHY,
    says: [/\{method:Place\}/, /\{service:Orders\}/],
    never: [/no data +grpc/],
  },
  { is: 'the base address from a JSON file', script: 'address-in-json/main.js', k6: 0, code: [0, 9], asked: [10, 10] },
  {
    is: 'K6_* variables that CI sets: what is ignored is named',
    script: 'no-options/plain.js',
    env: { K6_VUS: '3', K6_DURATION: '2s' },
    k6: 0,
    code: [0],
    says: [/K6_VUS/, /K6_DURATION/],
  },
  {
    is: 'k6’s own flags: they work, or it is said where load is written',
    script: 'no-options/plain.js',
    args: ['--vus', '3', '--duration', '2s'],
    k6: 0,
    code: [0, 2],
    says: [/\bvus\b/],
    never: [/^loadkit: unknown option '--vus'$/],
  },
  {
    is: 'variables that are not handed over are named, and how to',
    script: 'variables/env.js',
    env: { RATE: '5', DURATION: '2s', TEST_USER: 'tester' },
    k6: 0,
    ...REFUSED,
    says: [/\bRATE\b/, /\bDURATION\b/, /-e\b/],
  },
  {
    is: 'an XML namespace is no host that gets load',
    script: 'names-in-bodies/soap.js',
    k6: 0,
    ...HEALTHY,
    asked: [4, 4],
  },
  { is: 'addresses in bodies get no load', script: 'names-in-bodies/names.js', k6: 0, ...HEALTHY, asked: [12, 12] },
  { is: '`hosts` pins a name to loopback', script: 'pinned-hosts/hosts.js', k6: 0, ...HEALTHY, asked: [5, 5] },
  {
    is: 'an npm package with a `browser` field',
    script: 'browser-field/imports.js',
    k6: null,
    ...HEALTHY,
    asked: [2, 2],
  },
  {
    is: 'an extension that the engine has not is refused',
    script: 'extension/hello.js',
    k6: 107,
    ...REFUSED,
    says: [/k6\/x\/hello/],
  },
];
