import type { Project } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { didYouMean } from '../input/nearest.ts';

/**
 * The tier that is asked for, else the project's default, else the smallest. UserError (2) naming the tiers there are.
 */
export function chooseTier(project: Project, wanted: string | undefined): Project['tiers'][number] {
  const name = wanted ?? project.service.defaultTier;
  const tier = name === undefined ? project.tiers[0] : project.tiers.find((t) => t.name === name);
  if (tier) return tier;
  throw new UserError({
    what: `no tier "${name}"`,
    where: wanted === undefined ? { file: project.serviceFile ?? undefined, path: 'defaultTier' } : { path: '--tier' },
    next: didYouMean(
      name ?? '',
      project.tiers.map((t) => t.name),
    ),
  });
}
