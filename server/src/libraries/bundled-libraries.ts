/** Libraries out of the bundled facts: those of Debian's packages, and the few that people wrote down beside them. */

import path from 'node:path';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { NOTHING_WRITTEN } from '../knowledge/library-licenses.ts';
import { WantedNames } from '../knowledge/wanted-names.ts';
import { librariesOf, libraryOfRow, type LibraryOfFact } from './libraries-of-fact.ts';
import type { FoundLibrary, Library, LibraryQuestion, LibrarySource } from './library.ts';
import { Lookup } from './lookup.ts';

/** The facts are read when somebody asks for the first time. */
export function createBundledLibraries(knowledge: KnowledgeBase): LibrarySource {
  let read: Bundled | undefined;
  const bundled = (): Bundled => (read ??= readBundled(knowledge));
  let bySymbol: ReadonlyMap<string, readonly Library[]> | undefined;
  const found = (library: Library, message: string): FoundLibrary => ({ library, evidence: [{ message, source: bundled().source }] });
  const exporting = (library: Library, symbol: string): FoundLibrary => found(library, `${library.package ?? library.name} exports ${symbol}`);
  return {
    title: 'the bundled facts on libraries',
    unread: [],
    find: (question, name) => bundled().lookup.find(question, name).map((library) => found(library, `${library.package ?? library.name} has ${inWords(question, name, library)}`)),
    bySymbol(symbol) {
      bySymbol ??= indexSymbols(bundled().symbols);
      return (bySymbol.get(symbol) ?? []).map((library) => exporting(library, symbol));
    },
    bySymbols(symbols) {
      const wanted = new WantedNames(symbols);
      const owners = new Map<string, FoundLibrary[]>();
      for (const [library, { symbolsAmong }] of bundled().symbols) for (const symbol of symbolsAmong(wanted)) put(owners, symbol, exporting(library, symbol));
      return owners;
    },
    symbolsOf(library) {
      const own = bundled().symbols.get(library)?.symbols();
      return own && own.size > 0 ? own : undefined;
    },
  };
}

type Symbols = Pick<LibraryOfFact, 'symbols' | 'symbolsAmong'>;

interface Bundled {
  readonly lookup: Lookup;
  readonly symbols: ReadonlyMap<Library, Symbols>;
  readonly source: string;
}

function readBundled(knowledge: KnowledgeBase): Bundled {
  const facts = knowledge.libraryFacts();
  const written = knowledge.libraryLicenses() ?? NOTHING_WRITTEN;
  const symbols = new Map<Library, Symbols>();
  const source = `bundled facts on libraries, ${facts?.origin ?? 'none of which could be loaded'}`;
  const lookup = new Lookup();
  for (const fact of facts?.libraries ?? []) {
    for (const one of librariesOf(fact, written, source)) {
      lookup.add(one.library, one.cmake, one.headers, one.names);
      symbols.set(one.library, one);
    }
  }
  for (const row of written.rows.filter((one) => one.package === '-')) lookup.add(libraryOfRow(row, written), [], () => row.headers);
  return { lookup, symbols, source };
}

function inWords(question: LibraryQuestion, name: string, { sonames }: Library): string {
  switch (question) {
    case 'header':
      return `the header ${name}`;
    case 'link-name':
      return `what -l${name} links with`;
    case 'pkg-config':
      return `${name}.pc`;
    case 'file-name':
      return /\.so\.\d/.test(name) && sonames.length > 0 && !sonames.includes(path.basename(name))
        ? `a library of this name in another version, ${sonames.join(', ')}`
        : `the library ${path.basename(name)}`;
    case 'cmake-package':
      return `what find_package(${name}) looks for`;
    case 'name':
      return 'this name';
  }
}

function indexSymbols(symbols: ReadonlyMap<Library, Symbols>): Map<string, Library[]> {
  const index = new Map<string, Library[]>();
  for (const [library, own] of symbols) for (const symbol of own.symbols()) put(index, symbol, library);
  return index;
}

function put<T>(index: Map<string, T[]>, name: string, one: T): void {
  const known = index.get(name);
  if (known) known.push(one);
  else index.set(name, [one]);
}
