/** Programs whose link lines name files: which of these are libraries of the same project, and which come from outside. */

import { libraryName } from './link-words.ts';
import { addUse, type ProgramDraft } from './program-draft.ts';
import type { Word } from './word.ts';

export interface LinkedProgram {
  readonly draft: ProgramDraft;
  /** Files that are linked: absolute paths, with the words that name them. */
  readonly inputs: readonly { readonly path: string; readonly word: Word }[];
  /** Absolute path of what is made: others name it by that. */
  readonly output: string;
}

/** Fills in what each program uses, and asks for the other files of libraries as such. */
export function joinLibraries(programs: readonly LinkedProgram[]): void {
  const byOutput = new Map(programs.map((program) => [program.output, program.draft]));
  const byName = new Map(programs.filter(({ draft }) => draft.kind !== 'executable').map(({ draft }) => [draft.name, draft]));
  for (const { draft, inputs } of programs) {
    for (const { path: input, word } of inputs) {
      const used = byOutput.get(input) ?? (libraryName(input) === undefined ? undefined : byName.get(libraryName(input)!));
      if (used && used !== draft) addUse(draft, used, word);
      else if (libraryName(input) !== undefined && used !== draft) {
        draft.links.push({ by: 'file', name: input, at: word.at, linkage: input.endsWith('.a') ? 'static' : 'unknown', condition: word.condition });
      }
    }
    // -lfoo may be the project's own library, found with -L.
    const outside = draft.links.filter((link) => {
      const own = link.by === 'link-name' ? byName.get(link.name) : undefined;
      if (!own || own === draft) return true;
      addUse(draft, own, link);
      return false;
    });
    draft.links.splice(0, draft.links.length, ...outside);
  }
}
