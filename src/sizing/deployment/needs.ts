import { wholeUp } from '../../stats/whole.ts';

/**
 * Cores that a rate needs: rate × processor time of a request / utilisation target. Rate in requests per second, time
 * in seconds **of a processor** (waiting for a database uses none), target a ratio above 0. Not rounded: cores may be
 * parts. Source: the growth guide, "Capacity Planning Guide", cpu_needed; it is the utilisation law U = λD solved for
 * the number of processors (D. Menascé et al., "Performance by Design", 3.2). Throws RangeError.
 */
export function cpuNeeded(rate: number, processingTime: number, utilisationTarget: number): number {
  requireAmount('rate', rate);
  requireAmount('processing time', processingTime);
  if (!(utilisationTarget > 0 && utilisationTarget <= 1))
    throw new RangeError(`the utilisation target lies above 0 and is 1 at most, got ${utilisationTarget}`);
  return (rate * processingTime) / utilisationTarget;
}

/**
 * Memory that requests in flight need: concurrent × memory of a request + base, in bytes. `concurrent` by Little's law
 * is rate × response time, at the peak. Source: the growth guide, memory_needed. Throws RangeError.
 */
export function memoryNeeded(concurrent: number, memoryPerRequest: number, base: number): number {
  requireAmount('concurrent', concurrent);
  requireAmount('memory per request', memoryPerRequest);
  requireAmount('base', base);
  return concurrent * memoryPerRequest + base;
}

/**
 * GPUs that replicas of a model need: ceil(model memory / GPU memory) × replicas; both memories in one unit. A model
 * that is split over GPUs needs more than its parts (activations, caches): take the memory it really occupies. Source:
 * the growth guide, gpus_needed. Throws RangeError.
 */
export function gpusNeeded(modelMemory: number, gpuMemory: number, replicas: number): number {
  requireAmount('model memory', modelMemory);
  if (!(gpuMemory > 0)) throw new RangeError(`the GPU memory lies above 0, got ${gpuMemory}`);
  if (!Number.isInteger(replicas) || replicas < 0) throw new RangeError(`replicas are whole, got ${replicas}`);
  return wholeUp(modelMemory / gpuMemory) * replicas;
}

function requireAmount(name: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`${name} is a number of 0 or more, got ${value}`);
}
