// A vitest reporter: writes what scripts/test.mjs says at the end into the file that LOADKIT_TEST_COUNTS names.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class Counts {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state) => tests.filter((test) => test.result().state === state);
    // A file that does not load has no failed test, and is a failure all the same; so is an error outside any test.
    const unloaded = modules.filter(
      (module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length,
    );
    const counts = {
      passed: of('passed').length,
      failed: of('failed').length + unloaded.length + unhandledErrors.length,
      skipped: of('skipped').map((test) => ({
        file: relative(process.cwd(), test.module.moduleId),
        name: test.fullName,
        why: test.result().note ?? null,
      })),
    };
    writeFileSync(process.env.LOADKIT_TEST_COUNTS, JSON.stringify(counts));
  }
}
