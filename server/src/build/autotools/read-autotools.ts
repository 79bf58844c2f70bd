/** One project with a configure.ac: what configure finds, joined with the Makefile.am files that use it. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import { libraryName } from '../link-words.ts';
import type { ProgramDraft } from '../program-draft.ts';
import { readAutomake, type AutomakeProgram } from './read-automake.ts';
import { readConfigure, type Configuration } from './read-configure.ts';

export interface AutotoolsProject {
  readonly drafts: readonly ProgramDraft[];
  /** Absolute; configure writes them from a .in that nobody but their author wrote, and they are make files to be read as such. */
  readonly makeTemplates: readonly string[];
  readonly configuration: Configuration;
}

export function readAutotools(run: BuildRun, file: string): AutotoolsProject | undefined {
  const opened = run.open(file);
  if (!opened) return undefined;
  const top = path.dirname(file);
  const configuration = readConfigure(run, opened);
  const programs: AutomakeProgram[] = [];
  const makeTemplates: string[] = [];
  for (const output of new Set(configuration.outputs)) {
    const automake = path.resolve(top, `${output}.am`);
    const template = path.resolve(top, `${output}.in`);
    const text = run.isFile(automake) ? run.open(automake) : undefined;
    if (text) programs.push(...readAutomake(run, text, configuration, top));
    else if (/(?:^|\/)(?:GNUm|m|M)akefile$/.test(output) && run.isFile(template)) makeTemplates.push(template);
  }
  joinPrograms(programs);
  return { drafts: programs.map(({ draft }) => draft), makeTemplates, configuration };
}

/** Libraries that another Makefile.am of the project makes are used; other files are linked from outside. */
function joinPrograms(programs: readonly AutomakeProgram[]): void {
  const byOutput = new Map(programs.map((program) => [program.output, program.draft]));
  for (const { draft, inputs } of programs) {
    for (const { path: input, word } of inputs) {
      const used = byOutput.get(input);
      if (used) draft.uses.add(used);
      // An object or a generated archive inside the project is made of sources that are listed or reported elsewhere.
      else if (libraryName(input) !== undefined && path.isAbsolute(word.text)) {
        draft.links.push({ by: 'file', name: input, at: word.at, linkage: input.endsWith('.a') ? 'static' : 'unknown', condition: word.condition });
      }
    }
    // -lfoo may be the project's own library, found with -L.
    for (const link of [...draft.links]) {
      if (link.by !== 'link-name') continue;
      const own = programs.find((program) => program.draft !== draft && program.draft.kind !== 'executable' && program.draft.name === link.name);
      if (!own) continue;
      draft.uses.add(own.draft);
      draft.links.splice(draft.links.indexOf(link), 1);
    }
  }
}
