/** One line of the matrix of reliability. Texts are parts of a table: no `|`. */
export interface MatrixLine {
  readonly number: string;
  /** What was tried. */
  readonly tried: string;
  /** What holds then. */
  readonly promised: string;
  /** What of it is not covered, in all honesty. */
  readonly short?: string;
}

export interface Section {
  readonly title: string;
  readonly lines: readonly MatrixLine[];
}

function line(number: string, tried: string, promised: string, short?: string): MatrixLine {
  return { number, tried, promised, ...(short === undefined ? {} : { short }) };
}

/** What loadkit must survive, section by section. Numbers that are missing do not exist. */
export const MATRIX: readonly Section[] = [
  {
    title: 'Process life',
    lines: [
      line('B-01', 'Ctrl-C in mid-run', 'k6 gets one SIGINT, teardown() runs, the partial report is written; exit 130'),
      line('B-03', 'SIGTERM, as CI cancels', 'the same; exit 143'),
      line('B-04', 'SIGHUP: the terminal is closed', 'the same as SIGTERM: the run is saved'),
      line('B-07', 'SIGTERM while k6 still reads the script', 'no load was sent, and it says so; exit 143'),
      line('B-08', 'k6 does not end', 'it is asked, then killed; exit 7, what was measured is kept'),
      line('B-09', 'k6 is frozen for seconds', 'the gap stands in the result: inconclusive, nothing is smoothed'),
      line('B-10', 'two runs at once in one project', 'two folders, two numbers, no file and no port shared'),
      line(
        'B-11',
        'the reader of stdout goes away (head -1)',
        'the run goes on, its files are complete, no stack is printed',
      ),
      line('B-12', 'no terminal, TERM=dumb, a narrow window', 'plain lines, no question is asked'),
    ],
  },
  {
    title: 'What k6 comes to',
    lines: [
      line('B-13', 'no engine, no Go, no k6', 'exit 7 with what to install; nothing is written'),
      line('B-14', 'a k6 of another major version', 'exit 7 names both; `--allow-k6-version` stands in the record'),
      line('B-15', 'an engine that prints nothing, or garbage, and exits 0', 'exit 5 or 7, never a pass'),
      line(
        'B-16',
        'every exit code of k6, and deaths by signals',
        'the documented meaning, and the exit code that follows',
      ),
      line('B-17', 'a syntax error', 'exit 2 with the line and column of the source, not of the bundle'),
      line('B-18', 'a script that throws in every iteration', 'exit 3, the errors with the lines of the TypeScript'),
      line('B-19', 'an option that k6 does not know', 'exit 2, with the option that was meant'),
      line('B-20', 'a threshold on a metric that is not there', 'exit 2 before any load, or no data: never a pass'),
      line('B-22', 'the open rate was not reached', 'inconclusive with what to change, or the dropped count as bad'),
      line('B-24', 'an import from the network, or of an extension that the engine lacks', 'exit 2 when it is bundled'),
      line(
        'B-25',
        '10,000 failing checks a second, a flood of console.log',
        'the log is cut with a count, the disk bounded',
      ),
    ],
  },
  {
    title: 'Target and network',
    lines: [
      line('B-26', 'nothing listens', 'exit 8 before the load; with `--no-preflight` at the end'),
      line(
        'B-27',
        'the target dies half-way and comes back',
        'the errors stand in their seconds and are no fast successes',
      ),
      line(
        'B-28',
        'the name leads nowhere',
        'exit 8 with the host and the resolver’s words',
        'a resolver that is silent',
      ),
      line(
        'B-29',
        'a certificate that is self-signed, expired, or another host’s',
        'exit 8 with the reason; insecureSkipTLSVerify is told in the report',
      ),
      line(
        'B-30',
        'fast 5xx answers',
        'latency counts successes and says how many; the errors break their objective: exit 3',
      ),
      line(
        'B-31',
        'a slow body, a reset in mid-body, an empty one, a wrong length, 100 MB',
        'each has its kind of error; loadkit’s memory is bounded',
        'the memory of k6, which holds whole bodies unless `discardResponseBodies` is set',
      ),
      line(
        'B-32',
        'endless redirects; a redirect to a host that is not allowed',
        'told, counted as bad; nothing is sent there',
      ),
      line('B-33', '429 with Retry-After', '“rate-limited by the target”; no capacity is claimed of it'),
    ],
  },
  {
    title: 'Guard rails',
    lines: [
      line('B-36', 'a name leads elsewhere in mid-run', 'the load stays at the address that was checked'),
      line('B-37', '`environment: production` without `--production HOST`', 'exit 6, and no question'),
      line(
        'B-38',
        'a plan above maxRate, maxVUs or maxDuration',
        'exit 6 with the policy’s line; no script and no variable raises it',
      ),
      line('B-39', 'metadata addresses, private networks', 'refused, for load and monitors, unless they are listed'),
    ],
  },
  {
    title: 'Monitors',
    lines: [
      line(
        'B-40',
        'a page that refuses, hangs, breaks off, is none, or is not there',
        'a gap with its reason; no number',
      ),
      line('B-41', 'a reading that takes longer than its interval', 'the next are gaps, counted; nothing piles up'),
      line('B-42', 'histograms with several label sets', 'buckets are kept apart for each'),
      line('B-45', 'a page without end', 'no more than 16 MB are read, and the gap says so'),
      line(
        'B-46',
        'PostgreSQL: a wrong password, no pg_stat_statements, a reset, a restart, statement_timeout',
        'each a gap that names it; the password in no text; the session only reads, as `application_name=loadkit`',
      ),
      line(
        'B-47',
        'a process that is watched by its number ends',
        'its series ends; a stranger with the number is none',
      ),
      line(
        'B-48',
        'a redirect to another host',
        'told, not followed: what a monitor logs in with stays where it belongs',
      ),
    ],
  },
  {
    title: 'Disk, memory, time',
    lines: [
      line('B-50', 'a folder that cannot be written', 'exit 2 before any load'),
      line(
        'B-51',
        'the disk fails at any write',
        'never exit 0 with a broken file; a reader sees the old file or the new',
      ),
      line('B-52', 'no more file descriptors', 'a clear message, and an end'),
      line('B-53', 'a soak of hours', 'memory does not grow with time'),
      line('B-54', '200,000 different URLs', 'the series are bounded, the rest is counted together and told'),
      line('B-55', 'a disk or reader that pauses for seconds', 'k6’s rate is not touched, or the run says that it was'),
      line(
        'B-57',
        'the clock is set, time zones, locales',
        'durations by the monotonic clock; times in ISO 8601; plain digits',
      ),
      line(
        'B-58',
        'a record cut off, damaged, or of another version',
        '`report` says which file and where; other runs are not affected',
        'nothing repairs a damaged file: a timeline that was cut off is read to its last whole line',
      ),
    ],
  },
  {
    title: 'Input files',
    lines: [
      line(
        'B-60',
        'CSV: ragged rows, open quotes, NUL, doubled or `__proto__` headers, nothing, 500 MB',
        'exit 2 with the line, before any load',
        'large files are refused above 50 MB, not streamed',
      ),
      line(
        'B-61',
        'YAML: duplicate keys, alias bombs, tabs, tags, merge keys, 5 MB',
        'exit 2 with line and column, at once',
      ),
      line(
        'B-67',
        'an archive with .., absolute names, links, modules by URL, or above 200 MB',
        'exit 2, or unpacked into its own folder: nothing elsewhere',
      ),
      line('B-63', 'durations and sizes that are none', 'exit 2 naming file, line and path'),
      line(
        'B-65',
        'names such as `../../x`, `CON`, `-rf`, emoji, 300 characters',
        'every run stays below its output folder, in one of its own',
        'Windows, where nothing was run',
      ),
    ],
  },
  {
    title: 'Hostile content in results',
    lines: [
      line('B-69', 'Markdown: markup, mentions, links in names', 'they are text, and the tables stay whole'),
      line('B-70', 'CSV: formulas', 'quoted; plain negative numbers stay numbers'),
      line('B-71', 'the terminal: escape sequences, bidirectional text', 'shown as `\\x1b`; widths are right'),
      line('B-73', 'JUnit: control characters, `]]>`, names of 1 MB', 'well-formed XML 1.0'),
      line('B-74', 'PDF: Typst’s own markup', 'plain text; nothing is read'),
      line('B-75', 'no sample, one, two, equal ones, extremes', 'finite numbers everywhere, or “no data”'),
    ],
  },
  {
    title: 'Comparisons',
    lines: [
      line(
        'B-64',
        'a baseline of another scenario, tier or machine',
        'exit 2, or a comparison under a banner (--force); of another machine inconclusive, whatever it shows',
      ),
      line('B-59', 'pruning the history twice at once', 'each run is deleted once; nobody sees half of one'),
      line(
        'B-81',
        'the gate: a shift inside and outside of the floor, a noisy baseline, too few runs, judged again',
        '0, 4 or 5 with the statistic, and the smallest shift that is seen; the same verdict each time',
      ),
    ],
  },
  {
    title: 'Secrets',
    lines: [
      line('B-77', 'the bundle', 'no value of the environment, no absolute path of a home, no .env file'),
      line('B-78', 'secrets that are too short to be replaced', 'named as such; numbers stay what they are'),
    ],
  },
  {
    title: 'Supply chain',
    lines: [
      line('B-83', 'a download that is cut, altered, or an error page', 'refused; nothing is left, the old file stays'),
      line(
        'B-84',
        'installing the packed tarball: no scripts, no network, a read-only home',
        'init, doctor and run work, with HTML and PDF',
      ),
      line('B-85', 'lockfile, licences, audit, actions, what is packed', 'checked by tests'),
    ],
  },
];

/** Lines about what loadkit does not have, with the reason. */
export const NOT_APPLICABLE: readonly (readonly [numbers: readonly string[], about: string, why: string])[] = [
  [['B-66'], 'imports of HAR, Postman, OpenAPI', 'nothing is imported: scenarios are written'],
  [['B-79', 'B-80'], 'the dashboard', 'loadkit opens no port but the sandbox’s, on loopback'],
  [['B-82'], 'uploads and comments', 'reports are files: nothing is uploaded'],
];

/** Lines without a test of their own number yet. */
export const UNTESTED: readonly string[] = [];

export const LINES: readonly MatrixLine[] = MATRIX.flatMap(({ lines }) => lines);
