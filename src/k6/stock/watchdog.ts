/**
 * Starts k6 in place of this shell, with a watchdog beside it: a stock k6 does not notice that loadkit is gone. The watchdog
 * waits for the end of descriptor 3, of which only loadkit has the other end, then interrupts k6 (as Ctrl-C does, so that
 * teardown runs), and 10 s later kills what is left. It signals its own process group, so that it can never hit a stranger
 * who was given the number of a k6 that has ended. `$1` is the folder of the named pipe, the rest k6 and its arguments.
 */
const SCRIPT = `
{ trap '' INT TERM
  PATH=$PATH:/usr/bin:/bin
  read -r line <&3
  kill -INT 0
  sleep 10
  rm -rf -- "$1"
  kill -KILL 0
} >/dev/null 2>&1 &
shift
exec "$@" 3<&-
`;

/** The shell and its arguments that run a command under the watchdog; descriptor 3 must be a pipe that loadkit keeps open. */
export function watched(folder: string, file: string, args: readonly string[]): { file: string; args: string[] } {
  return { file: '/bin/sh', args: ['-c', SCRIPT, 'loadkit', folder, file, ...args] };
}
