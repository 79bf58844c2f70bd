/** CMake's own Find modules: what they look for with find_library and pkg-config, as names that lead back to libraries. */

import fs from 'node:fs';
import path from 'node:path';

/** "z" → "ZLIB", "zlib.pc" → "ZLIB". */
export interface FindModules {
  readonly byLinkName: ReadonlyMap<string, readonly string[]>;
  readonly byPkgConfig: ReadonlyMap<string, readonly string[]>;
}

const KEYWORD = /^(?:NAMES|NAMES_PER_DIR|HINTS|PATHS|PATH_SUFFIXES|DOC|REQUIRED|QUIET|ENV|NO_\w+|CMAKE_\w+|REGISTRY_VIEW|VALIDATOR|IMPORTED_TARGET|GLOBAL)$/;
/** A module that looks for many libraries is of a suite, and tells of none of them. */
const MOST_NAMES = 12;

/** @param root of the unpacked package that holds CMake's modules */
export function readFindModules(root: string): FindModules {
  const byLinkName = new Map<string, string[]>();
  const byPkgConfig = new Map<string, string[]>();
  const directory = path.join(root, 'usr/share', fs.readdirSync(path.join(root, 'usr/share')).find((name) => /^cmake-/.test(name))!, 'Modules');
  for (const file of fs.readdirSync(directory).sort()) {
    const module = /^Find(.+)\.cmake$/.exec(file)?.[1];
    if (module === undefined) continue;
    const text = fs.readFileSync(path.join(directory, file), 'utf8').replace(/#\[(=*)\[[^]*?\]\1\]|#[^\n]*/g, '');
    const looked = namesIn(text, /\bfind_library\s*\(([^()]*)\)/gi, 'NAMES');
    // FindThreads and the like only try whether a program can be linked with a library.
    const tried = [...text.matchAll(/\b\w*check_lib\w*\s*\(\s*([A-Za-z]\w*)/gi)].map((match) => match[1]!);
    add(byLinkName, looked.size > 0 ? looked : new Set(tried), module);
    add(byPkgConfig, namesIn(text, /\bpkg_(?:check|search)_modules?\s*\(([^()]*)\)/gi, undefined), module);
  }
  return { byLinkName, byPkgConfig };
}

/** Behind a keyword up to the next one; without it, all words but the first. */
function namesIn(text: string, call: RegExp, keyword: string | undefined): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(call)) {
    const words = match[1]!.split(/\s+/).filter((word) => word !== '');
    let taking = keyword === undefined;
    for (const word of words.slice(1)) {
      if (KEYWORD.test(word)) taking = keyword === undefined || word === keyword;
      else if (taking && /^[A-Za-z][\w+.-]*$/.test(word)) names.add(word);
    }
    if (taking && keyword !== undefined && words.length === 2) names.add(words[1]!);
  }
  return names;
}

function add(index: Map<string, string[]>, names: ReadonlySet<string>, module: string): void {
  if (names.size > MOST_NAMES) return;
  for (const name of names) index.set(name, [...(index.get(name) ?? []), module]);
}
