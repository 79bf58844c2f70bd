/** From a kernel's headers to its index: which headers and names are worth a fact, and how they include one another. */

import fs from 'node:fs';
import path from 'node:path';
import type { HeaderFacts, KernelIndex, NameFact } from '../../server/src/knowledge/kernel-index.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { kernelIncludeDirectories } from '../../server/src/preprocess/include-search.ts';
import type { Progress } from '../../server/src/base/runtime.ts';
import { templateFact } from './template.ts';
import type { Corpus } from './corpus.ts';
import { probeEngine, type ProbeUnit } from './engine.ts';
import { probeHeader, type HeaderOnDisk, type ProbeOptions } from './probe-header.ts';

/** Headers that stand behind each probed one, because macros rely on what their users include. */
const BACKGROUND_HEADERS = 60;
/** Files that must mention a constant before its value is worth a fact. */
const COMMON = 200;

/** @param only header paths to ask about; all where there are none. */
export function buildIndex(target: KernelTarget, headers: Headers, corpus: Corpus, progress: Progress, only?: (path: string, position: number) => boolean): KernelIndex {
  const engine = probeEngine(target);
  const background = [...corpus.includes]
    .filter(([name]) => headers.byName.has(name))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, BACKGROUND_HEADERS)
    .map(([name]) => `#include <${name}>`)
    .join('\n');
  const mentioned = (name: string): number => corpus.mentions.get(name) ?? 0;
  const options: ProbeOptions = {
    probe: engine.unit, background,
    wanted: (symbol) => {
      const exported = target.exports.get(symbol);
      return exported !== undefined && (exported.kind === 'gpl' || exported.namespace !== null);
    },
    isUsed: (name) => mentioned(name) > 0,
    isConstantOfInterest: (name) => corpus.conditions.has(name) || mentioned(name) >= COMMON,
  };
  const result: HeaderFacts[] = [];
  const reached = reachedHeaders(headers, corpus, engine.unit).filter(({ header }, position) => only?.(header.path, position) ?? true);
  for (const [done, { header, includes }] of reached.entries()) {
    progress(done, reached.length, header.path);
    const names = unique([...probeHeader(header, options), ...templateFact(header, engine.template, options.wanted)]);
    result.push({ path: header.path, includes: includes.map(({ path }) => path), names: names.filter((fact) => isWorthKeeping(fact, mentioned)) });
  }
  return { release: target.release, headers: withoutIdle(result) };
}

/** A header without facts is left out where it only stands between others: its includes become those of its includer. */
export function withoutIdle(headers: readonly HeaderFacts[]): HeaderFacts[] {
  const byPath = new Map(headers.map((header) => [header.path, header]));
  const behind = (path: string, seen: Set<string>, into: Set<string>): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const header = byPath.get(path);
    if (!header) return;
    if (header.names.length > 0) into.add(path);
    else for (const next of header.includes) behind(next, seen, into);
  };
  return headers.map((header) => {
    const includes = new Set<string>();
    const seen = new Set([header.path]);
    for (const path of header.includes) behind(path, seen, includes);
    return { ...header, includes: withoutImplied([...includes], byPath) };
  });
}

/** What another include brings in any case need not be said. */
function withoutImplied(includes: readonly string[], byPath: ReadonlyMap<string, HeaderFacts>): string[] {
  const direct = (path: string): readonly string[] => byPath.get(path)?.includes ?? [];
  const implied = new Set(includes.flatMap((path) => direct(path).filter((other) => !direct(other).includes(path))));
  return includes.filter((path) => !implied.has(path));
}

/**
 * A name of which nothing is said counts as a function that uses all its arguments: a fact that says no more is left out,
 * and so is one that no source has a use for.
 */
export function isWorthKeeping(fact: NameFact, mentions: (name: string) => number): boolean {
  if (fact.kind !== 'inline' && fact.kind !== 'expression') return true;
  if (fact.kind === 'inline' && mentions(fact.name) === 0) return false;
  if (fact.effectSymbols.length > 0 || fact.resultSymbols.length > 0 || fact.result.kind !== 'unknown') return true;
  const all = 2 ** Math.min(fact.parameters ?? 0, 31) - 1;
  return ((fact.usedByEffects | fact.usedByResult) & all) !== all;
}

function unique<T extends { readonly name: string }>(facts: readonly T[]): T[] {
  return [...new Map(facts.map((fact) => [fact.name, fact])).values()];
}

export interface Headers {
  readonly byName: ReadonlyMap<string, HeaderOnDisk>;
  find(name: string, from: HeaderOnDisk | undefined): HeaderOnDisk | undefined;
}

/** Every header on the kernel's own search path, by what stands between the brackets. */
export function findHeaders(target: KernelTarget): Headers {
  const { sourceDirectory, buildDirectory } = target.headers!;
  const byName = new Map<string, HeaderOnDisk>();
  const byFile = new Map<string, HeaderOnDisk>();
  for (const directory of kernelIncludeDirectories(target.headers!)) {
    if (!fs.existsSync(directory)) continue;
    for (const name of fs.readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.h')) continue;
      const absolute = path.join(directory, name);
      const root = absolute.startsWith(`${buildDirectory}/`) ? buildDirectory : sourceDirectory;
      let header = byFile.get(absolute);
      if (!header) {
        if (!fs.statSync(absolute).isFile()) continue;
        byFile.set(absolute, (header = { absolute, path: path.relative(root, absolute), text: fs.readFileSync(absolute, 'latin1') }));
      }
      if (!byName.has(name)) byName.set(name, header);
    }
  }
  return {
    byName,
    find: (name, from) => (from && byFile.get(path.join(path.dirname(from.absolute), name))) ?? byName.get(name),
  };
}

/** Every identifier of the headers. */
export function identifiersOf(headers: Headers): Set<string> {
  const known = new Set<string>();
  for (const { path, text } of new Set(headers.byName.values())) {
    if (!/(^|\/)dt-bindings\//.test(path)) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) known.add(word);
  }
  return known;
}

function includesOf(header: HeaderOnDisk, headers: Headers): HeaderOnDisk[] {
  const found = [...header.text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/gm)].flatMap(([, bracket, name]) => headers.find(name!, bracket === '"' ? header : undefined) ?? []);
  return [...new Set(found)].filter((one) => one !== header);
}

interface ReachedHeader {
  readonly header: HeaderOnDisk;
  /** Of the #include lines those that hold in this configuration. */
  readonly includes: readonly HeaderOnDisk[];
}

/** Constants for device trees lead nowhere, and the configuration is known from the kernel's facts. */
function isElsewhere(path: string): boolean {
  return /(^|\/)dt-bindings\/|^include\/generated\/autoconf\.h$/.test(path);
}

/** Headers that sources include, directly or not. */
export function reachedHeaders(headers: Headers, corpus: Corpus, probe: ProbeUnit): ReachedHeader[] {
  const reached = new Map<HeaderOnDisk, ReachedHeader>();
  const pending = [...corpus.includes.keys(), 'linux/compiler_types.h'].flatMap((name) => headers.byName.get(name) ?? []);
  for (let header; (header = pending.pop()); ) {
    if (reached.has(header) || isElsewhere(header.path)) continue;
    const read = new Set(probe(`#include "${header.absolute}"\n`).unit.files.map(({ path }) => path));
    const includes = includesOf(header, headers).filter(({ absolute }) => read.has(absolute));
    reached.set(header, { header, includes });
    pending.push(...includes);
  }
  return [...reached.values()].sort((a, b) => (a.header.path < b.header.path ? -1 : 1));
}
