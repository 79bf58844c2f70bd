/** Libraries out of the bundled facts: those of Debian's packages, and the few that people wrote down beside them. */

import path from 'node:path';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { NOTHING_WRITTEN } from '../knowledge/library-licenses.ts';
import { librariesOf, libraryOfRow } from './libraries-of-fact.ts';
import type { FoundLibrary, Library, LibraryQuestion, LibrarySource } from './library.ts';
import { Lookup } from './lookup.ts';

/** The facts are read when somebody asks for the first time. */
export function createBundledLibraries(knowledge: KnowledgeBase): LibrarySource {
  let read: Bundled | undefined;
  const bundled = (): Bundled => (read ??= readBundled(knowledge));
  let bySymbol: ReadonlyMap<string, readonly Library[]> | undefined;
  const found = (library: Library, message: string): FoundLibrary => ({ library, evidence: [{ message, source: bundled().source }] });
  return {
    title: 'the bundled facts on libraries',
    unread: [],
    find: (question, name) => bundled().lookup.find(question, name).map((library) => found(library, `${library.package ?? library.name} has ${inWords(question, name, library)}`)),
    bySymbol(symbol) {
      bySymbol ??= indexSymbols(bundled().symbols);
      return (bySymbol.get(symbol) ?? []).map((library) => found(library, `${library.package ?? library.name} exports ${symbol}`));
    },
    symbolsOf(library) {
      const own = bundled().symbols.get(library)?.();
      return own && own.size > 0 ? own : undefined;
    },
  };
}

interface Bundled {
  readonly lookup: Lookup;
  readonly symbols: ReadonlyMap<Library, () => ReadonlySet<string>>;
  readonly source: string;
}

function readBundled(knowledge: KnowledgeBase): Bundled {
  const facts = knowledge.libraryFacts();
  const written = knowledge.libraryLicenses() ?? NOTHING_WRITTEN;
  const symbols = new Map<Library, () => ReadonlySet<string>>();
  const source = `bundled facts on libraries, ${facts?.origin ?? 'none of which could be loaded'}`;
  const lookup = new Lookup();
  for (const fact of facts?.libraries ?? []) {
    for (const { library, cmake, names, headers, symbols: own } of librariesOf(fact, written, source)) {
      lookup.add(library, cmake, headers, names);
      symbols.set(library, own);
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

function indexSymbols(symbols: ReadonlyMap<Library, () => ReadonlySet<string>>): Map<string, Library[]> {
  const index = new Map<string, Library[]>();
  for (const [library, all] of symbols) {
    for (const symbol of all()) {
      const known = index.get(symbol);
      if (known) known.push(library);
      else index.set(symbol, [library]);
    }
  }
  return index;
}
