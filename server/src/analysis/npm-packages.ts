/**
 * npm packages of a workspace, as units with their own licence. Their dependencies are not judged yet, and each
 * package says so in the report's unread list.
 */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import type { ReportedUnit } from '../findings/report.ts';
import { walkFiles } from './standalone.ts';

export interface FoundPackages {
  readonly units: readonly ReportedUnit[];
  readonly unread: readonly Unread[];
}

export function packagesBelow(root: string, files: Files): FoundPackages {
  const units: ReportedUnit[] = [];
  const unread: Unread[] = [];
  if (files.stat(root)?.kind !== 'directory') return { units, unread };
  for (const { path: file, name } of walkFiles(root, files)) {
    if (name !== 'package.json') continue;
    const read = readPackage(file, files);
    if ('reason' in read) unread.push(read);
    else {
      units.push(read);
      unread.push({ file, reason: 'is an npm package: what it depends on is not judged yet' });
    }
  }
  return { units, unread };
}

function readPackage(file: string, files: Files): ReportedUnit | Unread {
  const content = files.read(file);
  if (!isReadable(content)) return { file, reason: content.reason };
  let manifest: unknown;
  try {
    manifest = JSON.parse(content.text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { file, reason: `is no valid JSON (${(error as Error).message})` };
  }
  if (typeof manifest !== 'object' || manifest === null) return { file, reason: 'holds no JSON object' };
  const { name, license } = manifest as Record<string, unknown>;
  const directory = path.dirname(file);
  return {
    id: `npm-package:${directory}`,
    kind: 'npm-package',
    name: typeof name === 'string' ? name : path.basename(directory),
    path: directory,
    license: {
      value: typeof license === 'string' ? license : null,
      evidence: [{ message: typeof license === 'string' ? `"license": "${license}" in package.json` : 'package.json states no licence' }],
    },
    sources: [file],
    gplOnlySymbols: [],
  };
}
