/** One project with a configure.ac: what configure finds, joined with the Makefile.am and Makefile.in files that use it. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import { joinLibraries, type LinkedProgram } from '../linked-program.ts';
import type { ProgramDraft } from '../program-draft.ts';
import { readAutomake } from './read-automake.ts';
import { readConfigure } from './read-configure.ts';
import { readMakeTemplate } from './read-make-template.ts';

export interface AutotoolsProject {
  readonly drafts: readonly ProgramDraft[];
  /** Where configure writes make files: what lies there says nothing of its own. */
  readonly directories: readonly string[];
}

export function readAutotools(run: BuildRun, file: string): AutotoolsProject | undefined {
  const opened = run.open(file);
  if (!opened) return undefined;
  const top = path.dirname(file);
  const configuration = readConfigure(run, opened);
  const programs: LinkedProgram[] = [];
  const directories = new Set<string>();
  for (const output of new Set(configuration.outputs)) {
    run.step();
    const automake = path.resolve(top, `${output}.am`);
    const template = path.resolve(top, `${output}.in`);
    const text = run.isFile(automake) ? run.open(automake) : undefined;
    if (text) programs.push(...readAutomake(run, text, configuration, top));
    else if (/(?:^|\/)(?:GNUm|m|M)akefile$/.test(output) && run.isFile(template)) programs.push(...readMakeTemplate(run, template, configuration, top));
    else continue;
    directories.add(path.dirname(template));
  }
  joinLibraries(programs);
  return { drafts: programs.map(({ draft }) => draft), directories: [...directories] };
}
