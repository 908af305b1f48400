/**
 * What was counted of a scenario by number in flight, in a stretch of one batch (docs/record.md). Only with the option
 * `census` of `poisson-arrival-rate`; the last three only with its `requests`.
 */
export interface CensusLine {
  readonly t: 'census';
  readonly scenario: string;
  readonly batch: number;
  readonly rate: number;
  /** seconds since the output's start */
  readonly from: number;
  readonly to: number;
  /** at the stretch's start and end */
  readonly inFlight: readonly [number, number];
  readonly arrivals: number;
  readonly dropped: number;
  readonly departures: number;
  /** of the iterations that started: lateness added up, and the largest, seconds */
  readonly late: readonly [number, number];
  readonly at: readonly (readonly [n: number, seconds: number, departures: number])[];
  readonly found: readonly CensusFound[];
  /** start and length of each request, microseconds; starts but the first are differences */
  readonly requests?: readonly number[];
  /** every request that started earlier has been told of */
  readonly complete?: number;
  readonly lost?: number;
}

/** Requests of iterations that found n in flight when they started in a batch, then the bad ones of each objective. */
export type CensusFound = readonly [
  batch: number,
  n: number,
  requests: number,
  seconds: number,
  squares: number,
  ...bad: CensusBad[],
];

/** Bad requests of an objective; with how many of the requests it is about, where these are not all. */
export type CensusBad = number | readonly [bad: number, of: number];
