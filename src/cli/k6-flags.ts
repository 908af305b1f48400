import { InvalidArgumentError } from 'commander';

/** k6's flags that loadkit does not have, and what to do instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--tag': 'write `tags: { name: "value" }` in the script’s options',
  '--summary-export': 'the run folder holds result.json and series.json; --json prints the result',
  '--summary-trend-stats': 'an objective names its statistic: --objective "http_req_duration p95 < 200ms"',
  '--summary-time-unit': 'reports choose the unit that reads best',
  '--summary-mode': 'the table, result.json and the reports of the run folder take its place',
  '--new-machine-readable-summary': 'the run folder holds result.json and series.json',
  '--no-summary': '--format chooses the reports; leave it out',
  '--no-thresholds': 'a script’s thresholds always count; --objective judges by something else',
  '--no-setup': 'write `noSetup: true` in the script’s options',
  '--no-teardown': 'write `noTeardown: true` in the script’s options',
  '--insecure-skip-tls-verify': 'write `insecureSkipTLSVerify: true` in the script’s options',
  '--system-tags':
    'the tags that thresholds and objectives name are kept; write `systemTags` in the script’s options for more',
  '--throw': 'write `throw: true` in the script’s options',
  '--rps': 'write `rps` in the script’s options, or use a profile with --set rate=…',
  '--max-redirects': 'write `maxRedirects` in the script’s options',
  '--batch': 'write `batch` in the script’s options',
  '--batch-per-host': 'write `batchPerHost` in the script’s options',
  '--user-agent': 'write `userAgent` in the script’s options',
  '--http-debug': 'write `httpDebug: "full"` in the script’s options; it is logged to k6.log in the run folder',
  '--no-connection-reuse': 'write `noConnectionReuse: true` in the script’s options',
  '--no-vu-connection-reuse': 'write `noVUConnectionReuse: true` in the script’s options',
  '--min-iteration-duration': 'write `minIterationDuration` in the script’s options',
  '--blacklist-ip': 'write `blacklistIPs` in the script’s options; safety.allow says where load may go',
  '--block-hostnames': 'write `blockHostnames` in the script’s options; safety.allow says where load may go',
  '--discard-response-bodies': 'write `discardResponseBodies: true` in the script’s options',
  '--dns': 'write `dns` in the script’s options',
  '--local-ips': 'not possible: load leaves from the machine’s own address',
  '--console-output': 'console output is on stderr and in k6.log of the run folder',
  '--log-output': 'k6’s log is k6.log in the run folder',
  '--log-format': 'k6’s log is k6.log in the run folder, as JSON',
  '--quiet': 'progress goes to stderr only: 2> /dev/null',
  '--verbose': 'k6’s log is k6.log in the run folder',
  '--no-color': 'set NO_COLOR=1',
  '--include-system-env-vars': 'a script is handed what -e NAME and env: in loadkit.config.yaml name',
  '--no-usage-report': 'none is ever sent: leave it out',
  '--paused': 'not possible: a run begins at once',
  '--linger': 'not possible: a run ends with its reports',
  '--address': 'k6’s REST API is not used: leave it out',
  '--execution-segment': 'not possible: one machine generates the load',
  '--execution-segment-sequence': 'not possible: one machine generates the load',
  '--compatibility-mode': 'leave it out: scripts are bundled for k6 as it is',
  '--type': 'leave it out: scripts are read by their ending',
  '--profiling-enabled': 'leave it out; `loadkit doctor` names the engine, which has it',
  '--traces-output': 'write `traces: 1%` into loadkit.config.yaml: requests then carry traceparent headers',
  '--secret-source': 'hand the secret over as a variable: -e NAME; values are redacted in records and reports',
  '-q': 'progress goes to stderr only: 2> /dev/null',
  '-w': 'write `throw: true` in the script’s options',
  '-o': 'measurements are kept in the run folder; --out says where run folders go',
  '-v': 'k6’s log is k6.log in the run folder',
};

/** What to do instead of a flag of k6's, when commander refuses it: its message, or undefined for any other. Pure. */
export function insteadOfK6Flag(message: string): string | undefined {
  const flag = /unknown option '(--?[\w-]+)/.exec(message)?.[1];
  const instead = flag === undefined ? undefined : INSTEAD[flag];
  return instead === undefined ? undefined : `${flag} is a flag of k6: ${instead}`;
}

/** k6's outputs, which `--out` means there (internal/cmd/outputs.go). */
const OUTPUTS =
  /^(cloud|csv|datadog|experimental-\S+|influxdb|json|kafka|opentelemetry|prometheus\S*|statsd|summary|timescaledb|web-dashboard|xk6-\S+)(=|$)/;

/** The folder that `--out` names; k6's outputs are refused, they would become a folder of that name. */
export function folder(text: string): string {
  if (!OUTPUTS.test(text)) return text;
  throw new InvalidArgumentError(
    'k6’s outputs are not used: measurements are kept in the run folder, and --out says where run folders go.',
  );
}
