import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A control group that gives its processes so many cores of CPU time, in periods of 100 ms, as Kubernetes does. */
export interface Quota {
  /** The file that takes the id of a process. */
  readonly processes: string;
  /** Removes the group; its processes must have ended. */
  remove(): Promise<void>;
}

const ROOT = '/sys/fs/cgroup';
const PERIOD = 100_000;

/** Where this machine lets control groups with a CPU quota be made: version 2, or the `cpu` hierarchy of version 1. */
function hierarchy(): { readonly folder: string; readonly version: 1 | 2 } | undefined {
  const controllers = join(ROOT, 'cgroup.controllers');
  if (existsSync(controllers) && /\bcpu\b/.test(readFileSync(controllers, 'utf8'))) return { folder: ROOT, version: 2 };
  if (existsSync(join(ROOT, 'cpu', 'cpu.cfs_quota_us'))) return { folder: join(ROOT, 'cpu'), version: 1 };
  return undefined;
}

/** Which kind of control group is used; undefined: none can be made here. */
export function quotaKind(): string | undefined {
  const found = hierarchy();
  if (!found) return undefined;
  const probe = join(found.folder, `loadkit-probe-${process.pid}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
  } catch {
    return undefined;
  }
  return `cgroup v${found.version}`;
}

/** Makes a control group of so many cores. */
export function makeQuota(cores: number): Quota {
  const found = hierarchy();
  if (!found) throw new Error('no control group with a CPU quota can be made here');
  const { folder, version } = found;
  // Always of the same name, so that what a killed test leaves behind is used again.
  const group = join(folder, 'loadkit-stacks');
  if (version === 2) writeFileSync(join(folder, 'cgroup.subtree_control'), '+cpu');
  mkdirSync(group, { recursive: true });
  const quota = Math.round(cores * PERIOD);
  if (version === 2) writeFileSync(join(group, 'cpu.max'), `${quota} ${PERIOD}`);
  else {
    writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD));
    writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
  }
  return {
    processes: join(group, 'cgroup.procs'),
    async remove() {
      // The last of its processes may still be on its way out.
      for (let i = 0; existsSync(group); i++) {
        try {
          rmdirSync(group);
        } catch (error) {
          if (i === 50) throw error;
          await pause(100);
        }
      }
    },
  };
}
