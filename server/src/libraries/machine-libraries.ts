/**
 * The libraries of this machine, out of its package database: packages to build with, and the run-time packages of what was
 * built elsewhere. The database is read when somebody asks for the first time, and then only the lists of packages that can
 * hold libraries. Bundled facts on the same package tell what its files do not.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { Evidence } from '../findings/finding.ts';
import { NOTHING_WRITTEN } from '../knowledge/library-licenses.ts';
import type { LicenseBase } from '../licensing/license-base.ts';
import { readApk } from './apk.ts';
import { readDpkg } from './dpkg.ts';
import { isForBuilding, type InstalledPackage, type PackageDatabase } from './installed-package.ts';
import { librariesOf } from './libraries-of-fact.ts';
import type { FoundLibrary, Library, LibraryQuestion, LibrarySource } from './library.ts';
import { linkNameOf } from './library-names.ts';
import { Lookup } from './lookup.ts';
import { factOfPackage, isLibraryFile } from './package-fact.ts';
import { Twins } from './twins.ts';

/** Databases of rpm: sqlite, ndb and Berkeley files, none of which is text. */
const RPM = ['/var/lib/rpm/rpmdb.sqlite', '/usr/lib/sysimage/rpm/rpmdb.sqlite', '/usr/lib/sysimage/rpm/Packages.db', '/var/lib/rpm/Packages.db', '/var/lib/rpm/Packages'];

export interface MachineSources {
  /** Goes before the bundled facts: what one builds with here. */
  readonly forBuilding: LibrarySource;
  /** Goes behind them: libraries that are here only to run programs. */
  readonly forRunning: LibrarySource;
}

export function createMachineLibraries(files: Files, base: LicenseBase): MachineSources {
  const machine = new Machine(files, base);
  return { forBuilding: sourceOf(machine, () => machine.forBuilding, 'this machine has'), forRunning: sourceOf(machine, () => machine.forRunning, 'installed here is') };
}

function sourceOf(machine: Machine, lookup: () => Lookup, has: string): LibrarySource {
  const evidence = (library: Library, question: LibraryQuestion, name: string): Evidence => ({
    message: `${has} ${library.package ?? library.name}${question === 'name' ? '' : `, which holds ${name}`}`,
    source: machine.databaseName,
  });
  return {
    get title() {
      return machine.title;
    },
    get unread() {
      return machine.unread;
    },
    find: (question, name) => lookup().find(question, name).map((library): FoundLibrary => ({ library, evidence: [evidence(library, question, name)] })),
    bySymbol: () => [],
    bySymbols: () => new Map(),
    symbolsOf: (library) => machine.symbolsOf(library),
  };
}

/** Files by which one sees that packages of the machine came or went. */
export const MACHINE_DATABASES = ['/var/lib/dpkg/status', '/lib/apk/db/installed', ...RPM];

class Machine {
  private read: { readonly database: PackageDatabase | undefined; readonly unread: readonly Unread[] } | undefined;
  private owned: ReadonlyMap<string, InstalledPackage> | undefined;
  private facts: Twins | undefined;
  private building: Lookup | undefined;
  private running: Lookup | undefined;
  private readonly symbols = new Map<Library, () => ReadonlySet<string>>();

  constructor(
    private readonly files: Files,
    private readonly base: LicenseBase,
  ) {}

  get forBuilding(): Lookup {
    return (this.building ??= this.lookupOf((this.database?.packages ?? []).filter(({ name }) => isForBuilding(name) || this.twins.hasPackage(name))));
  }

  /** Run-time packages are taken for what they are: their own copyright file speaks. */
  get forRunning(): Lookup {
    return (this.running ??= this.lookupOf([...new Set(this.owners.values())]));
  }

  get unread(): readonly Unread[] {
    return this.readOnce().unread;
  }

  get title(): string {
    const { database } = this.readOnce();
    return database ? `the packages of this machine (${database.name})` : 'this machine (whose package database could not be read)';
  }

  get databaseName(): string {
    return this.database ? `${this.database.name} database of this machine` : 'this machine';
  }

  /** A library without any is one whose symbols are not known. */
  symbolsOf(library: Library): ReadonlySet<string> | undefined {
    const symbols = this.symbols.get(library)?.();
    return symbols && symbols.size > 0 ? symbols : undefined;
  }

  private get twins(): Twins {
    return (this.facts ??= new Twins(this.base.knowledge));
  }

  private get database(): PackageDatabase | undefined {
    return this.readOnce().database;
  }

  private readOnce(): NonNullable<Machine['read']> {
    if (this.read) return this.read;
    const databases = [readDpkg(this.files), readApk(this.files)].filter((one) => one !== undefined);
    const unread = databases.filter((one): one is Unread => 'reason' in one);
    const database = databases.find((one): one is PackageDatabase => 'packages' in one);
    const rpm = database ? undefined : RPM.find((file) => this.files.stat(file));
    if (rpm !== undefined) unread.push({ file: rpm, reason: "this machine's packages are kept by rpm, whose database is not read: .pc files and the bundled facts tell whose libraries are" });
    return (this.read = { database, unread });
  }

  /** By base name: "libreadline.so.8" and the package that brought it. */
  private get owners(): ReadonlyMap<string, InstalledPackage> {
    if (this.owned) return this.owned;
    const owned = new Map<string, InstalledPackage>();
    for (const one of this.database?.packages ?? []) {
      if (!/^lib|libs?(?:\d|$)|-so$/.test(one.name) && this.database!.name === 'dpkg') continue;
      if (isForBuilding(one.name)) continue;
      for (const file of one.files()) if (isLibraryFile(file) && /\.so\./.test(file)) owned.set(path.posix.basename(file), one);
    }
    return (this.owned = owned);
  }

  private lookupOf(packages: readonly InstalledPackage[]): Lookup {
    const { knowledge } = this.base;
    const written = knowledge.libraryLicenses() ?? NOTHING_WRITTEN;
    const sonames = sonamesByLinkName([...this.owners.keys()]);
    const lookup = new Lookup();
    for (const one of packages) {
      const fact = factOfPackage({ package: one, sonamesOf: (name) => sonames.get(name) ?? [], twins: this.twins, files: this.files, base: this.base });
      if (fact.links.length === 0 && fact.headers.length === 0) continue;
      for (const { library, cmake, names, headers, symbols } of librariesOf(fact, written, this.databaseName)) {
        lookup.add(library, cmake, headers, names);
        this.symbols.set(library, symbols);
      }
    }
    return lookup;
  }
}

/** The shortest of "libreadline.so.8" and "libreadline.so.8.2" is the name that programs ask for. */
function sonamesByLinkName(files: readonly string[]): Map<string, readonly string[]> {
  const found = new Map<string, string>();
  for (const file of files) {
    const known = found.get(linkNameOf(file));
    if (known === undefined || file.length < known.length) found.set(linkNameOf(file), file);
  }
  return new Map([...found].map(([name, file]) => [name, [file]]));
}
