import * as z from 'zod';
import { UserError } from '../errors.ts';
import { quote } from '../input/finding.ts';

const SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:']);

/** The embedded demonstration service, as a target. */
const SANDBOX = 'sandbox';

/**
 * Reads a target: `sandbox`, or a URL, which loses its trailing slash (journeys append paths). A fault when it is
 * neither.
 */
export function readTarget(text: string): { target: string } | { fault: string; next: string } {
  if (text === SANDBOX) return { target: text };
  const url = urlOf(text);
  if (!url || !SCHEMES.has(url.protocol) || !/^\w+:\/\/\S+$/.test(text)) {
    const other = url && !SCHEMES.has(url.protocol) && text.includes('://') ? url.protocol.slice(0, -1) : undefined;
    return {
      fault: other
        ? `${shown(text)} has the scheme ${quote(other)}, and load goes by http, https, ws or wss`
        : `${shown(text)} is neither a URL nor "${SANDBOX}"`,
      next: `write ${meantBy(text) ?? `http://127.0.0.1:8080, or ${SANDBOX}`}`,
    };
  }
  if (url.search !== '' || url.hash !== '') {
    return {
      fault: `the target ${shown(text)} has a query or fragment, and journeys append paths to it`,
      next: `write ${url.origin}${url.pathname}`,
    };
  }
  return { target: text.replace(/\/+$/, '') };
}

/** A target as it may be printed: who logs in and what is asked for stay out. */
function shown(text: string): string {
  return quote(text.replace(/[^/\s]*@/, '…@').replace(/[?#].*$/s, '?…'));
}

/** A scheme as it is mistyped: letters of it missing or twice, one slash, no colon; in front of what may be a host. */
const MISTYPED = /^(h{0,2}t{1,3}p{1,2}(s?)|(ws)(s?))(?:[:;]?\/{1,3}|:(?!\d))(?=[^/])/i;
const HOST_FIRST = /^[\w.[\]:-]+(?:\/\S*)?$/;

/** The URL that somebody most likely meant; undefined where nothing looks like a host. */
function meantBy(text: string): string | undefined {
  const bare = text.trim().replaceAll('\\', '/');
  const [mistyped = '', , s1 = '', ws = '', s2 = ''] = MISTYPED.exec(bare) ?? [];
  const rest = bare.slice(mistyped.length).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const scheme = `${ws ? 'ws' : 'http'}${s1 || s2 ? 's' : ''}`.toLowerCase();
  return HOST_FIRST.test(rest) && urlOf(`${scheme}://${rest}`) ? `${scheme}://${rest}` : undefined;
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** A target as given on the command line; throws UserError naming the flag. */
export function parseTarget(text: string, flag = '--target'): string {
  const read = readTarget(text);
  if ('fault' in read) throw new UserError({ what: read.fault, where: { path: flag }, next: read.next });
  return read.target;
}

export const Target = z.string().transform((text, context) => {
  const read = readTarget(text);
  if ('target' in read) return read.target;
  context.addIssue({ code: 'custom', message: read.fault, params: { next: read.next }, input: text });
  return z.NEVER;
});

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/i;

/** A host name, an address, or a network (`10.0.0.0/16`) to which load may be sent. */
export const AllowedHost = z.string().transform((text, context) => {
  const fault = allowFault(text);
  if (fault === undefined) return text.toLowerCase();
  context.addIssue(fault);
  return z.NEVER;
});

function allowFault(text: string): string | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const size = addressBits(address!);
  if (prefix === undefined && (size > 0 || (HOST.test(text) && !/^[\d.]+$/.test(text)))) return undefined;
  if (size > 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix!) && Number(prefix) <= size) {
    return Number(prefix) === 0 ? `${quote(text)} allows every address: name the network of the target` : undefined;
  }
  const host = urlOf(text.includes('://') ? text : `http://${text}`)?.hostname;
  const meant =
    host !== undefined && HOST.test(host) && !/^[\d.]+$/.test(host) ? host : 'staging.example.org or 10.0.0.0/16';
  return `${quote(text)} is no host or network: write ${meant}`;
}

/** 32 for an IPv4 address, 128 for an IPv6 address, 0 for neither. */
function addressBits(text: string): number {
  const parts = text.split('.');
  if (parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return 32;
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && urlOf(`http://[${text}]`) ? 128 : 0;
}
