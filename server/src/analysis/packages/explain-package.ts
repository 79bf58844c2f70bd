/** `explain PACKAGE`: each version of it that arrives here, with its licence, the way and the judgement. */

import { familyWords } from '../../licensing/license-base.ts';
import type { JudgedDependency } from '../../resolve/package-subject.ts';
import type { Explanation } from '../analyzer.ts';

/** @param name with or without a version: "lamp", "lamp@1.0.0" */
export function explainPackage(name: string, dependencies: readonly JudgedDependency[]): Explanation | undefined {
  const found = dependencies.filter((dependency) => dependency.name === name || `${dependency.name}@${dependency.version}` === name);
  if (found.length === 0) return undefined;
  return { name, kind: 'package', sections: found.map(section) };
}

function section({ name, version, license, path, arrival, alsoVia, homepage, directory, judgement }: JudgedDependency): Explanation['sections'][number] {
  return {
    title: version === null ? name : `${name}@${version}`,
    lines: [
      `Licence: ${license.text ?? 'none'} (${familyWords(judgement.family)})`,
      `Arrives: ${path.join(' → ')}, ${arrival}`,
      ...(alsoVia.length > 0 ? [`Also brought by: ${alsoVia.join(', ')}`] : []),
      `Judgement: ${judgement.reason}`,
      ...[...license.evidence, ...judgement.evidence].map(({ message, source }) => `  ${message}${source === undefined ? '' : ` [${source}]`}`),
      ...(license.files.length > 0 ? [`Licence text: ${license.files.join(', ')}`] : []),
      ...(homepage === null ? [] : [`Homepage: ${homepage}`]),
      directory === null ? 'Not installed' : `Installed in ${directory}`,
    ],
  };
}
