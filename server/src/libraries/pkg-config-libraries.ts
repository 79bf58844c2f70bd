/**
 * Libraries by the .pc files of this machine: for machines whose package database is not read, and for what was installed by
 * hand below /usr/local. What a file states of its licence counts; hardly any does, and then the bundled facts on a library
 * of the same names tell it.
 */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import type { Evidence } from '../findings/finding.ts';
import { START_OF_FILE } from '../base/location.ts';
import { licenseOf } from './judged-license.ts';
import type { FoundLibrary, Library, LibrarySource } from './library.ts';
import { Lookup } from './lookup.ts';
import { readPkgConfig, type PkgConfigFile } from './pkg-config.ts';

/** Where pkg-config and pkgconf look without being told. */
const DIRECTORIES = ['/usr/local/lib/pkgconfig', '/usr/local/share/pkgconfig', '/usr/lib64/pkgconfig', '/usr/lib/pkgconfig', '/usr/share/pkgconfig', '/opt/homebrew/lib/pkgconfig'];

export function createPkgConfigLibraries(files: Files, bundled: LibrarySource): LibrarySource {
  let read: Lookup | undefined;
  const twins = new Map<Library, Library>();
  const lookup = (): Lookup => {
    if (read) return read;
    read = new Lookup();
    for (const directory of DIRECTORIES.flatMap((one) => [one, ...multiarch(one, files)])) {
      for (const { name } of files.list(directory).filter((entry) => entry.name.endsWith('.pc'))) {
        const file = path.posix.join(directory, name);
        const content = files.read(file);
        if (!isReadable(content)) continue;
        const { library, twin } = libraryOf(path.posix.basename(name, '.pc'), file, readPkgConfig(content.text), bundled);
        read.add(library, [], () => library.headers);
        if (twin) twins.set(library, twin);
      }
    }
    return read;
  };
  return {
    title: 'the .pc files of this machine',
    unread: [],
    find: (question, name) => lookup().find(question, name).map((library): FoundLibrary => ({ library, evidence: [{ message: `this machine has ${library.package}` }] })),
    bySymbol: () => [],
    bySymbols: () => new Map(),
    symbolsOf(library) {
      const twin = twins.get(library);
      return twin && bundled.symbolsOf(twin);
    },
  };
}

/** Debian keeps them in a directory for each processor. */
function multiarch(directory: string, files: Files): string[] {
  if (directory !== '/usr/lib/pkgconfig') return [];
  return files.list('/usr/lib').filter(({ name, kind }) => kind === 'directory' && /^\w+-linux-gnu/.test(name)).map(({ name }) => `/usr/lib/${name}/pkgconfig`);
}

function libraryOf(name: string, file: string, read: PkgConfigFile, bundled: LibrarySource): { library: Library; twin: Library | undefined } {
  const asked = [bundled.find('pkg-config', name), ...read.linkNames.slice(0, 1).map((link) => bundled.find('link-name', link))];
  const twin = asked.find((found) => found.length > 0)?.[0]!.library;
  const stated: Evidence = { message: `${name}.pc says "License: ${read.license}"`, location: { file, range: START_OF_FILE } };
  const own = read.license === null ? undefined : licenseOf(read.license, [stated, ...(twin?.license.evidence ?? [])]);
  const nothing = licenseOf(null, [{ message: `${name}.pc states no licence, and the bundled facts know no library of these names`, location: { file, range: START_OF_FILE } }]);
  const library: Library = {
    name: twin?.name ?? read.name ?? name,
    package: `${name}.pc${read.version === null ? '' : ` ${read.version}`}`,
    version: read.version,
    get license() {
      return own?.state === 'known' && twin?.confidence !== 'high' ? own : (twin?.license ?? own ?? nothing);
    },
    confidence: own?.state === 'known' ? 'medium' : (twin?.confidence ?? 'low'),
    depends: twin?.depends ?? null,
    isSystemLibrary: twin?.isSystemLibrary ?? false,
    linkNames: read.linkNames,
    sonames: twin?.sonames ?? [],
    pkgConfig: [name],
    get headers() {
      return twin?.headers ?? [];
    },
    alternatives: twin?.alternatives ?? [],
    homepage: read.url ?? twin?.homepage ?? null,
  };
  return { library, twin };
}
