/** What a mark can say: a zone, that nothing is known, or that it was not judged. */
export type Sign = 'met' | 'degraded' | 'critical' | 'no-data' | 'inconclusive';

const SHAPES: Record<Sign, string> = {
  met: '<circle class="f" cx="8" cy="8" r="7"/><path class="k" d="M4.6 8.3l2.3 2.4 4.5-5"/>',
  degraded: '<path class="f" d="M8 1.1L15.4 14.4H.6z"/><path class="k" d="M8 5.8v4M8 12v.3"/>',
  critical:
    '<rect class="f" x="1.4" y="1.4" width="13.2" height="13.2"/><path class="k" d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>',
  'no-data': '<circle class="h" cx="8" cy="8" r="6.4"/>',
  inconclusive: '<path class="o" d="M8 .9L15.1 8 8 15.1.9 8z"/><path class="m" d="M5 8h6"/>',
};

/**
 * The symbol of a zone as SVG: a disc with a tick, a triangle, a square with a cross, a dashed ring, a hollow diamond.
 */
export function symbol(sign: Sign, size = 16): string {
  return `<svg class="sym z-${sign}" width="${size}" height="${size}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[sign]}</svg>`;
}

/** The same as a picture of its own, 16 by 16, which no page styles. */
export function symbolPicture(sign: Sign, style: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><style>${style}</style>${SHAPES[sign]}</svg>`;
}
