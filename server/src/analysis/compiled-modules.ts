/** Kernel modules that lie in a workspace as compiled files, without the sources that would be judged instead. */

import type { Unread } from '../base/files.ts';
import { readBinary } from '../binary/read-binary.ts';
import { compiledModule } from '../resolve/compiled-module.ts';
import { MODULE_RULES } from '../rules/index.ts';
import type { WorkspaceState } from './analyzer.ts';
import { reportedModule, type JudgedUnit } from './build-report.ts';
import type { Core } from './core.ts';
import { walkFiles } from './standalone.ts';
import type { ChosenTargets } from './targets.ts';

export interface CompiledModules {
  readonly units: readonly JudgedUnit[];
  readonly unread: readonly Unread[];
}

/** @param isBuilt whether a module of that id is made of sources here */
export function judgeCompiledModules(core: Core, { files, settings }: WorkspaceState, root: string, targets: ChosenTargets, isBuilt: (id: string) => boolean): CompiledModules {
  const units: JudgedUnit[] = [];
  const unread: Unread[] = [];
  const compressed: string[] = [];
  if (files.stat(root)?.kind !== 'directory') return { units, unread };
  for (const { path: file, name } of walkFiles(root, files)) {
    if (/\.ko\.(?:xz|zst|gz)$/.test(name)) compressed.push(file);
    if (!name.endsWith('.ko')) continue;
    const binary = readBinary(file, files);
    if ('reason' in binary) unread.push({ file, reason: binary.reason });
    else if (binary.kind !== 'kernel-module') unread.push({ file, reason: 'is called as a kernel module is, and has no .modinfo section' });
    else {
      const subject = compiledModule(file, binary, targets.all, core.history, settings.assumeLicense);
      if (!isBuilt(subject.id)) units.push({ unit: reportedModule(subject), findings: MODULE_RULES.flatMap((rule) => rule.check(subject)), suppressed: 0, unread: [] });
    }
  }
  const others = compressed.length - 1;
  if (others >= 0) unread.push({ file: compressed[0]!, reason: `is compressed${others > 0 ? `, as ${others} other kernel ${others === 1 ? 'module is' : 'modules are'}` : ''}: unpack it to have it judged` });
  return { units, unread };
}
