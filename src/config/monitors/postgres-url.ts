/** Whether a connection is encrypted, and what is checked of the certificate, in libpq's words (its SSL support, table 34.1). */
export const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;

/** What a query could lead elsewhere with, or hide a password in: the address itself says it. */
const IN_THE_ADDRESS = ['host', 'hostaddr', 'port', 'user', 'password', 'dbname', 'service', 'passfile'];

const EXPECTED =
  'expected a URL such as postgres://user:password@127.0.0.1:5432/database, in which %2F %40 %23 %3F %3A stand for / @ # ? : of a password';

/** What is wrong with the address of a PostgreSQL server, in words that hold nothing of it; undefined: it is one. Pure. */
export function faultOfPostgresUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isAddress = url && /^postgres(ql)?:$/.test(url.protocol) && /^[\w.:[\]-]+$/.test(url.hostname);
  if (!isAddress || url.username === '' || url.hash !== '' || /[@/]/.test(url.pathname.slice(1))) return EXPECTED;
  const strange = IN_THE_ADDRESS.find((name) => url.searchParams.has(name));
  if (strange !== undefined) return `\`${strange}\` stands in the address itself, not behind its ?`;
  const mode = url.searchParams.get('sslmode');
  return mode === null || (TLS_MODES as readonly string[]).includes(mode)
    ? undefined
    : `\`sslmode\` is one of ${TLS_MODES.join(', ')}`;
}
