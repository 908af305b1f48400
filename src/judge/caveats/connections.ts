import { BLOCKED } from '../../metrics/events.ts';
import type { Timeline } from '../../metrics/timeline/timeline.ts';
import type { Plan } from '../../plan/plan.ts';
import { UNNAMED_TARGET } from '../../result/unnamed-target.ts';
import type { Caveat } from '../../result/vocabulary.ts';

/** Certificates were taken as they came: a wrong one, too, which a user's client would refuse. */
export function unverified({ plan }: { readonly plan: Plan }): Caveat | undefined {
  if (plan.insecure !== true) return undefined;
  return { code: 'insecure', text: 'certificates were not verified: the script sets insecureSkipTLSVerify' };
}

/** Requests that loadkit itself kept from being sent count as failed, which is not the service's fault. */
export function blockedHosts({ timeline }: { readonly timeline: Timeline }): Caveat | undefined {
  const blocked = timeline.events.filter(({ kind }) => kind === BLOCKED);
  if (blocked.length === 0) return undefined;
  return {
    code: 'blocked',
    text: `some requests were not sent, and count as failed: ${blocked.map(({ text }) => text).join(', ')} is neither this machine nor on the allow-list (safety.allow)`,
  };
}

/** The target of a run: as it was named, else whom the requests that were kept asked, as far as they tell. */
export function connectedTo(target: string, { exemplars }: Timeline): string {
  if (target !== UNNAMED_TARGET) return target;
  const origins = exemplars.flatMap(({ url }) => (URL.canParse(url) ? [new URL(url).origin] : []));
  return [...new Set(origins)].sort().join(', ') || target;
}
