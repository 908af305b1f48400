/** The engine that tests drive: LOADKIT_ENGINE, which test/engine.setup.ts sets after building it. */
export const engineBinary: string | undefined = process.env['LOADKIT_ENGINE'];

if (!engineBinary) process.stderr.write('SKIPPED: no load engine; set LOADKIT_ENGINE to run the tests that need one\n');
