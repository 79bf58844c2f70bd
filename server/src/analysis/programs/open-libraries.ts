/** What is known of libraries: the machine, then the bundled facts. */

import type { Files } from '../../base/files.ts';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.ts';
import type { Libraries } from '../../libraries/library.ts';
import type { LicenseBase } from '../../licensing/license-base.ts';

export function openLibraries(knowledge: KnowledgeBase, base: LicenseBase, files: Files, systemRoot: string): Libraries {
  throw new Error(`not yet ${String(knowledge)}${String(base)}${String(files)}${systemRoot}`);
}
