import type { Case } from './case.ts';

/** Services that break in a way that hides. */
export const FAULTS: readonly Case[] = [
  {
    is: 'the target answers nothing any more, half-way through a smoke run',
    script: 'smoke',
    args: ['--target', 'http://127.0.0.1:8341', '--time-scale', '0.1'],
    service: { silentAfter: 5 },
    k6: null,
    code: [3, 5],
    never: [/Meets/, /No request failed/],
  },
  ...[5, 20].map(
    (kilobytes): Case => ({
      is: `every iteration throws a message that holds a page of ${kilobytes} kB`,
      script: 'faults/page-in-message.js',
      env: { KB: String(kilobytes) },
      args: ['-e', 'KB'],
      k6: 0,
      code: [3],
      verdict: ['critical'],
      headline: /exception/,
      says: [/script exception: 20 times/, /page-in-message\.js:5:\d+/],
      asked: [20, 20],
      junit: { errors: 0 },
    }),
  ),
  {
    is: 'a redirect loop without end: no answer was a success',
    script: 'faults/redirect-loop.js',
    k6: 0,
    code: [3, 5],
    says: [/redirect|point(ed|s) elsewhere/i],
    never: [/Meets/],
  },
  {
    is: 'requests fail whose path has 100 kB',
    script: 'faults/long-path.js',
    k6: 0,
    code: [3],
    verdict: ['critical'],
    headline: /^.{1,300}$/,
    says: [/status 500: 6 times/],
    never: [/(a{30,}\s+){50}/],
    asked: [6, 6],
  },
];
