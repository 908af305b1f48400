import { formatNumber, formatRate } from '../../units/format.ts';

export const percentText = (ratio: number) => `${formatNumber(ratio * 100, 3)} %`;
/** As a manifest can hold it, never more than the ratio. */
export const wholePercent = (ratio: number) => `${formatNumber(Math.floor(ratio * 100 + 1e-9), 3)} %`;
export const countText = (value: number) => formatNumber(value, 9);
export const rateText = (value: number) => formatRate(value);
export const replicasOf = (value: number) => `${countText(value)} ${value === 1 ? 'replica' : 'replicas'}`;
export const coresOf = (value: number) => `${formatNumber(value)} ${value === 1 ? 'core' : 'cores'}`;
