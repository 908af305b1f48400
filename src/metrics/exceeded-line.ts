/** A request came that the ceiling on what is sent held back: so many came within so long, seconds. */
export interface ExceededLine {
  readonly t: 'exceeded';
  readonly s: number;
  readonly requests: number;
  readonly within: number;
}
