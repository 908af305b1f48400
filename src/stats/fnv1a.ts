/**
 * The check sum FNV-1a of 32 bits of bytes, or of a text's UTF-8, as eight hexadecimal digits. Source: G. Fowler, L. C.
 * Noll, K.-P. Vo, http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fnv1a(of: string | Uint8Array): string {
  const bytes = typeof of === 'string' ? new TextEncoder().encode(of) : of;
  return bytes
    .reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)
    .toString(16)
    .padStart(8, '0');
}
