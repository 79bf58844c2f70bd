/** Pieces of wording that the rules on whole workspaces share. */

import type { Evidence } from '../findings/finding.ts';
import { proprietaryLicense } from '../resolve/module-linkage.ts';
import type { WorkspaceModule, WorkspaceTarget } from '../resolve/workspace.ts';
import { licenseEvidence, listOf } from './module-wording.ts';
import { isGplCompatible } from '../knowledge/module-license.ts';

export function targetOf({ targets }: WorkspaceModule, release: string): WorkspaceTarget | undefined {
  return targets.find((target) => target.release === release);
}

/** The first few names: "a, b and 7 more". */
export function named(symbols: readonly string[], most = 2): string {
  if (symbols.length <= most) return listOf(symbols);
  return listOf([...symbols.slice(0, most), `${symbols.length - most} more`]);
}

/** The licence that decides how the loader takes the module. */
export function licenseOf(module: WorkspaceModule): Evidence {
  const { licenses, name } = module.linkage;
  const deciding = licenses.find((one) => one.value !== null && !isGplCompatible(one.value)) ?? licenses[0];
  if (module.proprietary !== undefined && proprietaryLicense(module.linkage) === undefined) return { message: `${name}.ko: ${module.proprietary}` };
  if (!deciding) return { message: `${name}.ko states no licence` };
  const evidence = licenseEvidence(deciding);
  return { ...evidence, message: `${name}.ko: ${evidence.message}` };
}
