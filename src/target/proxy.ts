import { UserError } from '../errors.ts';

/** What k6, and a browser that it starts, take as the address of a proxy. */
export const PROXY = /^(https?|all|auto)_proxy$/i;

/**
 * Refuses variables that would send the load through a proxy: what is connected to is then the proxy, and where that
 * sends it nobody here can check. UserError (6).
 */
export function refuseProxies(handed: Readonly<Record<string, string>>): void {
  const names = Object.keys(handed).filter((name) => PROXY.test(name) && handed[name] !== '');
  if (names.length === 0) return;
  throw new UserError(
    names.map((name) => ({
      what: `${name} is handed over: k6 would send its load to that proxy`,
      where: { path: '--env' },
      why: 'where a proxy sends it, the allow-list cannot check',
      next: `leave out ${name} (-e, env: in loadkit.config.yaml); to load a proxy itself, name it as the target`,
    })),
    6,
  );
}
