/**
 * Cargo.toml of a native addon in Rust (napi-rs, neon): its name, and the C libraries that it asks for in `links`, in
 * `#[link(…)]` and in what build.rs prints to cargo. build.rs is a program: its text is read for plain calls, never run.
 * Of TOML only tables and plain values are understood, which is all that these few keys need.
 */

import path from 'node:path';
import type { BuildRun, BuildText } from '../build-run.ts';
import type { LinkRequest } from '../program.ts';
import type { ProgramDraft } from '../program-draft.ts';

interface Entry {
  readonly table: string;
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Crates that make a library a module of Node. */
const ADDON_CRATE = /^(?:napi|napi-derive|neon|node-bindgen)$/;

export function readCargo(run: BuildRun, file: string): ProgramDraft | undefined {
  const manifest = run.open(file);
  if (!manifest) return undefined;
  const entries = entriesOf(run, manifest);
  const get = (table: string, key: string) => entries.find((entry) => entry.table === table && entry.key === key);
  const dependencies = entries.filter(({ table, key }) => dependencyName(table, key) !== undefined);
  if (!dependencies.some(({ table, key }) => ADDON_CRATE.test(dependencyName(table, key)!))) return undefined;
  const name = get('lib', 'name') ?? get('package', 'name');
  if (!name) {
    run.report(file, 'has no name');
    return undefined;
  }
  const directory = path.dirname(file);
  const links: LinkRequest[] = [];
  const native = get('package', 'links');
  if (native) links.push({ by: 'link-name', name: unquoted(native.value), at: manifest.at(native.start, native.end), linkage: 'unknown', condition: null });
  const build = unquoted(get('package', 'build')?.value ?? 'build.rs');
  const sources = [path.join(directory, build), ...rustSources(run, path.join(directory, 'src'))].filter((one) => run.isFile(one));
  for (const source of sources) links.push(...linksOfRust(run, source));
  const crates = dependencies.map(({ table, key }) => dependencyName(table, key)!).filter((crate) => crate.endsWith('-sys'));
  if (crates.length > 0) run.report(file, `depends on ${crates.join(', ')}: what these crates link is decided by their own build programs`, manifest.line(name.start));
  return { kind: 'native-addon', name: unquoted(name.value).replace(/-/g, '_'), directory, buildSystem: 'cargo', at: manifest.at(name.start, name.end), sources: [], links, uses: new Map() };
}

function entriesOf(run: BuildRun, manifest: BuildText): Entry[] {
  const entries: Entry[] = [];
  let table = '';
  for (const match of manifest.text.matchAll(/^[ \t]*(?:\[+([^\]\n]+)\]+|([\w.-]+|"[^"\n]*")[ \t]*=[ \t]*([^\n]*))/gm)) {
    run.step();
    if (match[1] !== undefined) table = match[1].replace(/["'\s]/g, '');
    else {
      const start = match.index + match[0].length - match[3]!.length;
      const value = match[3]!.replace(/\s+#.*$|\s+$/, '');
      entries.push({ table, key: match[2]!.replace(/"/g, ''), value, start, end: start + value.length });
    }
    if (match[1] !== undefined && /(?:^|\.)dependencies\.[\w-]+$/.test(table)) entries.push({ table, key: '', value: '', start: match.index, end: match.index });
  }
  return entries;
}

/** Of `name = …` in [dependencies] and [target.….dependencies], and of [dependencies.name]. */
function dependencyName(table: string, key: string): string | undefined {
  const own = /(?:^|\.)dependencies\.([\w-]+)$/.exec(table)?.[1];
  if (own !== undefined) return own;
  return /(?:^|\.)dependencies$/.test(table) && key !== '' ? key.split('.')[0] : undefined;
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2');
}

const SOURCE_LIMIT = 500;

function rustSources(run: BuildRun, directory: string): string[] {
  const found: string[] = [];
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined && found.length < SOURCE_LIMIT; next = waiting.pop()) {
    for (const { name, kind } of run.files.list(next)) {
      if (kind === 'directory') waiting.push(path.join(next, name));
      else if (name.endsWith('.rs')) found.push(path.join(next, name));
    }
  }
  return found;
}

function linksOfRust(run: BuildRun, file: string): LinkRequest[] {
  const source = run.open(file);
  if (!source) return [];
  const links: LinkRequest[] = [];
  const add = (by: LinkRequest['by'], name: string, start: number, linkage: LinkRequest['linkage']) => links.push({ by, name, at: source.at(start, start + name.length), linkage, condition: null });
  const printed = /cargo::?rustc-link-lib=(?:(static|dylib|framework)(?::[\w+,-]*)?=)?([\w.+-]+)/g;
  for (const match of source.text.matchAll(printed)) add('link-name', match[2]!, match.index + match[0].length - match[2]!.length, match[1] === 'static' ? 'static' : 'dynamic');
  for (const match of source.text.matchAll(/(?:probe_library|\.probe)\(\s*"([\w.+-]+)"/g)) add('pkg-config', match[1]!, match.index + match[0].length - match[1]!.length - 1, 'dynamic');
  for (const match of source.text.matchAll(/#\[link\(([^)\]]*)\)\]/g)) {
    const name = /name\s*=\s*"([^"]+)"/.exec(match[1]!);
    if (name) add('link-name', name[1]!, match.index + match[0].indexOf(name[1]!, match[0].indexOf('name')), /kind\s*=\s*"static"/.test(match[1]!) ? 'static' : 'dynamic');
  }
  return links;
}
