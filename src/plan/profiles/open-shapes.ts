import type { ProfileOverride } from '../../config/profile/override.ts';
import { MINUTE, RECOVERY, type Segment, type Shape, type TierLoad } from './shape.ts';

/** How far above the tier's rate a spike and the ramp of a breakpoint go. */
const PEAK = 5;
/** Seconds from nothing to the tier's rate. */
const RAMP = 30;
/** A spike is one because it comes and goes faster than anybody can react. */
const SUDDEN = 10;

/** The tier's rate for half an hour (the growth guide: 30 to 60 minutes at the expected load). */
export function load(tier: TierLoad, override: ProfileOverride): Shape {
  const rate = override.rate ?? tier.rate;
  const held: Segment = {
    name: 'load',
    role: 'hold',
    to: rate,
    factor: 1,
    ramp: override.ramp ?? RAMP,
    hold: override.duration ?? 30 * MINUTE,
    counts: true,
  };
  return { kind: 'rate', start: 0, base: rate, segments: [held], recoveryWithin: null };
}

/**
 * The tier's own load, a sudden multiple of it for a minute, and the tier's own load again. The load before shows what
 * the service was like, without which nobody could say that it recovered (k6's guide to spike tests does the same). The
 * verdict rests on the load before and after: the spike is reported, and no failure by itself.
 */
export function spike(tier: TierLoad, override: ProfileOverride): Shape {
  const rate = override.rate ?? tier.rate;
  const peak = override.peak ?? PEAK;
  const back = override.recovery?.factor ?? 1;
  const ramp = override.ramp ?? SUDDEN;
  const before: Segment = {
    name: 'before',
    role: 'hold',
    to: rate,
    factor: 1,
    ramp: RAMP,
    hold: override.before ?? 2 * MINUTE,
    counts: true,
  };
  const high: Segment = {
    name: 'spike',
    role: 'spike',
    to: rate * peak,
    factor: peak,
    ramp,
    hold: override.hold ?? MINUTE,
    counts: false,
  };
  const after: Segment = {
    name: 'recovery',
    role: 'recovery',
    to: rate * back,
    factor: back,
    ramp: override.recovery?.ramp ?? ramp,
    hold: override.recovery?.hold ?? 5 * MINUTE,
    counts: true,
  };
  const segments = before.hold > 0 ? [before, high, after] : [high, after];
  return { kind: 'rate', start: 0, base: rate, segments, recoveryWithin: override.recovery?.within ?? RECOVERY };
}

/**
 * A slow ramp from nothing to a multiple of the tier's rate, which the pipeline ends when a critical limit breaks. It
 * is cut in two where it reaches the tier's rate: the verdict rests on what lies below.
 */
export function breakpoint(tier: TierLoad, override: ProfileOverride): Shape {
  const rate = override.rate ?? tier.rate;
  const peak = override.peak ?? PEAK;
  const duration = override.duration ?? 30 * MINUTE;
  const ramp = (from: number, to: number): Segment => ({
    name: `to ${to}x`,
    role: 'ramp',
    to: rate * to,
    factor: to,
    ramp: (duration * (to - from)) / peak,
    hold: 0,
    counts: to <= 1,
  });
  const segments = peak > 1 ? [ramp(0, 1), ramp(1, peak)] : [ramp(0, peak)];
  return { kind: 'rate', start: 0, base: rate, segments, recoveryWithin: null };
}
