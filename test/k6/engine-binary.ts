import { existsSync } from 'node:fs';

/** The engine that tests drive: LOADKIT_ENGINE, which the suite's runner sets, or the one that development leaves here. */
export const engineBinary: string | undefined = [process.env['LOADKIT_ENGINE'], '/tmp/loadkit-engine'].find(
  (file) => file && existsSync(file),
);

if (!engineBinary) process.stderr.write('SKIPPED: no load engine; set LOADKIT_ENGINE to run the tests that need one\n');
