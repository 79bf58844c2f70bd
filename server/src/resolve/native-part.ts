/**
 * What the compiled parts of a package bring: libraries that a native addon or a shared library is linked with, or holds a
 * copy of. Plain data, and the join that makes it of compiled files.
 */

import path from 'node:path';
import { START_OF_FILE, type Location } from '../base/location.ts';
import type { Binary } from '../binary/binary.ts';
import type { Evidence } from '../findings/finding.ts';
import { isUnknown, type FoundLibrary, type Libraries, type Library } from '../libraries/library.ts';
import type { LinkKind } from '../licensing/link-kinds.ts';

/** An addon, a library or an archive: a compiled file of a package, or one that its build files make. */
export interface NativePart {
  /** "better_sqlite3.node" */
  readonly name: string;
  readonly kind: 'native-addon' | 'library';
  /** The file itself, or the line of the build file that makes it. */
  readonly at: Location;
  readonly from: 'compiled' | 'sources';
  readonly libraries: readonly ArrivedLibrary[];
  readonly unknown: readonly UnknownArrival[];
}

export interface ArrivedLibrary {
  readonly library: Library;
  readonly kind: LinkKind;
  /** Between the part and the library: "libvips-cpp.so.8", "addon.cc:12 readline()". */
  readonly steps: readonly string[];
  readonly evidence: readonly Evidence[];
  /** Why it may be otherwise, as a clause: "the build links it, and no source is seen to use it"; null: nothing speaks against it. */
  readonly doubt: string | null;
}

/** A library that is asked for, and nobody knows whose it is. */
export interface UnknownArrival {
  readonly name: string;
  readonly kind: LinkKind;
  readonly steps: readonly string[];
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

export interface CompiledFile {
  readonly path: string;
  readonly binary: Binary;
}

/** So many functions that one library alone is known to have are no accident. */
const ENOUGH_FUNCTIONS = 5;
/**
 * The loader that starts programs, which libraries of its C library name as well (System V ABI, "Program Interpreter"), and
 * the C library where it is musl, which calls itself by the processor. Distributions have them in packages of other names.
 */
const OF_THE_SYSTEM = /^(?:ld(?:64)?(?:-linux|-musl)?(?:-[\w-]+)?\.so(?:\.\d+)?|libc\.musl-[\w-]+\.so\.1)$/;
/** Symbols that a message names. */
const SHOWN = 4;

/**
 * @param shipped the file that the loader would find under a name that `from` needs; undefined where it comes from elsewhere
 */
export function partOfCompiled(file: CompiledFile, shipped: (needed: string, from: CompiledFile) => CompiledFile | undefined, libraries: Libraries): NativePart {
  const arrived = new Map<string, ArrivedLibrary>();
  const unknown = new Map<string, UnknownArrival>();
  const seen = new Set<string>();

  const visit = (one: CompiledFile, steps: readonly string[]): void => {
    if (seen.has(one.path)) return;
    seen.add(one.path);
    for (const needed of one.binary.needed) {
      if (OF_THE_SYSTEM.test(needed)) continue;
      const own = shipped(needed, one);
      const found = libraries.byFileName(needed);
      const needs = (): Evidence => ({ message: `${path.basename(one.path)} needs ${needed}${own ? ', which is shipped with it' : ''}`, location: fileLocation(own?.path ?? one.path), source: 'ELF, DT_NEEDED' });
      if (!isUnknown(found)) add(arrived, found[0]!.library, (library) => ({ library, kind: 'dynamic-link', doubt: null, steps, evidence: [needs(), ...calls(library, one, libraries), ...foundEvidence(found)] }));
      else if (!own && !unknown.has(needed)) unknown.set(needed, { name: needed, kind: 'dynamic-link', steps, reason: found.reason, evidence: [needs()] });
      if (own) visit(own, [...steps, needed]);
    }
    for (const copy of copiesIn(one, libraries)) add(arrived, copy.library, () => ({ ...copy, steps }));
  };
  visit(file, []);
  return {
    name: path.basename(file.path),
    kind: file.path.endsWith('.node') ? 'native-addon' : 'library',
    at: fileLocation(file.path),
    from: 'compiled',
    libraries: [...arrived.values()],
    unknown: [...unknown.values()],
  };
}

/** What every program of the system is linked with is told by nobody: its symbols need not be unpacked for evidence. */
function add(arrived: Map<string, ArrivedLibrary>, library: Library, arrival: (library: Library) => ArrivedLibrary): void {
  if (!library.isSystemLibrary && !arrived.has(library.name)) arrived.set(library.name, arrival(library));
}

export function foundEvidence(found: readonly FoundLibrary[]): Evidence[] {
  const [first, ...others] = found;
  const names = [...new Set(others.map(({ library }) => library.name))].filter((name) => name !== first!.library.name);
  return [...first!.evidence, ...(names.length === 0 ? [] : [{ message: `${names.join(', ')} ${names.length === 1 ? 'offers' : 'offer'} the same name` }])];
}

function calls(library: Library, { binary, path: file }: CompiledFile, libraries: Libraries): Evidence[] {
  const symbols = libraries.symbolsOf(library);
  const asked = symbols ? binary.imported.filter(({ name }) => symbols.has(name)).map(({ name }) => name) : [];
  return asked.length === 0 ? [] : [{ message: `${path.basename(file)} asks it for ${listed(asked)}`, location: fileLocation(file), source: 'ELF, dynamic symbols' }];
}

/** Libraries of which the file holds a copy: it offers functions that each is alone known to have. */
function copiesIn({ binary, path: file }: CompiledFile, libraries: Libraries): Omit<ArrivedLibrary, 'steps'>[] {
  const owners = new Map<string, { found: FoundLibrary; names: string[] }>();
  // What is weak comes out of headers: templates and inline functions, of whoever includes them.
  const offered = binary.exported.filter(({ weak, isFunction }) => isFunction && !weak);
  // Most addons offer nothing but their entry: the index of symbols need not be loaded for them.
  if (offered.length < ENOUGH_FUNCTIONS) return [];
  const known = libraries.bySymbols(offered.map(({ name }) => name));
  for (const { name } of offered) {
    const [found, other] = known.get(name) ?? [];
    if (!found || other) continue;
    const owner = owners.get(found.library.name) ?? { found, names: [] };
    owner.names.push(name);
    owners.set(found.library.name, owner);
  }
  const own = [path.basename(file), binary.soname ?? ''].map(stemOf);
  return [...owners.values()]
    .filter(({ found: { library }, names }) => names.length >= ENOUGH_FUNCTIONS && !library.sonames.some((soname) => own.includes(stemOf(soname))))
    .map(({ found, names }) => ({
      library: found.library,
      kind: 'static-link' as const,
      // Which version a copy is of, and so under which licence, only its package can tell.
      doubt: `a copy of it is inside, of which this is known for ${found.library.version === null ? 'another version' : `version ${found.library.version}`} alone`,
      evidence: [{ message: `${path.basename(file)} holds a copy of it: it defines ${listed(names)}`, location: fileLocation(file), source: 'ELF, symbols' }, ...found.evidence],
    }));
}

/** "libreadline" of "libreadline.so.8.2" and of "libreadline.a". */
function stemOf(name: string): string {
  return name.replace(/\.(?:so(?:\.\d+)*|a|node)$/, '');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => `${name}()`).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}

export function fileLocation(file: string): Location {
  return { file, range: START_OF_FILE };
}
