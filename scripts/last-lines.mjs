/**
 * What `npm test` says at its end: the tests that were skipped, with their reasons, and `N passed, N failed, N
 * skipped`.
 */
export function lastLines({ passed, failed, skipped }, status) {
  // What vitest calls a failure, though no test failed, is one.
  const counted = [`${passed} passed`, `${Math.max(status === 0 ? 0 : 1, failed)} failed`];
  if (skipped.length === 0) return [counted.join(', ')];
  return ['', 'Skipped:', ...skippedLines(skipped), '', [...counted, `${skipped.length} skipped`].join(', ')];
}

/** A line for each test with a reason; one for all of a file that give none (it says on stderr what is missing). */
function skippedLines(skipped) {
  const told = skipped.filter(({ why }) => why !== null);
  const untold = skipped.filter(({ why }) => why === null).map(({ file }) => file);
  const count = (file) => untold.filter((other) => other === file).length;
  return [
    ...told.map(({ file, name, why }) => `  ${file}: ${name}: ${why.split('\n')[0]}`),
    ...[...new Set(untold)].map((file) => `  ${file}: ${count(file)} without a reason of their own`),
  ];
}
