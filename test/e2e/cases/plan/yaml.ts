import { CONFIG, MEDIUM, type PlanCase } from './case.ts';

/** What YAML reads otherwise than whoever wrote it meant it. */
export const YAML: readonly PlanCase[] = [
  {
    is: 'a limit without quotes',
    of: 'unquoted-limit',
    typed: ['list'],
    code: 2,
    says: [':7:15', '> 500ms has no quotes: in YAML > begins a folded block of text', 'write "> 500ms"'],
  },
  {
    is: 'a limit without quotes that has an equals sign',
    of: 'unquoted-limit',
    files: { [CONFIG]: (text) => text.replace('critical: > 500ms', 'critical: >= 99%') },
    typed: ['list'],
    code: 2,
    says: ['>= 99% has no quotes', 'write ">= 99%"'],
  },
  {
    is: 'glued together, which YAML reads as an empty text',
    of: 'unquoted-limit',
    files: { [CONFIG]: (text) => text.replace('> 500ms', '>5') },
    typed: ['list'],
    code: 2,
    says: ['>5 has no quotes', 'write ">5"'],
  },
  {
    is: 'a limit without quotes in braces',
    of: 'two-documents',
    files: { [CONFIG]: (text) => text.replace('---\n', '').replace('"< 1s"', '> 50/s') },
    typed: ['list'],
    code: 2,
    says: ['> 50/s has no quotes', 'write "> 50/s"'],
  },
  {
    is: 'two documents',
    of: 'two-documents',
    typed: ['list'],
    code: 2,
    says: [':2:1', 'a second YAML document begins here, and a configuration is one', 'remove the line'],
  },
  {
    is: 'a number that begins with 0',
    files: { [MEDIUM]: 'name: medium\nsessions: 010\nrate: 200\n' },
    typed: ['list'],
    code: 2,
    says: ['tiers/medium.yaml:2:11', '010 begins with 0: it is 10 in YAML 1.2, and 8 in YAML 1.1', 'write 10'],
  },
  {
    is: 'what no text may begin with',
    of: 'two-documents',
    files: { [CONFIG]: (text) => text.replace('---\n', '').replace('name: a', 'name: @a') },
    typed: ['list'],
    code: 2,
    says: ['a text that begins with @ needs quotes'],
  },
];
