/** Slots, and mean service time in seconds. */
export interface SandboxSize {
  readonly slots: number;
  readonly service: number;
}

/**
 * So large that the tier's own rate (50, 200, 500, 1,000 requests per second) is 70-78 % of the highest rate which
 * meets p95 < 200 ms, by `maxRateForQuantile`: the tier passes, and stress finds its limit below 1.5 times its load.
 */
const SIZES = {
  small: { slots: 2, service: 0.025 },
  medium: { slots: 6, service: 0.02 },
  large: { slots: 14, service: 0.02 },
  enterprise: { slots: 29, service: 0.02 },
} satisfies Record<string, SandboxSize>;

/** The size of the sandbox for a tier; undefined for a tier that is not one of the four. */
export function sandboxSize(tier: string): SandboxSize | undefined {
  return Object.hasOwn(SIZES, tier) ? SIZES[tier as keyof typeof SIZES] : undefined;
}
