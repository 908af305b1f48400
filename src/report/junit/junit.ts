import { withoutCommands } from '../../visible.ts';
import { withoutMiddle, xml } from '../escape.ts';
import type { Report } from '../report.ts';
import { type CaseOutcome, mishaps, type TestCase } from './suite.ts';

const LONGEST_NAME = 200;
const LONGEST_TEXT = 2000;

/**
 * A report for a test reporter (GitLab, Jenkins, GitHub's actions): one suite, its cases as the story tells them, and
 * one in error where reports could not be written (`unwritten`).
 */
export function junitReport({ suite, at }: Report, unwritten: readonly string[] = []): string {
  const { name, properties, says } = suite;
  const cases = distinct([...suite.cases, ...mishaps('the reports are written', unwritten)]);
  const count = (element: CaseOutcome['element']) =>
    String(cases.filter(({ outcome }) => outcome?.element === element).length);
  const counts = { tests: String(cases.length), failures: count('failure'), errors: count('error') };
  const time = secondsText(suite.seconds);
  const timestamp = at.slice(0, 19);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'loadkit', ...counts, time })}>`,
    `  <testsuite${attributes({ name, ...counts, skipped: count('skipped'), time, timestamp })}>`,
    '    <properties>',
    ...properties.map(([label, value]) => `      <property${attributes({ name: label, value })}/>`),
    '    </properties>',
    ...cases.map((one) => caseElement(one, name)),
    `    <system-out>${body(says)}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  ];
  return withoutCommands(`${lines.join('\n')}\n`);
}

/** Reporters tell cases apart by name: of two of the same name they would show one. */
function distinct(cases: readonly TestCase[]): TestCase[] {
  const seen = new Set<string>();
  return cases.map((one) => {
    const short = withoutMiddle(one.name, LONGEST_NAME);
    let name = short;
    for (let next = 2; seen.has(xml(name)); next++) name = `${short} #${next}`;
    seen.add(xml(name));
    return { ...one, name };
  });
}

function caseElement({ name, seconds, outcome, details }: TestCase, suite: string): string {
  const open = `    <testcase${attributes({ name, classname: suite, time: secondsText(seconds) })}`;
  const lines = body(details);
  const output = lines === '' ? '' : `\n      <system-out>${lines}</system-out>`;
  if (outcome === null) return output === '' ? `${open}/>` : `${open}>${output}\n    </testcase>`;
  const { element, type, message } = outcome;
  if (element === 'skipped') {
    return `${open}>\n      <skipped${attributes({ message })}/>${output}\n    </testcase>`;
  }
  // The schema of JUnit asks for a text here.
  return `${open}>\n      <${element}${attributes({ type, message })}>${lines || body([message])}</${element}>\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(withoutMiddle(value, LONGEST_TEXT))}"`)
    .join('');
}

function body(lines: readonly string[]): string {
  return lines.map((line) => xml(withoutMiddle(line, LONGEST_TEXT))).join('\n');
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}
