import { type Problem, UserError } from '../../errors.ts';
import { quote } from '../../input/finding.ts';
import { looksLikeLoad, sameQuantity, sameUnit, secondsCounted, WRITE_LOAD } from './names.ts';
import { type GrowthRate, readGrowthRate } from './rate.ts';
import type { GrowthSection } from './section.ts';

const WHERE = { path: '--growth' };
const EXAMPLE = 'write it as requests=15%/month,users=10%/month,data=5%/month';

/** Reads `requests=15%/month,users=10%/month`, the value of `--growth`: rates by quantity. Throws UserError. */
export function parseGrowthFlag(text: string): ReadonlyMap<string, GrowthRate> {
  const rates = new Map<string, GrowthRate>();
  const problems: Problem[] = [];
  const wrong = (what: string, next = EXAMPLE) => problems.push({ what, where: WHERE, next });
  for (const part of text.split(',')) {
    const [, name, written] = /^\s*([A-Za-z][A-Za-z0-9 _./-]*?)\s*=(.*)$/.exec(part) ?? [];
    if (name === undefined || written === undefined) {
      wrong(part.trim() === '' ? 'an entry is empty' : `${quote(part.trim())} is no quantity with its growth`);
      continue;
    }
    const rate = readGrowthRate(written);
    if ('fault' in rate) wrong(`${name}: ${rate.fault}`, rate.next);
    else if ([...rates.keys()].some((other) => sameQuantity(other, name)))
      wrong(`${name} is said twice`, 'say it once');
    else rates.set(name, rate);
  }
  if (problems.length > 0) throw new UserError(problems);
  return rates;
}

/**
 * The configuration's growth with the rates of `--growth` laid over it: a rate takes the place of whatever else is said
 * of the same thing, from the same `now`. Throws UserError where requests counted by a time have no `now` to grow from,
 * and for a name that may mean the load.
 */
export function withRates(growth: GrowthSection, rates: ReadonlyMap<string, GrowthRate>): GrowthSection {
  const merged: GrowthSection = { ...growth };
  for (const [name, rate] of rates) {
    const own = Object.keys(growth).find((other) => sameUnit(other, name));
    if (own === undefined && looksLikeLoad(name))
      throw new UserError({
        what: `${quote(name)} may mean the load, in no unit that is known`,
        where: WHERE,
        next: WRITE_LOAD,
      });
    for (const other of Object.keys(merged)) if (sameQuantity(other, name)) delete merged[other];
    const { now, since, unit, peak } = own === undefined ? {} : growth[own]!;
    if (now === undefined && secondsCounted(name) !== undefined)
      throw new UserError({
        what: `nothing says how many ${name} there are now`,
        where: WHERE,
        next: `let requests grow, which begin at the rate of the tier, or write \`now\` under growth["${name}"] in loadkit.config.yaml`,
      });
    merged[own ?? name] = {
      rate,
      ...(now === undefined ? {} : { now }),
      ...(since === undefined ? {} : { since }),
      ...(unit === undefined ? {} : { unit }),
      ...(peak === undefined ? {} : { peak }),
    };
  }
  return merged;
}
