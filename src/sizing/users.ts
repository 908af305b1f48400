import type { CapacityPlan } from '../result/capacity-plan.ts';
import { wholeDown } from '../stats/whole.ts';
import { formatNumber, formatRatio, formatSeconds } from '../units/format.ts';
import { isHeld, measureAbove } from './advice.ts';
import { carryingFor, withSpare } from './deployment/replicas.ts';
import type { Ledger } from './ledger.ts';
import { isProjected, type MeasuredUnit } from './measured/measured-unit.ts';
import type { Sized } from './sized.ts';
import { NOTHING } from './stated.ts';

type Asked = CapacityPlan['asked'][number];

const ASK: Asked = {
  key: 'plan.thinkTime',
  says: 'how long a user pauses in an iteration, which no journey says by think(): gives the users that are carried',
  assumed: null,
};

/** What is asked for where users can be told of no measurement. */
export function askThinkTime(ledger: Ledger, units: readonly MeasuredUnit[]): Asked[] {
  return units.length > 0 && units.every(({ at }) => ledger.value(`${at}_each`) === null) ? [ASK] : [];
}

/**
 * Enters what one user sends: 1 / (R + Z/k) requests per second, by the interactive response time law (E. D. Lazowska
 * et al., "Quantitative System Performance", 1984, 3.4) over one of the k requests of an iteration: R the mean time of
 * a request, Z the think time of an iteration, as stated, else as the journey's think() asks for it. Not known where
 * neither says it.
 */
export function enterUsers(ledger: Ledger, { at, evidence }: MeasuredUnit, stated: number | undefined): void {
  const name = evidence.tier ?? 'the measured deployment';
  const { run, thinkTime, requestsPerIteration } = evidence;
  const words = { says: `think time of a user in an iteration at ${name}`, unit: 'seconds' };
  if (stated !== undefined) ledger.input(`${at}_think`, 'stated', { value: stated }, { ...words, note: ASK.key });
  else {
    const note = thinkTime === null ? `state it: ${ASK.key}` : `think() of the journey, run ${run}`;
    ledger.input(`${at}_think`, 'measured', { value: thinkTime }, { ...words, note });
  }
  ledger.input(
    `${at}_requests`,
    'measured',
    { value: requestsPerIteration },
    { says: `requests of an iteration at ${name}`, unit: 'requests' },
  );
  ledger.computed(
    `${at}_each`,
    { says: `what one user sends at ${name}`, unit: 'requests/s' },
    `1 / (${at}_response + ${at}_think / ${at}_requests)`,
    (n) => 1 / (n[`${at}_response`]! + n[`${at}_think`]! / n[`${at}_requests`]!),
  );
}

/**
 * `Medium supports 50 concurrent users (48 to 53) …; for 100 users deploy 3 replicas`, as an advice with its
 * arithmetic.
 */
export function usersAdvice(sized: Sized): CapacityPlan['advice'] {
  const { ledger, unit, own, tier, balancing } = sized;
  if (!own || unit === null || ledger.value(`${unit.at}_each`) === null) return [];
  const { at, evidence } = unit;
  const users = (end: string, rate: string, says: string) =>
    ledger.computed(`${at}_users${end}`, { says, unit: 'users' }, `floor(${rate} / ${at}_each)`, (n) =>
      wholeDown(n[rate]! / n[`${at}_each`]!),
    );
  const least = users('_least', `${at}_promised`, `users that ${tier.name} was shown to support`);
  const point =
    evidence.value === null ? least : users('', `${at}_capacity`, `users that ${tier.name} supports, estimated`);
  const most = evidence.upper === null ? null : wholeDown(evidence.upper / ledger.value(`${at}_each`)!);
  if (!(ledger.value(point)! > 0)) return [];
  const twice = ledger.computed(
    `${at}_more_users`,
    { says: `twice the users that ${tier.name} supports`, unit: 'users' },
    `2 * ${point}`,
    (n) => 2 * n[point]!,
  );
  const load = ledger.computed(
    `${at}_more_users_planned`,
    { says: 'what they send, with headroom', unit: 'requests/s' },
    `${twice} * ${at}_each * (1 + headroom)`,
    (n) => n[twice]! * n[`${at}_each`]! * (1 + n['headroom']!),
  );
  const count = (id: string | null) => formatNumber(ledger.value(id), 9);
  const about = {
    at: `${at}_more_users`,
    where: `for ${count(twice)} users`,
    projected: isProjected(ledger, unit, load),
  };
  const { carrying } = carryingFor({ ledger, unit, stated: NOTHING, smaller: [], balancing }, { load, ...about });
  const replicas = carrying && withSpare(ledger, about, carrying);
  const range = evidence.value === null || most === null ? '' : ` (${count(least)} to ${formatNumber(most, 9)})`;
  const supports = `${tier.name} supports ${evidence.value === null ? 'at least ' : ''}${count(point)} concurrent users${range}`;
  const requests = ledger.value(`${at}_requests`)!;
  const iteration = requests === 1 ? '' : ` in an iteration of ${formatNumber(requests)} requests`;
  const think = `a think time of ${formatSeconds(ledger.value(`${at}_think`))}${iteration} (${ledger.get(`${at}_think`).note})`;
  const rests = `with ${think} and ${formatSeconds(ledger.value(`${at}_response`))} for each answer`;
  const above = isHeld(evidence) ? `${measureAbove(evidence)}; if that is all, ` : '';
  const more =
    replicas === null ? '' : `; ${above}for ${count(twice)} users deploy ${moreOf(ledger, replicas, about.projected)}`;
  return [
    {
      text: `${supports}, ${rests}${more}`,
      figures: [`${at}_each`, point, ...(replicas ? [load, ...reasonsFor(ledger, about.at)] : [])],
    },
  ];
}

/** What asked for most of the replicas, and those to lose. */
function reasonsFor(ledger: Ledger, at: string): string[] {
  const carrying = ledger.value(`${at}_carrying`);
  const asking = ['separate', 'by_cores', 'pooled'].map((what) => `${at}_${what}`);
  return [...asking.filter((one) => ledger.value(one) === carrying).slice(0, 1), `${at}_with_spare`];
}

function moreOf(ledger: Ledger, replicas: string, projected: boolean): string {
  const [count, failing] = [ledger.value(replicas)!, ledger.value('failures')!];
  const spare = [
    `${formatRatio(ledger.value('headroom'))} of headroom`,
    ...(failing > 0 ? [`${formatNumber(failing)} to lose`] : []),
    ...(projected ? ['projected'] : []),
  ];
  return `${formatNumber(count, 9)} replica${count === 1 ? '' : 's'} (${spare.join(', ')})`;
}

/** A tier whose users and rate contradict what one user sends; told only where one of them is far off. */
const FAR = 1.5;

/** Users and rate of a tier against what one user sends by the think time. */
export function usersContradict({ ledger, id, unit, own, tier }: Sized): string[] {
  const each = unit && own ? ledger.value(`${unit.at}_each`) : null;
  const [rate, users] = [ledger.value(`${id}_rate`), ledger.value(`${id}_sessions`)];
  if (!each || !rate || !users) return [];
  const stated = rate / users;
  if (Math.max(stated / each, each / stated) < FAR) return [];
  return [
    `${tier.name} states ${formatNumber(users, 9)} users at ${formatNumber(rate)} requests/s, so that each sends ${formatNumber(stated)}; by their think time it is ${formatNumber(each)}, and users are counted by that: check the two`,
  ];
}
