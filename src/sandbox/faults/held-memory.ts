/** Taken from the machine at least so much at once: many small buffers would cost more than they hold. */
const CHUNK = 65_536;

/** Memory that is held for nothing: written to, so that it is resident. */
export class HeldMemory {
  readonly #held: Buffer[] = [];
  bytes = 0;

  /** Holds so many bytes, or a chunk less; none is given back. */
  growTo(bytes: number): void {
    const more = Math.floor((bytes - this.bytes) / CHUNK) * CHUNK;
    if (more <= 0) return;
    this.#held.push(Buffer.alloc(more, 1));
    this.bytes += more;
  }
}
