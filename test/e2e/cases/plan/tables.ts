import type { PlanCase } from './case.ts';

const analyzed = (file: string) => ({ of: 'csv-dialects', typed: ['analyze', 'usl', file] });

/** CSV as spreadsheets and exporters write it. */
export const TABLES: readonly PlanCase[] = [
  ...['caps.csv', 'semicolon-comma.csv'].map((file) => ({ is: file, ...analyzed(file), code: 0, never: [/loadkit:/] })),
  {
    is: 'tabs separate, and the columns have other names',
    ...analyzed('tab-conc-tput.tsv'),
    code: 2,
    says: ['the columns, separated by tabs, are "conc", "tput"'],
  },
  {
    is: 'spaces separate none',
    ...analyzed('space-size-tput.txt'),
    code: 2,
    says: ['the header is one column, "size tput": commas, semicolons, tabs or bars separate; spaces separate none'],
  },
];
