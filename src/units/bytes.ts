const SIZE = /^(\d+(?:\.\d+)?) ?(B|kB|KB|MB|GB|TB|Ki|Mi|Gi|Ti|KiB|MiB|GiB|TiB)$/;
const POWERS: Record<string, number> = { k: 1, K: 1, M: 2, G: 3, T: 4 };

/** Parses `2 GB`, `128Mi`, `512 KiB` into bytes (GB = 10⁹, Gi = 2³⁰); undefined when it is no size. */
export function parseBytes(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (!match) return undefined;
  const unit = match[2]!;
  const base = unit.includes('i') ? 1024 : 1000;
  return Number(match[1]) * base ** (POWERS[unit[0]!] ?? 0);
}
