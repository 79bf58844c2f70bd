/** Kernels to choose from, as the setting names them. */

import type { Files } from '../base/files.ts';
import { installedKernels } from '../knowledge/find-targets.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import type { KnownKernel } from './analyzer.ts';

export function knownKernels(files: Files, knowledge: KnowledgeBase): KnownKernel[] {
  const built = installedKernels(files).map(({ release, directory }) => ({ name: directory, release, source: 'headers on this machine' }));
  const bundled = knowledge.kernels.map(({ release, version }) => ({ name: version.slice(0, 2).join('.'), release, source: 'bundled facts' }));
  return [...built, ...bundled];
}
