import { executorsOf } from './executors.ts';

/**
 * The highest iteration rate (per second) that the arrival-rate executors of a plain script's options may reach
 * together; 0 when it has none. Pure.
 */
export function scriptRate(options: Readonly<Record<string, unknown>>): number {
  return executorsOf(options).reduce((sum, { peak }) => sum + peak, 0);
}
