import { spawn } from 'node:child_process';

/** A second for the process to end by itself: then its end of the pipe is closed. */
const SCRIPT = '{ sleep 1; kill -s "$1" "$2"; } & waiting=$!; read -r line; kill "$waiting"';

/**
 * Has a signal end this process unless it has ended by itself within a second: exit() waits for threads, and one of
 * them may wait for a name server that does not answer.
 */
export function endFromOutside(signal: NodeJS.Signals): void {
  process.removeAllListeners(signal);
  const args = ['-c', SCRIPT, 'loadkit', signal.slice('SIG'.length), String(process.pid)];
  spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    .on('error', () => {})
    .unref();
}
