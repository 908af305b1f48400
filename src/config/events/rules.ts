import { type Finding, fault, warning } from '../../input/finding.ts';
import { didYouMean } from '../../input/nearest.ts';
import { slugOf } from '../../objectives/finding-id.ts';
import type { EventsSection } from './section.ts';

/** What is wrong with events although each is well-formed. `scenarios`: the names that they may happen in. */
export function eventFindings(events: EventsSection, scenarios: readonly string[]): Finding[] {
  const first = new Map<string, number>();
  return events.flatMap(({ name, scenarios: meant = [] }, index) => {
    const slug = slugOf(name);
    const other = first.get(slug);
    if (other === undefined) first.set(slug, index);
    const strange = meant.filter((each) => !scenarios.includes(each));
    return [
      ...(other === undefined
        ? []
        : [
            fault(
              ['events', index, 'name'],
              `two events are called ${JSON.stringify(name)} (the other: events[${other}])`,
              {
                why: 'reports tell events apart by name',
              },
            ),
          ]),
      ...strange.map((each) =>
        warning(['events', index, 'scenarios'], `there is no scenario or profile ${JSON.stringify(each)}`, {
          next: didYouMean(each, scenarios),
        }),
      ),
    ];
  });
}
