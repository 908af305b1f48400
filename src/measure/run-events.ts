import type { RecordLine } from '../capacity/search-lines.ts';
import { messageOf } from '../errors.ts';
import { heeding } from '../host/heeding.ts';
import { runProgram } from '../host/program.ts';
import { endsLoad } from '../metrics/events.ts';
import type { CommandedLine } from '../metrics/lines/lines.ts';
import type { PlannedEvent } from '../plan/events.ts';
import { commandWords } from '../result/events.ts';
import { refusalOf } from '../units/system-error.ts';
import { visible } from '../visible.ts';

/** What events are run with. */
export interface EventsToRun {
  readonly events: readonly PlannedEvent[];
  /** The same without secrets, as the record has them. */
  readonly shown: readonly PlannedEvent[];
  /** Where their commands run, and what these get of the environment. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether moments count from the beginning of the scenario; else, of a plain script, from the engine's start. */
  readonly marked: boolean;
}

/** What they need of the run. */
export interface EventsGiven {
  /** Keeps a line of the record. */
  readonly put: (line: RecordLine) => Promise<void>;
  /** Takes secrets out of a line. */
  readonly redact: (line: RecordLine) => RecordLine;
  readonly say: (text: string) => void;
  /** Seconds by a steady clock since any moment. */
  readonly elapsed: () => number;
}

/** Of what a command writes the last so many characters are kept. */
const KEPT = 2_000;
/** So many are looked at for secrets: one that the bound of what is kept would cut in two is found whole. */
const LOOKED_AT = 100_000;

type How = Omit<CommandedLine, 't' | 's' | 'event'>;

/**
 * Runs the commands of a run's events, each at its moment, and keeps in the record that they began, how they ended and
 * what they wrote. None of them outlives the load, the wish to stop, or loadkit.
 */
export class RunEvents {
  readonly #toRun: EventsToRun;
  readonly #given: EventsGiven;
  readonly #over = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running: Promise<void>[] = [];
  /** When second 0 of the record was. */
  #zero: number | undefined;
  #begun = false;

  constructor(toRun: EventsToRun, given: EventsGiven) {
    this.#toRun = toRun;
    this.#given = given;
  }

  /** Second 0 of the record is now. Only the first call counts. */
  greeted(): void {
    this.#zero ??= this.#given.elapsed();
    if (!this.#toRun.marked) this.#begin(0);
  }

  /** Sees the lines of the record: events count from the mark, and none is run once loadkit ends the load. */
  saw(line: RecordLine | undefined): void {
    if (line?.t === 'mark' && this.#toRun.marked) this.#begin(line.at);
    if (line?.t === 'event' && endsLoad(line)) void this.end();
  }

  /** Ends what still runs, and runs nothing more. */
  async end(): Promise<void> {
    this.#over.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  get #second(): number {
    return Number((this.#given.elapsed() - (this.#zero ?? 0)).toFixed(3));
  }

  #begin(mark: number): void {
    if (this.#begun || this.#over.signal.aborted) return;
    this.#begun = true;
    for (const [index, event] of this.#toRun.events.entries()) {
      const wait = Math.max(0, mark + event.at - this.#second);
      this.#timers.push(setTimeout(() => this.#running.push(this.#run(event, index)), wait * 1000));
    }
  }

  async #run(event: PlannedEvent, index: number): Promise<void> {
    const { put, redact, say } = this.#given;
    const { name, run } = this.#toRun.shown[index] ?? event;
    say(visible(`event ${name}: ${run.join(' ')}`));
    const from = this.#second;
    await put({ t: 'command', s: from, event: index });
    const how = await this.#commanded(event);
    const whole: CommandedLine = { t: 'commanded', s: this.#second, event: index, ...how };
    const line = { ...whole, ...(redact(whole) as CommandedLine) };
    const output = kept(line.output);
    await put({ ...line, output });
    say(`${visible(`event ${name}`)}: ${commandWords({ ...line, output }, line.s - from)}`);
  }

  async #commanded({ run: [file = '', ...args], timeout }: PlannedEvent): Promise<How> {
    const { cwd, env } = this.#toRun;
    const variables = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const program = { file, args, cwd, env: Object.fromEntries(variables), patience: timeout * 1000 };
    try {
      const ran = await heeding(this.#over.signal, () => runProgram(program));
      const { code, signal, stdout, stderr, overdue } = ran;
      const output = [stdout, stderr].map((text) => text.trim()).filter((text) => text !== '');
      return { outcome: overdue ? 'overdue' : 'ended', code, signal, output: output.join('\n').slice(-LOOKED_AT) };
    } catch (error) {
      if (this.#over.signal.aborted) return { outcome: 'stopped', code: null, signal: null, output: '' };
      const output = refusalOf(error)?.what ?? messageOf(error);
      return { outcome: 'not-started', code: null, signal: null, output };
    }
  }
}

/** The last of a text as one line in which nothing acts. */
function kept(text: string): string {
  const last = text.length > KEPT ? `… ${text.slice(-KEPT)}` : text;
  return visible(last.replaceAll(/[\r\n]+/g, ' ⏎ ').replaceAll('\t', ' '));
}
