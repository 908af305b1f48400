import { formatBytes, formatNumber, formatRatio, formatSeconds } from './format.ts';

/** Units whose number needs no word beside it. */
const BARE: readonly string[] = ['factor', 'count', 'none'];
/** What is counted is shown in full. */
const COUNTED: readonly string[] = ['replicas', 'connections', 'pools', 'processes', 'workers', 'GPUs', 'users'];
const SINGULAR: Readonly<Record<string, string>> = {
  replicas: 'replica',
  connections: 'connection',
  pools: 'pool',
  processes: 'process',
  workers: 'worker',
  GPUs: 'GPU',
  cores: 'core',
  months: 'month',
  users: 'user',
  'requests/s': 'request/s',
};

/** A number in the unit of a figure: `260 requests/s`, `4 GB`, `30 %`, `3 replicas`. */
export function quantityText(value: number | null, unit: string): string {
  if (value === null) return '–';
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'bytes/s') return `${formatBytes(value)}/s`;
  if (unit === 'seconds') return formatSeconds(value);
  if (unit === 'ratio') return formatRatio(value);
  const number = formatNumber(value, COUNTED.includes(unit) && Number.isInteger(value) ? 9 : 3);
  if (BARE.includes(unit)) return number;
  return `${number} ${number === '1' ? (SINGULAR[unit] ?? unit) : unit}`;
}
