import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { accepts, unreachable } from '../../src/target/reach.ts';

const url = new URL('https://shop.example:8443/base');
const reason = (errorCode: number, error: string) => unreachable({ errorCode, error }, url)?.message;

test.each([
  [1212, 'dial: connection refused', 'connection refused'],
  [1101, 'lookup: no such host', 'no such host'],
  [1211, 'dial: i/o timeout', 'i/o timeout'],
  [1310, 'x509: unknown authority', 'x509: its certificate is signed by an unknown authority'],
  [1311, 'x509: certificate doesn’t match hostname', 'x509: its certificate is for another host'],
  [1000, 'tls: failed to verify certificate: x509: certificate has expired', 'certificate has expired'],
  [1301, 'tls: first record does not look like a TLS handshake', 'is it http://shop.example:8443?'],
])('%i (%s) would meet the load, too', (code, error, expected) => {
  expect(reason(code, error)).toContain(expected);
});

test.each([
  [0, ''],
  [1415, ''],
  [1503, ''],
  [1000, 'remote error: tls: certificate required'],
  [1000, 'malformed HTTP response'],
  [1220, 'read: connection reset by peer'],
  [1050, 'request timeout'],
])('%i (%s) is an answer: somebody is there', (code, error) => {
  expect(reason(code, error)).toBeUndefined();
});

test('a port that takes connections is told from one that does not', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = String((server.address() as AddressInfo).port);
  expect(await accepts('127.0.0.1', port)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await accepts('127.0.0.1', port)).toBe(false);
});
