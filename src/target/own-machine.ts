import { networkInterfaces } from 'node:os';
import { isWithin } from './allow.ts';
import { parseRange } from './cidr.ts';
import { LOOPBACK } from './special.ts';

/**
 * Whether one of some hosts (addresses, or names as they were written) is this machine: loopback, its name, or an
 * address of one of its interfaces. A container whose port is published here is this machine as well: it has its CPUs.
 */
export function isOnThisMachine(hosts: readonly string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  return hosts.some(
    (host) =>
      host === 'localhost' ||
      host.endsWith('.localhost') ||
      own.includes(host) ||
      (parseRange(host) !== undefined && isWithin(host, LOOPBACK)),
  );
}
