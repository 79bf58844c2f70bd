/**
 * The libraries as a whole: what the workspace says of them, then this machine, then the bundled facts. The first that
 * knows a name answers; the others add what they know of the same library.
 */

import type { FoundLibrary, Libraries, LibraryQuestion, LibrarySource, UnknownLibrary } from './library.ts';

const ASKED: Readonly<Record<LibraryQuestion, string>> = {
  header: 'no header of this name',
  'link-name': 'no library of this name',
  'pkg-config': 'no .pc file of this name',
  'file-name': 'no library of this file name',
  'cmake-package': 'no library that this CMake package is known to look for',
  name: 'no library of this name',
};

/** @param sources in order of trust */
export function createLibraries(sources: readonly LibrarySource[]): Libraries {
  const answers = new Map<string, readonly FoundLibrary[] | UnknownLibrary>();
  const ask = (question: LibraryQuestion, name: string): readonly FoundLibrary[] | UnknownLibrary => {
    const key = `${question} ${name}`;
    let answer = answers.get(key);
    if (!answer) answers.set(key, (answer = askAll(sources, question, name)));
    return answer;
  };
  return {
    byHeader: (include) => ask('header', include),
    byLinkName: (name) => ask('link-name', name),
    byPkgConfig: (name) => ask('pkg-config', name),
    byFileName: (name) => ask('file-name', name),
    byCMakePackage: (name) => ask('cmake-package', name),
    byName: (name) => ask('name', name),
    bySymbol: (symbol) => firstOf(sources, (source) => source.bySymbol(symbol)),
    bySymbols: (symbols) => new Map(sources.toReversed().flatMap((source) => [...source.bySymbols(symbols)])),
    symbolsOf: (library) => sources.map((source) => source.symbolsOf(library)).find((symbols) => symbols !== undefined),
    get unread() {
      return [...new Map(sources.flatMap(({ unread }) => unread).map((one) => [`${one.file} ${one.line} ${one.reason}`, one])).values()];
    },
  };
}

function askAll(sources: readonly LibrarySource[], question: LibraryQuestion, name: string): readonly FoundLibrary[] | UnknownLibrary {
  const found = firstOf(sources, (source) => source.find(question, name));
  if (found.length > 0) return found;
  const asked = [...new Set(sources.map(({ title }) => title))];
  return { reason: `${ASKED[question]} is known: ${asked.join(', ')} were asked` };
}

function firstOf(sources: readonly LibrarySource[], ask: (source: LibrarySource) => readonly FoundLibrary[]): readonly FoundLibrary[] {
  for (const source of sources) {
    const found = ask(source);
    if (found.length > 0) return found;
  }
  return [];
}
