/** What sources of a package load that is compiled: their own addons, and libraries by FFI. */

import path from 'node:path';
import type { Unread } from '../../base/files.ts';
import type { Location } from '../../base/location.ts';
import { GAP } from '../../facts/constant-texts.ts';
import type { AddonLoad, LibraryLoad, UsedSymbol } from '../../facts/native-facts.ts';
import type { Evidence } from '../../findings/finding.ts';
import type { Libraries } from '../../libraries/library.ts';
import { canMean, loadedLibrary } from '../../resolve/loaded-library.ts';
import { foundEvidence, type NativePart } from '../../resolve/native-part.ts';
import type { BroughtPackage, JudgedLoad } from '../../resolve/package-subject.ts';
import type { ModuleSource } from './module-sources.ts';
import { broughtLibrary, distinctLibraries, librariesOfPart, unknownLibrary } from './native-libraries.ts';
import type { PackageUnit } from './package-unit.ts';

/** Loaders look where node-gyp and CMake leave what they build. */
const BUILT = /(?:^|\/)(?:build|out|prebuilds|prebuilt|bin|lib|Debug|Release)\//;

/** @param unread gets what cannot be told */
export function loadsOf(source: ModuleSource, unit: PackageUnit, libraries: () => Libraries, unread: Unread[]): JudgedLoad[] {
  const { addons, libraries: loaded, unknown } = source.native;
  for (const { span, reason } of unknown) unread.push({ file: source.file, reason, line: source.lines.position(span.start).line });
  return [...addons.flatMap((addon) => addonLoad(addon, source, unit, unread)), ...loaded.map((library) => libraryLoad(library, source, unit, libraries(), unread))];
}

function addonLoad(addon: AddonLoad, source: ModuleSource, unit: PackageUnit, unread: Unread[]): JudgedLoad[] {
  const at = { file: source.file, range: source.lines.range(addon.span) };
  const { parts, files } = unit.own;
  const patterns = addon.paths.map((written) => path.resolve(path.dirname(source.file), written));
  // A path into another package is that package's, which an import of it or package.json brings.
  if (patterns.length > 0 && patterns.every((pattern) => !pattern.startsWith(unit.manifest.directory) || pattern.includes('node_modules'))) return [];
  const loaded = parts.filter((part) => part.kind === 'native-addon' && isMeant(part, addon, patterns));
  if (loaded.length > 0) return [{ by: addon.by, at, brings: distinctLibraries(loaded.flatMap((part) => librariesOfPart(part, [unit.manifest.name], 'runtime', unit.judgeLibrary))) }];
  const what = shown(addon);
  const isThere = files.some((file) => patterns.some((pattern) => canMean(pattern, file)));
  unread.push({ file: source.file, line: at.range.start.line, reason: `loads ${what}, ${isThere ? 'which is of a format that is not read' : 'which is not there, and no build file is known to make it'}` });
  return [];
}

function isMeant(part: NativePart, { name }: AddonLoad, patterns: readonly string[]): boolean {
  const called = path.basename(part.name, '.node');
  if (patterns.length === 0) return name === null || called === name;
  if (part.from === 'compiled') return patterns.some((pattern) => canMean(pattern, part.at.file));
  // What a build file makes may not have been built yet.
  return patterns.some((pattern) => BUILT.test(pattern) && canMean(path.basename(pattern), `${called}.node`));
}

function shown({ by, paths, name }: AddonLoad): string {
  const written = paths[0]?.replaceAll(GAP, '…') ?? name;
  return written === undefined || written === null ? `an addon by ${by}` : `"${written}"${paths.length > 0 ? '' : ` by ${by}`}`;
}

function libraryLoad(load: LibraryLoad, source: ModuleSource, unit: PackageUnit, libraries: Libraries, unread: Unread[]): JudgedLoad {
  const at = { file: source.file, range: source.lines.range(load.span) };
  const way = [unit.manifest.name, load.api];
  const evidence = symbolEvidence(load.symbols, source, at);
  const own = ownLibrary(load, source, unit);
  const brings: BroughtPackage[] = own ? librariesOfPart(own, way, 'runtime', unit.judgeLibrary) : [];
  const answer = loadedLibrary(load, libraries);
  if ('found' in answer) {
    const [first] = answer.found;
    const { library } = first!;
    const loads: Evidence = { message: `${load.api} loads ${answer.name.replaceAll(GAP, '…')}`, location: at };
    if (!library.isSystemLibrary) brings.unshift(broughtLibrary(library, [...way, library.name], 'run-time-loaded', [loads, ...evidence, ...foundEvidence(answer.found)], unit.judgeLibrary));
  } else if (!own) {
    const name = load.names[0]!.replaceAll(GAP, '…');
    brings.push(unknownLibrary(name, [...way, name], 'run-time-loaded', answer.reason, evidence));
    unread.push({ file: source.file, line: at.range.start.line, reason: `loads ${name} by ${load.api}, whose licence is not known: ${answer.reason}` });
  }
  return { by: load.api, at, brings: distinctLibraries(brings) };
}

/** A library that the package itself brings. */
function ownLibrary({ names }: LibraryLoad, source: ModuleSource, unit: PackageUnit): NativePart | undefined {
  const patterns = names.filter((name) => /[\\/]/.test(name)).map((name) => path.resolve(path.dirname(source.file), name));
  return unit.own.parts.find((part) => part.from === 'compiled' && patterns.some((pattern) => canMean(pattern, part.at.file)));
}

function symbolEvidence(symbols: readonly UsedSymbol[], source: ModuleSource, { file }: Location): Evidence[] {
  return symbols.map(({ name, span }) => ({ message: `asks it for ${name}()`, location: { file, range: source.lines.range(span) } }));
}
