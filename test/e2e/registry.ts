import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A package as a registry offers it. */
export interface Offer {
  readonly manifest: { readonly name: string; readonly version: string };
  /** Its tarball; without one the registry knows the manifest only, and a download fails. */
  readonly tarball?: string;
}

/** An npm registry on 127.0.0.1 that knows only what it is told to offer; asked for anything else it answers 404. */
export interface Registry {
  readonly url: string;
  offer(offers: readonly Offer[]): void;
  /** The names of the packages whose tarballs were asked for, in order. */
  readonly asked: readonly string[];
  close(): void;
}

export async function startRegistry(): Promise<Registry> {
  const asked: string[] = [];
  let offers: readonly Offer[] = [];
  const server = createServer((request, response) => {
    const address = decodeURIComponent(request.url ?? '').slice(1);
    const name = address.replace(/\.tgz$/, '');
    if (name !== address) asked.push(name);
    const offer = offers.find(({ manifest }) => manifest.name === name);
    if (!offer || (name !== address && !offer.tarball)) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    } else if (name !== address) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(offer.tarball!));
    } else {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument(offer, url)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    offer: (now) => {
      offers = now;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function packument({ manifest, tarball }: Offer, url: string): unknown {
  const { name, version } = manifest;
  const integrity = tarball && `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: `${url}/${name}.tgz`, integrity };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
