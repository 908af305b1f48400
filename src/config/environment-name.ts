import * as z from 'zod';
import { quote } from '../input/finding.ts';
import { didYouMean } from '../input/nearest.ts';

/** What kind of place a deployment is. In production a run asks to be told the host. */
const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const;
type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** What people call them. */
const SHORT: Readonly<Record<string, EnvironmentName>> = {
  local: 'development',
  qa: 'test',
  ci: 'test',
  stage: 'staging',
  uat: 'staging',
  preprod: 'staging',
  'pre-production': 'staging',
  preproduction: 'staging',
  live: 'production',
  prd: 'production',
};

/**
 * The environment of a service or of a tier, in any case. What is none of them is refused: a guard rail must not hang
 * on a spelling.
 */
export const EnvironmentKind = z
  .string()
  .meta({ examples: [...ENVIRONMENTS] })
  .transform((text, context) => {
    const word = text.trim().toLowerCase();
    const found = ENVIRONMENTS.find((name) => name === word);
    if (found) return found;
    const meant = SHORT[word] ?? ENVIRONMENTS.find((name) => word.length > 2 && name.startsWith(word));
    context.addIssue({
      code: 'custom',
      message: `${quote(text)} is none of ${ENVIRONMENTS.join(', ')}`,
      params: { next: meant ? `did you mean \`${meant}\`?` : didYouMean(word, ENVIRONMENTS) },
      input: text,
    });
    return z.NEVER;
  });

interface Placed {
  readonly environment?: EnvironmentName | undefined;
}

/**
 * The environment of a tier's deployment: its own, else the service's. A tier cannot take back that the service is in
 * production.
 */
export function environmentOf(service: Placed, tier: Placed): EnvironmentName | undefined {
  return service.environment === 'production' ? 'production' : (tier.environment ?? service.environment);
}
