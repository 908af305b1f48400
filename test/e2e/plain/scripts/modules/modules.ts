import { browse } from './lib/browse.ts';
import type { Options } from 'k6/options';

export const options: Options = { iterations: 3 };

export default function (): void {
  browse(__ENV.TARGET as string);
}
