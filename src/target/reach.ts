import { connect } from 'node:net';
import { RunError } from '../errors.ts';

/** What came of a first request, by k6's error codes (lib/netext/httpext/error_codes.go). */
interface Answer {
  readonly errorCode: number;
  readonly error: string;
}

const NO_TLS = 1301;
const CERTIFICATES: Readonly<Record<number, string>> = {
  1310: 'its certificate is signed by an unknown authority, or by itself',
  1311: 'its certificate is for another host',
};

/**
 * Why a target will not answer the load either: nothing listens, its name leads nowhere, its certificate is refused.
 * Undefined where somebody is there, though it answered late, with a TLS alert, in another protocol or with a reset: k6
 * will tell. Pure.
 */
export function unreachable({ errorCode, error }: Answer, url: URL): RunError | undefined {
  const fail = (why: string, next: string) =>
    new RunError({ what: `the target ${url.origin} cannot be reached: ${why}`, next }, 8);
  if (errorCode === NO_TLS) return fail(`${error}: it does not speak TLS`, `is it http://${url.host}?`);
  const certificate =
    CERTIFICATES[errorCode] ?? (/x509|certificate (has expired|is not valid)/.test(error) ? error : undefined);
  if (certificate !== undefined)
    return fail(
      certificate.startsWith('its') ? `x509: ${certificate}` : certificate,
      'trust its authority with SSL_CERT_FILE, or set insecureSkipTLSVerify in the scenario’s options',
    );
  const next = 'start it or check the URL; --no-preflight skips this check';
  if (errorCode === 1212) return fail('connection refused', next);
  if ((errorCode >= 1100 && errorCode < 1110) || (errorCode >= 1210 && errorCode < 1220)) return fail(error, next);
  return undefined;
}

/** Whether another address of the same name may answer: nothing listens at this one. */
export function isUnheard({ errorCode }: Answer): boolean {
  return errorCode >= 1210 && errorCode < 1220;
}

/** Whether no answer came in time: somebody may be there all the same (`accepts`). */
export function isSilent({ errorCode }: Answer): boolean {
  return errorCode === 1050;
}

const ACCEPT_MS = 3_000;

/** Whether something accepts connections at an address. */
export function accepts(address: string, port: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: Number(port) });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(ACCEPT_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
