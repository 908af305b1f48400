import { limitsLoad } from '../../../objectives/severity.ts';
import type { Result } from '../../../result/result.ts';
import { recoveryText } from '../../../stability/recovery.ts';
import { formatNumber, formatRate, formatRatio, formatSeconds, formatSpan } from '../../../units/format.ts';
import { capital } from '../../words.ts';
import { estimateSentences } from './estimates.ts';

type StageResult = Result['stages'][number];

/** What happened in the run, in a sentence or two, as its profile asks; empty where the verdict says it all. Pure. */
export function courseSentence(result: Result): string {
  switch (result.run.profile) {
    case 'load':
    case 'soak':
      return judgedOver(result);
    case 'spike':
      return [duringSpike(result), afterPeak(result)].filter(Boolean).join(' ');
    case 'stress':
    case 'breakpoint':
      return [estimateSentences(result)[0] ?? scaledSentence(result), afterPeak(result)].filter(Boolean).join(' ');
    default:
      return '';
  }
}

/** `Judged over 27 min at 200 requests/s.` */
function judgedOver({ stages }: Result): string {
  const [stage] = stages;
  if (!stage?.load) return '';
  const { kind, to } = stage.load;
  const load = kind === 'rate' ? `at ${formatRate(to)}` : `with ${formatNumber(to)} users`;
  return `Judged over ${formatSpan(stage.to - stage.judgedFrom)} ${load}.`;
}

/** `During the spike (5 × the tier's rate, 1,000 requests/s for 1 min) 12 % of the requests failed, …`. */
function duringSpike({ stages, objectives }: Result): string {
  const spike = stages.find((stage) => stage.role === 'spike');
  if (!spike?.load) return '';
  const height = `${formatNumber(spike.factor)} × the tier's rate, ${formatRate(spike.load.to)}`;
  const what = `the spike (${height} for ${formatSpan(spike.to - spike.judgedFrom)})`;
  if (!spike.valid) return `What happened during ${what} cannot be believed: ${spike.reasons[0]}.`;
  if (spike.requests === 0) return `During ${what} no request was answered.`;
  const critical = objectives.filter(
    (line) => line.stage === spike.name && line.zone === 'critical' && limitsLoad(line),
  );
  const parts = [
    spike.failed === 0 ? 'no request failed' : `${formatRatio(spike.failed / spike.requests)} of the requests failed`,
    spike.dropped ? `${dropped(spike)} of the arrivals found no free user` : '',
    spike.latency.p95 === null ? '' : `p95 was ${formatSeconds(spike.latency.p95)}`,
  ].filter(Boolean);
  const beyond = critical.length > 0 ? `; beyond critical: ${critical.map(({ name }) => name).join(', ')}` : '';
  return `During ${what} ${listed(parts)}${beyond}.`;
}

function dropped({ dropped: lost, scheduled }: StageResult): string {
  return scheduled ? formatRatio((lost ?? 0) / scheduled) : formatNumber(lost);
}

/** What a time-scaled run may say of its peak: that something broke, and not at which load. */
function scaledSentence({ run, verdict, estimates }: Result): string {
  const broke = estimates.breakingPoint;
  if (run.timeScale === 1 || verdict === 'inconclusive' || !broke) return '';
  if (broke.upper === null) return 'Nothing broke in this time-scaled run.';
  return 'A critical limit broke in this time-scaled run; at which load, a run at full length says.';
}

/** Only against a load before that was met can anything be said to have recovered. */
function afterPeak(result: Result): string {
  const before = result.stages.filter(({ role, counts, valid }) => role !== 'recovery' && counts && valid);
  const { recovery } = result;
  if (!recovery || before.some(({ zone }) => zone !== null && zone !== 'met')) return '';
  return `${capital(recoveryText(recovery))}.`;
}

function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
