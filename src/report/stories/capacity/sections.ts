import type { Block } from '../../blocks.ts';
import type { Section } from '../../report.ts';
import { timeSection } from '../run/sections.ts';
import { drawn, type SectionOf } from '../run/told.ts';
import { courseFinding, crossingFinding, loadFinding, scalingFinding } from './findings.ts';
import type { Standing } from './standing.ts';
import type { CapacityTables } from './tables.ts';

const ZOOM = 'Drag over a chart to zoom into a part of the load; double-click to see all of it again.';

/** The sections that only a search has. */
export interface CapacitySections {
  readonly crossing: SectionOf;
  readonly scaling: SectionOf;
  readonly course: SectionOf;
  readonly time: SectionOf;
}

export function capacitySections(standing: Standing, tables: CapacityTables): CapacitySections {
  return {
    crossing: ({ model }): Section => ({
      question: 'How much does it carry, and what gives way first?',
      finding: crossingFinding(standing),
      blocks: [
        { kind: 'table', table: tables.crossings },
        ...drawn(model, ['crossing'], ZOOM),
        ...(tables.estimates.rows.length > 0 ? estimates(tables) : []),
        ...(tables.points.rows.length > 0
          ? [folded('The loads as a table', { kind: 'table', table: tables.points })]
          : []),
      ],
    }),
    scaling: ({ model }): Section | undefined => {
      if (tables.scaling.rows.length === 0 && tables.points.rows.length === 0) return undefined;
      return {
        question: 'How does it scale?',
        finding: scalingFinding(standing),
        blocks: [
          ...drawn(model, ['scaling']),
          { kind: 'table', table: tables.scaling },
          { kind: 'list', items: tables.doubts },
        ],
      };
    },
    course: ({ model }): Section | undefined => {
      const { probes } = tables;
      if (probes.rows.length === 0) return undefined;
      return {
        question: 'How was the capacity found?',
        finding: courseFinding(standing),
        blocks: [
          ...drawn(model, ['course']),
          folded(`All ${probes.rows.length} of them`, { kind: 'table', table: probes }),
        ],
      };
    },
    time: (told) => timeSection(told, loadFinding(standing)),
  };
}

function estimates({ estimates: table }: CapacityTables): Block[] {
  return [
    { kind: 'heading', text: 'Estimates' },
    { kind: 'table', table },
  ];
}

function folded(title: string, block: Block): Block {
  return { kind: 'fold', title, blocks: [block] };
}
