import { dirname, join } from 'node:path';
import { kernelFile } from './files.ts';
import { readQuota } from './kernel-text.ts';

/** A control group whose quota holds a process, and the cores that it gives to all of the group. */
export interface ProcessQuota {
  readonly group: string;
  readonly cores: number;
}

/**
 * The narrowest CPU quota that holds a process, of its control group or one above it, of version 2 (`cpu.max`) or 1
 * (`cpu.cfs_quota_us`); undefined where there is none, or it is not to be seen from here. `text`: its /proc/PID/cgroup.
 * Source: cgroups(7).
 */
export function processQuota(text: string, groups: string): ProcessQuota | undefined {
  const quotas = groupsOf(text).flatMap(([hierarchy, path]) => {
    const found: ProcessQuota[] = [];
    for (let at = path; ; at = dirname(at)) {
      const group = join(groups, hierarchy, at);
      const cores = quotaIn(group);
      if (cores !== undefined) found.push({ group, cores });
      if (at === dirname(at)) return found;
    }
  });
  return quotas.reduce<ProcessQuota | undefined>(
    (least, one) => (least && least.cores <= one.cores ? least : one),
    undefined,
  );
}

/** The hierarchies in which a CPU quota may hold a process, with its group in each: of lines `2:cpu,cpuacct:/a`, `0::/a`. */
function groupsOf(text: string): [hierarchy: string, path: string][] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    return controllers === '' || controllers.split(',').includes('cpu') ? [[controllers, path]] : [];
  });
}

function quotaIn(group: string): number | undefined {
  const text = (file: string) => kernelFile(join(group, file))?.trim();
  return readQuota(text('cpu.max') ?? `${text('cpu.cfs_quota_us')} ${text('cpu.cfs_period_us')}`);
}
