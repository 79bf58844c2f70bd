/** Libraries by all the names that people ask for them by. Headers are many, and are indexed when the first is asked for. */

import path from 'node:path';
import { linkNameOf } from './library-names.ts';
import type { Library, LibraryQuestion } from './library.ts';

type Index = Map<string, Library[]>;

export class Lookup {
  private readonly libraries: { readonly library: Library; readonly headers: () => readonly string[] }[] = [];
  private readonly links: Index = new Map();
  private readonly sonames: Index = new Map();
  private readonly pkgConfig: Index = new Map();
  private readonly cmake: Index = new Map();
  private readonly names: Index = new Map();
  private readonly squeezed: Index = new Map();
  private headers: Index | undefined;

  /** @param names further ones that people may ask by: of its source package */
  add(library: Library, cmake: readonly string[], headers: () => readonly string[], names: readonly string[] = []): void {
    this.libraries.push({ library, headers });
    this.headers = undefined;
    for (const name of library.linkNames) put(this.links, name, library);
    for (const name of library.sonames) put(this.sonames, name, library);
    for (const name of library.pkgConfig) put(this.pkgConfig, name, library);
    for (const name of cmake) put(this.cmake, name.toLowerCase(), library);
    const packageName = library.package?.split(' ')[0];
    for (const name of [library.name, ...(packageName === undefined ? [] : [packageName, packageName.replace(/^lib|-dev$/g, '')]), ...names]) put(this.names, name.toLowerCase(), library);
    for (const name of [...library.linkNames, ...library.pkgConfig, library.name, ...names]) put(this.squeezed, squeeze(name), library);
  }

  find(question: LibraryQuestion, name: string): readonly Library[] {
    switch (question) {
      case 'header':
        return (this.headers ??= this.indexHeaders()).get(path.posix.normalize(name)) ?? [];
      case 'link-name':
        return this.links.get(name) ?? [];
      case 'pkg-config':
        return this.pkgConfig.get(name) ?? [];
      case 'file-name':
        return this.sonames.get(path.basename(name)) ?? this.links.get(linkNameOf(name)) ?? [];
      case 'cmake-package':
        return this.byCMakePackage(name);
      case 'name':
        return this.names.get(name.toLowerCase()) ?? this.links.get(name) ?? this.pkgConfig.get(name) ?? [];
    }
  }

  /** CMake's own and the projects' own modules mostly carry the name of the library: FindReadline, FindFFTW3, FindGTK3. */
  private byCMakePackage(name: string): readonly Library[] {
    const named = this.squeezed.get(squeeze(name)) ?? [];
    const looked = this.cmake.get(name.toLowerCase());
    if (!looked) return named;
    return [...looked.filter((library) => named.includes(library)), ...looked.filter((library) => !named.includes(library))];
  }

  private indexHeaders(): Index {
    const index: Index = new Map();
    for (const { library, headers } of this.libraries) for (const header of headers()) put(index, header, library);
    return index;
  }
}

/** "GTK3" and "gtk-3", "LibXml2" and "xml2". */
function squeeze(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9+]/g, '').replace(/^lib(?=.)/, '');
}

function put(index: Index, name: string, library: Library): void {
  const known = index.get(name);
  if (!known) index.set(name, [library]);
  else if (!known.includes(library)) known.push(library);
}
