/** A Makefile.in that its author wrote without automake: a make file once configure's variables are put in for `@NAME@`. */

import path from 'node:path';
import { isReadable, type Files } from '../../base/files.ts';
import { readWithSwitches } from '../makefiles/read-makefiles.ts';
import type { BuildRun } from '../build-run.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { readLinkWords } from '../link-words.ts';
import { requestOfWord } from '../request-words.ts';
import type { Word } from '../word.ts';
import type { Configuration } from './read-configure.ts';

/** Words that ask for libraries go through make as numbers: so they keep where configure.ac has them, and what decides. */
const NUMBERED = /^\uE003(\d+)$/;

export function readMakeTemplate(run: BuildRun, template: string, configuration: Configuration, top: string): readonly LinkedProgram[] {
  const numbered: Word[] = [];
  const here = path.dirname(template);
  const directories: Readonly<Record<string, string>> = { srcdir: '.', builddir: '.', top_srcdir: path.relative(here, top) || '.', top_builddir: path.relative(here, top) || '.' };
  const valueOf = (name: string): string => {
    const fixed = directories[name.replace(/^abs_/, '')] ?? FALLBACKS[name];
    const words = configuration.variable(name);
    if (!words) return fixed ?? '';
    return words.map((word) => (asksForLibrary(word) ? `\uE003${numbered.push(word) - 1}` : word.text)).join(' ');
  };
  const reading = readWithSwitches(run, template, {
    files: withVariables(run.files, valueOf),
    buildSystem: 'autotools',
    request(word) {
      const number = NUMBERED.exec(word.text)?.[1];
      const written = number === undefined ? undefined : numbered[Number(number)];
      return written ? [...requestOfWord(written), ...readLinkWords([written]).links] : requestOfWord(word);
    },
  });
  if (reading.programs.length > 0) for (const { file, reason, line } of reading.make.unread) run.report(file, reason, line);
  return reading.programs;
}

const FALLBACKS: Readonly<Record<string, string>> = { CC: 'cc', CXX: 'c++', AR: 'ar', RANLIB: 'ranlib', EXEEXT: '', OBJEXT: 'o', SET_MAKE: '' };

function asksForLibrary(word: Word): boolean {
  return word.text.startsWith('-l') || requestOfWord(word).length > 0;
}

function withVariables(files: Files, valueOf: (name: string) => string): Files {
  return {
    ...files,
    read(file) {
      const read = files.read(file);
      if (!isReadable(read) || !file.endsWith('.in')) return read;
      return { ...read, text: read.text.replace(/@([A-Za-z_]\w*)@/g, (_, name: string) => valueOf(name)) };
    },
  };
}
