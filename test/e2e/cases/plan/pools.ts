import { MEDIUM, type PlanCase, SCALED } from './case.ts';

const ofProcesses = (text: string) =>
  text.replace('overflow: 10', 'overflow: 10, of: process').replace('cpu: 2', 'cpu: 2, workers: 4');

const CASES: readonly PlanCase[] = [
  {
    is: 'a pool without a bound (Go): what is in use against what the server takes',
    of: 'pool-per-process',
    files: { [MEDIUM]: (text) => text.replace('pool: 5, overflow: 10', 'maxConnections: 90') },
    code: 0,
    says: [
      'but 88.9 % in use at the peak, at most 80 %; medium states no pool, and without one a slow query opens more',
    ],
  },
  {
    is: 'nobody says whose it is: nothing is concluded',
    of: 'pool-per-process',
    code: 0,
    says: ['130 in all', 'medium does not state whose the pool is (database.of: process, replica or deployment)'],
    never: ['130 + 10', '1,600 %'],
  },
  {
    is: 'of each process',
    of: 'pool-per-process',
    files: { [MEDIUM]: ofProcesses },
    code: 0,
    // 200/s × 0.4 s are 80 of 16 × 5; 260/s ask for 130 of 16 pools: 9 each.
    says: ['100 % no', '16 × (9 + 10)', 'Its 20 replicas may open 1,200 connections: 5 + 10 in each of 4 processes.'],
    never: ['130 + 10', '130 in all'],
  },
  {
    is: 'of each process, and nobody says how many there are',
    of: 'pool-per-process',
    files: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: process') },
    code: 0,
    says: ['medium does not state the processes of a replica (api.workers), each of which has a pool'],
    never: [/\b130\b/],
  },
  {
    is: 'of each replica',
    of: 'pool-per-process',
    files: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: replica') },
    code: 5,
    says: ['400 % no', '4 × (33 + 10)', '300 connections: 5 + 10 each.'],
  },
  {
    is: 'of the deployment, as it is told',
    of: 'pool-per-process',
    files: { [MEDIUM]: (text) => text.replace('overflow: 10', 'overflow: 10, of: deployment') },
    code: 5,
    says: ['1,600 % no', '130 + 10'],
  },
  {
    is: 'against what the server takes: as stated, as recommended, and under the autoscaler',
    of: 'pool-per-process',
    files: { [MEDIUM]: (text) => ofProcesses(text).replace('of: process', 'of: process, maxConnections: 200') },
    code: 0,
    says: [
      'Medium as stated may open 240 connections, and the server takes 200',
      'Medium as recommended may open 304 connections, and the server takes 200',
      '20 replicas may open 1,200 connections, and the server takes 200',
    ],
  },
];

/** Whose pool is it? SQLAlchemy's 5 + 10 on 4 replicas. */
export const POOLS = CASES.map((one) => ({ ...SCALED, ...one }));
