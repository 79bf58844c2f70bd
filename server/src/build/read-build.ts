/** The entry to this room: everything that the build files below a root say. Nothing is executed, nothing outside is read. */

import type { Files } from '../base/files.ts';
import { readAddons, usesCMakeJs } from './addons/read-addons.ts';
import { readAutotools } from './autotools/read-autotools.ts';
import { BuildRun } from './build-run.ts';
import { readCMakeProjects } from './cmake/read-cmake.ts';
import { readMesonProjects } from './meson/read-meson.ts';
import type { BuildDescription, CompiledSource } from './program.ts';
import { readMakefiles } from './makefiles/read-makefiles.ts';
import { finishPrograms, type ProgramDraft } from './program-draft.ts';
import { readCompileCommands } from './read-compile-commands.ts';
import { listSourceTree } from './source-tree.ts';

/** @param root absolute path of a folder */
export function readBuild(files: Files, root: string): BuildDescription {
  const run = new BuildRun(files, root);
  const tree = listSourceTree(run);
  const drafts: ProgramDraft[] = [];
  const compiled = new Map<string, CompiledSource>();
  for (const file of tree.named('compile_commands.json')) {
    run.guarded(file, () => {
      for (const [source, flags] of readCompileCommands(run, file)) if (!compiled.has(source)) compiled.set(source, flags);
    });
  }
  /** Directories whose make files configure writes. */
  const covered = new Set<string>();
  for (const file of [...tree.named('configure.ac'), ...tree.named('configure.in')]) {
    run.guarded(file, () => {
      const project = readAutotools(run, file);
      drafts.push(...(project?.drafts ?? []));
      for (const directory of project?.directories ?? []) covered.add(directory);
    });
  }
  drafts.push(...readCMakeProjects(run, tree.named('CMakeLists.txt'), (directory) => usesCMakeJs(run, directory)));
  drafts.push(...readAddons(run, (name) => tree.named(name)));
  drafts.push(...readMesonProjects(run, tree.named('meson.build')));
  drafts.push(...readMakefiles(run, (name) => tree.named(name), covered));
  const programs = finishPrograms(run, drafts, compiled);
  const used = new Set(programs.flatMap((program) => program.sources.map((source) => source.path)));
  const loose = tree.sources
    .filter((source) => !used.has(source))
    .map((source) => compiled.get(source) ?? { path: source, defines: [], includeDirectories: [] });
  return { programs, loose, unread: run.unread, buildFiles: run.opened };
}
