/** What stands above the licence of a package.json: how many packages arrive, and of which families. What asks something comes first. */

import { START_OF_FILE } from '../../base/location.ts';
import type { Files } from '../../base/files.ts';
import { familyWords } from '../../licensing/license-base.ts';
import { readManifest } from '../../npm/manifest.ts';
import type { JudgedDependency } from '../../resolve/package-subject.ts';
import type { LicenseLens } from '../license-lenses.ts';
import { familyCounts } from './family-counts.ts';

/** @param dependencies as they were judged last; undefined before that */
export function packageLenses(file: string, dependencies: readonly JudgedDependency[] | undefined, files: Files): LicenseLens[] {
  if (!dependencies || dependencies.length === 0) return [];
  const manifest = readManifest(file, files);
  if (!manifest) return [];
  const counts = familyCounts(dependencies.map(({ judgement }) => judgement));
  const families = [...counts].sort(([a], [b]) => Number(a === 'permissive') - Number(b === 'permissive')).map(([family, number]) => `${number} ${familyWords(family).replace(/ \(.*\)$/, '')}`);
  const asking = dependencies.filter(({ judgement: { severity } }) => severity === 'error' || severity === 'warning').length;
  const title = [
    `${dependencies.length} package${dependencies.length === 1 ? '' : 's'}`,
    ...families,
    asking === 0 ? 'nothing to settle' : `${asking} to settle`,
  ].join(' · ');
  return [{ range: manifest.licenseRange ?? manifest.dependencies[0]?.range ?? START_OF_FILE, title, about: 'packages' }];
}
