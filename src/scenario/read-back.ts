import { Rate } from 'k6/metrics';
import { equalAsJson } from './equal-as-json.ts';

const intact = new Rate('read_back');

/**
 * The integrity check: was what we wrote what we read? Compares the two as JSON (the order of keys does not matter) and
 * records the answer in the rate `read_back{label:<label>}`, which loadkit expects to stay at 1. Call it only when both
 * requests succeeded: a refused write is an error, not corrupted data.
 *
 * @example
 * if (post.status === 201 && get.status === 200) readBack('record', record, get.json());
 */
export function readBack(label: string, written: unknown, read: unknown): boolean {
  const same = equalAsJson(written, read);
  intact.add(same, { label });
  return same;
}
