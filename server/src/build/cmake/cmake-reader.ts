/**
 * Walks CMake files as CMake does when it configures, but through all branches whose condition is not known beforehand.
 * Nothing is run: what execute_process, try_compile and the finding of libraries would say stays open.
 */

import path from 'node:path';
import { glob } from '../../make/glob.ts';
import { BranchedValues, unknownValue, unknownWord } from '../branched-values.ts';
import type { BuildRun } from '../build-run.ts';
import { cmakePackageWord, moduleNames, pkgConfigWord } from '../request-words.ts';
import { and, conditionOf, fact, not, type Truth } from '../truth.ts';
import { underCondition, type Word } from '../word.ts';
import { conditionOfIf, constantTruth, type ConditionWord } from './cmake-condition.ts';
import { CMakeTargets, type CMakeTarget } from './cmake-target.ts';
import { parseCMake, type CMakeArgument, type CMakeCommand } from './parse-cmake.ts';

const DEPTH_LIMIT = 60;
const LOOP_LIMIT = 200;
const LIST_LIMIT = 20_000;
const TEXT_LIMIT = 200_000;

/** As CMake sets them on Linux with GCC. */
const PLATFORM: Readonly<Record<string, string>> = {
  UNIX: '1', LINUX: '1', WIN32: '', APPLE: '', MSVC: '', MINGW: '', CYGWIN: '', ANDROID: '', IOS: '', BORLAND: '', WINDOWS_STORE: '', EMSCRIPTEN: '', HAIKU: '', BEOS: '',
  CMAKE_SYSTEM_NAME: 'Linux', CMAKE_HOST_SYSTEM_NAME: 'Linux', CMAKE_SYSTEM_PROCESSOR: 'x86_64', CMAKE_C_COMPILER_ID: 'GNU', CMAKE_CXX_COMPILER_ID: 'GNU',
  CMAKE_COMPILER_IS_GNUCC: '1', CMAKE_COMPILER_IS_GNUCXX: '1', CMAKE_SIZEOF_VOID_P: '8', CMAKE_CROSSCOMPILING: '', CMAKE_DL_LIBS: 'dl', CMAKE_THREAD_LIBS_INIT: '-pthread',
  CMAKE_EXECUTABLE_SUFFIX: '', CMAKE_STATIC_LIBRARY_SUFFIX: '.a', CMAKE_SHARED_LIBRARY_SUFFIX: '.so',
};

interface Callable {
  readonly command: CMakeCommand;
  readonly isMacro: boolean;
}

/** What a directory hands down to its targets and to the directories below. */
interface Directory {
  readonly source: string;
  readonly includes: string[];
  readonly defines: string[];
  readonly links: Word[];
}

export class CMakeReader {
  readonly targets = new CMakeTargets();
  /** Directories whose CMakeLists.txt was read. */
  readonly visited = new Set<string>();
  private readonly callables = new Map<string, Callable>();
  private readonly top: string;
  private directory: Directory;
  private scopes: BranchedValues[] = [];
  private path: Truth = true;
  private depth = 0;

  constructor(
    readonly run: BuildRun,
    listFile: string,
  ) {
    this.top = path.dirname(listFile);
    this.directory = { source: this.top, includes: [], defines: [], links: [] };
  }

  read(): void {
    const values = new BranchedValues(null);
    const at = { file: this.top, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };
    const set = (name: string, text: string) => values.set(name, text === '' ? [] : [{ text, at, condition: null }]);
    for (const [name, value] of Object.entries(PLATFORM)) set(name, value);
    for (const name of ['CMAKE_SOURCE_DIR', 'PROJECT_SOURCE_DIR']) set(name, this.top);
    for (const name of ['CMAKE_BINARY_DIR', 'PROJECT_BINARY_DIR']) set(name, path.join(this.top, 'build'));
    this.scopes = [values];
    this.enter(this.top, values);
  }

  private enter(source: string, values: BranchedValues): void {
    const file = path.join(source, 'CMakeLists.txt');
    if (this.visited.has(source) || this.depth > DEPTH_LIMIT) return;
    this.visited.add(source);
    const opened = this.run.open(file);
    if (!opened) return;
    const at = opened.at(0, 0);
    const below = path.relative(this.top, source);
    values.set('CMAKE_CURRENT_SOURCE_DIR', [{ text: source, at, condition: null }]);
    values.set('CMAKE_CURRENT_LIST_DIR', [{ text: source, at, condition: null }]);
    values.set('CMAKE_CURRENT_BINARY_DIR', [{ text: path.join(this.top, 'build', below), at, condition: null }]);
    const outer = this.directory;
    this.directory = { source, includes: [...outer.includes], defines: [...outer.defines], links: [...outer.links] };
    this.scopes.push(values);
    this.depth++;
    this.all(parseCMake(this.run, opened), values);
    this.depth--;
    this.scopes.pop();
    this.directory = outer;
  }

  private all(commands: readonly CMakeCommand[], values: BranchedValues): void {
    for (const command of commands) {
      if (values.aborted) return;
      this.one(command, values);
    }
  }

  private one(command: CMakeCommand, values: BranchedValues): void {
    this.run.step();
    switch (command.name) {
      case 'if':
        return this.readIf(command, values);
      case 'foreach':
        return this.readForeach(command, values);
      case 'while':
      case 'block':
        return this.all(command.body, values);
      case 'function':
      case 'macro': {
        const name = command.args[0]?.text.toLowerCase();
        if (name !== undefined) this.callables.set(name, { command, isMacro: command.name === 'macro' });
        return;
      }
      default: {
        const callable = this.callables.get(command.name);
        const words = this.expandAll(command, command.args, values);
        if (callable) return this.call(callable, words, values, command);
        const run = COMMANDS[command.name];
        if (run) run.call(this, words, values, command);
        else if (/(?:^|_)(?:link|add)_|(?:^|_)(?:librar(?:y|ies)|executable|plugin)(?:_|$)/.test(command.name) && !HARMLESS.test(command.name)) {
          this.run.report(command.file.path, `calls ${command.name}, which is defined nowhere in the project`, command.file.line(command.start));
        }
      }
    }
  }

  private readIf(command: CMakeCommand, values: BranchedValues): void {
    const parts: { when: Truth; values: BranchedValues }[] = [];
    let before: Truth = true;
    const outerPath = this.path;
    for (const branch of [command, ...command.branches]) {
      const truth: Truth = branch.name === 'else' ? true : this.condition(branch, values);
      const when = before === false || truth === false ? false : truth === true ? before : truth;
      const own = values.branch();
      if (when !== false) {
        this.path = and(outerPath, when);
        this.all(branch.body, own);
      }
      parts.push({ when, values: own });
      before = truth === true ? false : truth === false ? before : and(before, not(truth));
    }
    this.path = outerPath;
    parts.push({ when: before, values: values.branch() });
    values.join(parts, command.file.at(command.start, command.end));
  }

  private condition(command: CMakeCommand, values: BranchedValues): Truth {
    const words = command.args.flatMap((arg): ConditionWord[] => {
      const quoted = arg.kind !== 'plain';
      const alone = /^\$\{(\w+)\}$/.exec(arg.text)?.[1];
      if (alone !== undefined && values.get(alone) === undefined) return [{ text: arg.text, quoted, unknown: alone }];
      const expanded = this.expand(command, arg, values);
      const unknown = expanded.map(unknownValue).find((one) => one !== undefined);
      if (unknown !== undefined) return [{ text: unknown, quoted, unknown }];
      return [{ text: expanded.map((word) => word.text).join(';'), quoted }];
    });
    return conditionOfIf(words, {
      variable: (name) => this.truthOf(name, values),
      value: (word) => {
        const found = values.get(word);
        return found && found.every((one) => one.condition === null && unknownValue(one) === undefined) ? found.map((one) => one.text).join(';') : undefined;
      },
      isTarget: (name) => this.targets.isKnown(name),
      exists: (file) => this.run.files.stat(path.resolve(this.directory.source, file)) !== undefined,
      isCommand: (name) => this.callables.has(name.toLowerCase()),
    });
  }

  private truthOf(name: string, values: BranchedValues): Truth {
    const words = values.get(name);
    if (words === undefined) return fact(name.replace(/_FOUND$/, ' is found'));
    if (words.length === 0) return false;
    const unknown = words.map(unknownValue).find((one) => one !== undefined);
    if (unknown !== undefined) return fact(unknown.replace(/_FOUND$/, ' is found'));
    if (words.some((word) => word.condition !== null)) {
      const yes = words.find((word) => constantTruth(word.text) !== false);
      return yes ? (yes.condition ?? true) : name;
    }
    if (words.length === 1) return constantTruth(words[0]!.text) ?? true;
    return true;
  }

  private readForeach(command: CMakeCommand, values: BranchedValues): void {
    const [variable, ...rest] = this.expandAll(command, command.args, values);
    if (!variable) return;
    let items = rest;
    const lists = rest.findIndex((word) => word.text === 'LISTS');
    const literal = rest.findIndex((word) => word.text === 'ITEMS');
    if (rest[0]?.text === 'IN') {
      const names = lists < 0 ? [] : rest.slice(lists + 1, literal > lists ? literal : undefined);
      items = [...names.flatMap((name) => values.get(name.text) ?? []), ...(literal < 0 ? [] : rest.slice(literal + 1, lists > literal ? lists : undefined))];
    } else if (rest[0]?.text === 'RANGE') items = rest.slice(1, 2);
    for (const item of items.slice(0, LOOP_LIMIT)) {
      const outerPath = this.path;
      if (item.condition !== null) this.path = and(this.path, item.condition);
      values.set(variable.text, [{ ...item, condition: null }]);
      this.all(command.body, values);
      this.path = outerPath;
    }
  }

  private call({ command, isMacro }: Callable, words: readonly Word[], values: BranchedValues, at: CMakeCommand): void {
    if (this.depth > DEPTH_LIMIT) {
      this.run.report(at.file.path, `calls ${at.name} too deep`, at.file.line(at.start));
      return;
    }
    const scope = isMacro ? values : values.branch();
    const names = command.args.slice(1).map((arg) => arg.text);
    names.forEach((name, i) => scope.set(name, words[i] ? [words[i]] : []));
    scope.set('ARGV', words);
    scope.set('ARGN', words.slice(names.length));
    scope.set('ARGC', [{ text: String(words.length), at: at.file.at(at.start, at.end), condition: null }]);
    words.slice(0, 20).forEach((word, i) => scope.set(`ARGV${i}`, [word]));
    this.depth++;
    this.scopes.push(scope);
    this.all(command.body, scope);
    this.scopes.pop();
    this.depth--;
    if (scope.aborted) values.aborted = true;
  }

  // --- words --------------------------------------------------------------------------------------------------------

  private expandAll(command: CMakeCommand, args: readonly CMakeArgument[], values: BranchedValues): Word[] {
    const words: Word[] = [];
    for (const arg of args) {
      if (words.length > LIST_LIMIT) break;
      words.push(...this.expand(command, arg, values));
    }
    return words;
  }

  /** A plain argument is as many words as its list has; a quoted one is one. */
  private expand(command: CMakeCommand, arg: CMakeArgument, values: BranchedValues): Word[] {
    const at = command.file.at(arg.start, arg.end);
    const plain = (text: string): Word => ({ text, at, condition: null });
    if (arg.kind === 'bracket') return [plain(arg.text)];
    const alone = /^\$\{([\w./+-]+)\}$/.exec(arg.text)?.[1];
    // A list in quotes is mostly handed on to where it is a list again; kept apart, its words keep their places.
    if (alone !== undefined) {
      const words = values.get(alone);
      if (words !== undefined) return arg.kind === 'quoted' && words.length === 0 ? [plain('')] : [...words];
      return arg.kind === 'quoted' ? [plain('')] : [];
    }
    if (!/[$\\;]/.test(arg.text)) return [plain(arg.text)];
    let words: Word[] = [plain('')];
    for (const [piece, name] of pieces(arg.text)) {
      this.run.step();
      const inserted = name === undefined ? [plain(piece)] : (values.get(this.nameIn(name, values)) ?? []).filter((word) => unknownValue(word) === undefined);
      const parts = arg.kind === 'quoted' ? [plain(textOf(inserted))] : inserted.length === 0 ? [plain('')] : inserted;
      const last = words.pop()!;
      const [first, ...others] = parts as [Word, ...Word[]];
      const glued = last.text === '' ? first : { ...last, text: last.text + first.text, condition: underCondition(last, first.condition).condition };
      if (glued.text.length > TEXT_LIMIT) return [];
      words = [...words, glued, ...others];
    }
    // "${ZLIB_SOURCE}/a.c" without that variable is nothing, rather than /a.c.
    if (words[0]!.text.startsWith('/') && arg.text.startsWith('${') && values.get(arg.text.slice(2, arg.text.indexOf('}'))) === undefined) return [];
    if (arg.kind === 'quoted') return words;
    return words.flatMap((word) => (word.text.includes(';') ? word.text.split(';').map((text) => ({ ...word, text })) : [word])).filter((word) => word.text !== '');
  }

  /** `${A_${B}}` */
  private nameIn(text: string, values: BranchedValues, depth = 0): string {
    if (depth > 10 || !text.includes('${')) return text;
    return this.nameIn(text.replace(/\$\{([\w./+-]+)\}/g, (_, name: string) => values.get(name)?.[0]?.text ?? ''), values, depth + 1);
  }

  // --- what commands need -------------------------------------------------------------------------------------------

  here(word: Word): string {
    return path.resolve(this.directory.source, word.text);
  }

  wordsOf(command: CMakeCommand, arg: CMakeArgument, values: BranchedValues): Word[] {
    return this.expand(command, arg, values);
  }

  /** The elements of a list that an argument holds, in quotes or not. */
  listOf(command: CMakeCommand, arg: CMakeArgument, values: BranchedValues): string[] {
    return this.expand(command, arg, values).flatMap((word) => word.text.split(';')).filter(Boolean);
  }

  get current(): Directory {
    return this.directory;
  }

  /** The words of a command that count under the conditions around it. */
  underPath(words: readonly Word[]): Word[] {
    const condition = conditionOf(this.path);
    return words.map((word) => underCondition(word, condition));
  }

  setOutside(name: string, words: readonly Word[]): void {
    this.scopes.at(-2)?.set(name, this.underPath(words));
  }

  addTarget(kind: CMakeTarget['kind'], name: Word, sources: readonly Word[]): void {
    this.targets.add({
      name: name.text,
      kind,
      directory: this.directory.source,
      at: name.at,
      condition: conditionOf(this.path),
      sources: sources.map((word) => (path.isAbsolute(word.text) || word.text.startsWith('$<') ? word : { ...word, text: this.here(word) })),
      links: [...this.directory.links],
      defines: this.directory.defines,
      includeDirectories: this.directory.includes,
      outputName: undefined,
    });
  }

  addSubdirectory(word: Word, values: BranchedValues): void {
    const directory = this.here(word);
    if (this.run.isFile(path.join(directory, 'CMakeLists.txt'))) this.enter(directory, values.branch());
    else this.run.report(word.at.file, `adds the directory ${word.text}, which has no CMakeLists.txt`, word.at.range.start.line);
  }

  /** A file, or a module out of CMAKE_MODULE_PATH; CMake's own modules define no targets. True where one was read. */
  include(name: string, values: BranchedValues): boolean {
    const candidates = [name, ...(values.get('CMAKE_MODULE_PATH') ?? []).flatMap((word) => [path.resolve(this.directory.source, word.text, `${name}.cmake`)])];
    const file = candidates.map((one) => path.resolve(this.directory.source, one)).find((one) => this.run.isFile(one));
    const opened = file !== undefined && this.depth <= DEPTH_LIMIT ? this.run.open(file) : undefined;
    if (!opened) return false;
    const before = values.get('CMAKE_CURRENT_LIST_DIR') ?? [];
    values.set('CMAKE_CURRENT_LIST_DIR', [{ text: path.dirname(opened.path), at: opened.at(0, 0), condition: null }]);
    this.depth++;
    this.all(parseCMake(this.run, opened), values);
    this.depth--;
    values.set('CMAKE_CURRENT_LIST_DIR', before);
    return true;
  }

  globbed(patterns: readonly Word[], recursive: boolean): Word[] {
    return patterns.flatMap((word) => {
      const directories = recursive ? this.below(path.dirname(this.here(word))) : [path.dirname(this.here(word))];
      const pattern = path.basename(word.text);
      return directories.flatMap((directory) => glob(this.run.files, '/', path.join(directory, pattern)).map((file) => ({ ...word, text: file })));
    });
  }

  private below(directory: string): string[] {
    const found = [directory];
    for (let i = 0; i < found.length && found.length < 2_000; i++) {
      this.run.step();
      for (const { name, kind } of this.run.files.list(found[i]!)) if (kind === 'directory' && !name.startsWith('.')) found.push(path.join(found[i]!, name));
    }
    return found;
  }
}

/**
 * A list as one text. Alternatives of flags, put into flags again and again, would double each time: of long ones the longest
 * stands for all.
 */
function textOf(words: readonly Word[]): string {
  const text = words.map((word) => word.text).join(';');
  if (text.length < 2_000 || words.some((word) => word.condition === null)) return text;
  return words.reduce((longest, { text: one }) => (one.length > longest.length ? one : longest), '');
}

/** Text and references of an argument in turn: `[text, undefined]` or `[…, name]`. */
function* pieces(text: string): Generator<[string, string | undefined]> {
  let from = 0;
  for (let i = text.indexOf('${'); i >= 0; i = text.indexOf('${', from)) {
    let depth = 0;
    let end = i;
    for (; end < text.length; end++) {
      if (text.startsWith('${', end)) depth++;
      else if (text[end] === '}' && --depth === 0) break;
    }
    if (i > from) yield [unescaped(text.slice(from, i)), undefined];
    if (end >= text.length) return;
    yield ['', text.slice(i + 2, end)];
    from = end + 1;
  }
  if (from < text.length) yield [unescaped(text.slice(from)), undefined];
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : c));
}

// --- commands -------------------------------------------------------------------------------------------------------

type Command = (this: CMakeReader, words: readonly Word[], values: BranchedValues, command: CMakeCommand) => void;

const HARMLESS = /^(?:add_custom_\w+|add_dependencies|add_test|add_compile_\w+|add_link_options|link_directories|target_link_(?:directories|options)|check_library_exists|set_\w+|get_\w+|install|include_directories)$/;

function isOn(words: readonly Word[], keyword: string): boolean {
  return words.some((word) => word.text === keyword);
}

/** The words between one of `keywords` and the next word in capitals that is known. */
function section(words: readonly Word[], keywords: readonly string[], ends: ReadonlySet<string>): Word[] {
  const start = words.findIndex((word) => keywords.includes(word.text));
  if (start < 0) return [];
  const rest = words.slice(start + 1);
  const end = rest.findIndex((word) => ends.has(word.text));
  return end < 0 ? rest : rest.slice(0, end);
}

const FIND_ENDS = new Set(['NAMES', 'HINTS', 'PATHS', 'PATH_SUFFIXES', 'DOC', 'REQUIRED', 'NO_DEFAULT_PATH', 'NO_CMAKE_PATH', 'NAMES_PER_DIR', 'ENV', 'NO_CACHE', 'NO_CMAKE_SYSTEM_PATH', 'NO_SYSTEM_ENVIRONMENT_PATH']);

const COMMANDS: Readonly<Record<string, Command>> = {
  project(words, values, command) {
    const name = words[0];
    if (!name) return;
    values.set('PROJECT_NAME', [name]);
    const source = [{ text: this.current.source, at: command.file.at(command.start, command.end), condition: null }];
    values.set('PROJECT_SOURCE_DIR', source);
    values.set(`${name.text}_SOURCE_DIR`, source);
    if (values.get('CMAKE_PROJECT_NAME') === undefined) values.set('CMAKE_PROJECT_NAME', [name]);
  },
  set(words, values) {
    const [name, ...rest] = words;
    if (!name) return;
    const cache = rest.findIndex((word) => word.text === 'CACHE');
    // Whoever configures gives another value to what is in the cache: a switch stays open, a path does not matter.
    if (cache >= 0 && rest[cache + 1]?.text === 'BOOL') values.set(name.text, [unknownWord(name.text, name.at)]);
    else if (cache >= 0) {
      if (values.get(name.text) === undefined) values.set(name.text, rest.slice(0, cache));
    } else if (rest.at(-1)?.text === 'PARENT_SCOPE') this.setOutside(name.text, rest.slice(0, -1));
    else values.set(name.text, rest.filter((word) => word.text !== ''));
  },
  unset(words, values) {
    if (words[0]) values.set(words[0].text, []);
  },
  option(words, values) {
    if (words[0]) values.set(words[0].text, [unknownWord(words[0].text, words[0].at)]);
  },
  cmake_dependent_option(words, values) {
    if (words[0]) values.set(words[0].text, [unknownWord(words[0].text, words[0].at)]);
  },
  list(words, values) {
    const [operation, name, ...rest] = words;
    if (!operation || !name) return;
    const list = values.get(name.text)?.filter((word) => unknownValue(word) === undefined) ?? [];
    if (operation.text === 'APPEND') values.set(name.text, [...list, ...rest]);
    else if (operation.text === 'PREPEND') values.set(name.text, [...rest, ...list]);
    else if (operation.text === 'REMOVE_ITEM') values.set(name.text, list.filter((word) => !rest.some((one) => one.text === word.text)));
    else if (operation.text === 'GET' && rest.length === 2) values.set(rest[1]!.text, list.slice(Number(rest[0]!.text) || 0).slice(0, 1));
    else if (operation.text === 'TRANSFORM' && rest[0]?.text === 'PREPEND' && rest[1]) values.set(name.text, list.map((word) => ({ ...word, text: rest[1]!.text + word.text })));
    else if (operation.text === 'TRANSFORM' && rest[0]?.text === 'APPEND' && rest[1]) values.set(name.text, list.map((word) => ({ ...word, text: word.text + rest[1]!.text })));
  },
  string(words, values) {
    const [operation, ...rest] = words;
    const texts = rest.map((word) => word.text);
    const put = (name: string | undefined, text: string) => {
      if (name !== undefined && text.length < TEXT_LIMIT) values.set(name, [{ text, at: rest[0]!.at, condition: null }]);
    };
    if (operation?.text === 'TOUPPER') put(texts[1], texts[0]!.toUpperCase());
    else if (operation?.text === 'TOLOWER') put(texts[1], texts[0]!.toLowerCase());
    else if (operation?.text === 'STRIP') put(texts[1], texts[0]!.trim());
    else if (operation?.text === 'CONCAT') put(texts[0], texts.slice(1).join(''));
    else if (operation?.text === 'REPLACE' && texts[0] && texts.length > 3) put(texts[2], texts.slice(3).join('').split(texts[0]).join(texts[1]));
  },
  file(words, values) {
    const [operation, name, ...rest] = words;
    if (!operation || !name || !operation.text.startsWith('GLOB')) return;
    const patterns: Word[] = [];
    for (let i = 0; i < rest.length; i++) {
      if (rest[i]!.text === 'RELATIVE') i++;
      else if (rest[i]!.text !== 'CONFIGURE_DEPENDS' && !/^LIST_DIRECTORIES$|^(?:true|false)$/i.test(rest[i]!.text)) patterns.push(rest[i]!);
    }
    values.set(name.text, this.globbed(patterns, operation.text === 'GLOB_RECURSE'));
  },
  aux_source_directory(words, values) {
    if (words[0] && words[1]) values.set(words[1].text, this.globbed(['*.c', '*.cc', '*.cpp'].map((pattern) => ({ ...words[0]!, text: path.join(words[0]!.text, pattern) })), false));
  },
  add_executable(words) {
    const [name, ...rest] = words;
    if (!name || isOn(rest, 'IMPORTED')) return;
    if (rest[0]?.text === 'ALIAS' && rest[1]) this.targets.alias(name.text, rest[1].text);
    else this.addTarget('executable', name, rest.filter((word) => !/^(?:WIN32|MACOSX_BUNDLE|EXCLUDE_FROM_ALL)$/.test(word.text)));
  },
  add_library(words) {
    const [name, ...rest] = words;
    if (!name) return;
    if (isOn(rest, 'IMPORTED')) {
      // Without a location that says more, the name is what is known of it.
      if (!name.text.includes('::')) this.targets.import(name.text, []);
      return;
    }
    if (rest[0]?.text === 'ALIAS' && rest[1]) {
      this.targets.alias(name.text, rest[1].text);
      return;
    }
    const kind = rest.find((word) => /^(?:STATIC|SHARED|MODULE|OBJECT|INTERFACE)$/.test(word.text))?.text;
    const sources = rest.filter((word) => !/^(?:STATIC|SHARED|MODULE|OBJECT|INTERFACE|EXCLUDE_FROM_ALL)$/.test(word.text));
    // Without a word on it BUILD_SHARED_LIBS decides, and its default is no.
    this.addTarget(kind === 'INTERFACE' ? 'interface' : kind === 'SHARED' || kind === 'MODULE' ? 'shared-library' : 'static-library', name, sources);
  },
  set_target_properties(words) {
    const properties = words.findIndex((word) => word.text === 'PROPERTIES');
    for (const name of words.slice(0, Math.max(properties, 0))) {
      const target = this.targets.get(name.text);
      for (let i = properties + 1; i + 1 < words.length; i++) {
        const [property, value] = [words[i]!.text, words[i + 1]!];
        if (property === 'OUTPUT_NAME' && target) target.outputName ??= value.text;
        else if (/^(?:IMPORTED_LOCATION(?:_\w+)?|INTERFACE_LINK_LIBRARIES|LINK_LIBRARIES)$/.test(property)) {
          if (target) target.links.push(...this.underPath([value]));
          else this.targets.import(name.text, [value]);
        }
      }
    }
  },
  target_link_libraries(words, _values, command) {
    const [name, ...items] = words;
    const target = name && this.targets.get(name.text);
    if (target) target.links.push(...this.underPath(items));
    else if (name && this.targets.isKnown(name.text)) this.targets.import(name.text, this.underPath(items));
    else this.run.report(command.file.path, `links ${name?.text ?? 'a target'}, which is no target that is known here`, command.file.line(command.start));
  },
  link_libraries(words) {
    this.current.links.push(...this.underPath(words));
  },
  target_sources(words) {
    const target = words[0] && this.targets.get(words[0].text);
    if (!target) return;
    for (const word of words.slice(1)) {
      if (!/^(?:PRIVATE|PUBLIC|INTERFACE|FILE_SET|TYPE|HEADERS|BASE_DIRS|FILES)$/.test(word.text)) target.sources.push(word.text.startsWith('$<') ? word : { ...word, text: this.here(word) });
    }
  },
  include_directories(words) {
    this.current.includes.push(...words.filter((word) => !/^(?:BEFORE|AFTER|SYSTEM)$/.test(word.text)).map((word) => this.here(word)));
  },
  target_include_directories(words) {
    const target = words[0] && this.targets.get(words[0].text);
    const directories = words.slice(1).filter((word) => !/^(?:PRIVATE|PUBLIC|INTERFACE|BEFORE|AFTER|SYSTEM)$/.test(word.text));
    if (target) target.includeDirectories.push(...directories.map((word) => this.here({ ...word, text: word.text.replace(/^\$<BUILD_INTERFACE:(.*)>$/, '$1') })).filter((one) => !one.includes('$<')));
  },
  add_definitions(words) {
    this.current.defines.push(...words.filter((word) => word.text.startsWith('-D')).map((word) => word.text.slice(2)));
  },
  add_compile_definitions(words) {
    this.current.defines.push(...words.map((word) => word.text));
  },
  target_compile_definitions(words) {
    const target = words[0] && this.targets.get(words[0].text);
    const defines = words.slice(1).filter((word) => !/^(?:PRIVATE|PUBLIC|INTERFACE)$/.test(word.text) && !word.text.startsWith('$<'));
    if (target) target.defines.push(...defines.map((word) => word.text.replace(/^-D/, '')));
  },
  add_subdirectory(words, values) {
    if (words[0]) this.addSubdirectory(words[0], values);
  },
  subdirs(words, values) {
    for (const word of words) this.addSubdirectory(word, values);
  },
  include(words, values) {
    if (words[0]) this.include(words[0].text, values);
  },
  find_package(words, values) {
    const [name] = words;
    if (!name) return;
    const before = values.get(`${name.text}_LIBRARIES`) ?? values.get(`${name.text.toUpperCase()}_LIBRARIES`);
    const ownModule = this.include(`Find${name.text}`, values);
    const spellings = new Set([name.text, name.text.toUpperCase()]);
    const required = isOn(words, 'REQUIRED');
    const told = [...spellings].some((one) => (values.get(`${one}_LIBRARIES`) ?? values.get(`${one}_LIBRARY`)) !== undefined);
    for (const one of spellings) {
      values.set(`${one}_FOUND`, required ? [{ ...name, text: '1' }] : [unknownWord(`${one}_FOUND`, name.at)]);
      if (ownModule && told && before === undefined) continue;
      for (const suffix of ['LIBRARIES', 'LIBRARY', 'LIBS', 'LINK_LIBRARIES']) values.set(`${one}_${suffix}`, [{ ...name, text: cmakePackageWord(name.text) }]);
    }
  },
  pkg_check_modules(words, values) {
    pkgModules(this, words, values, false);
  },
  pkg_search_module(words, values) {
    pkgModules(this, words, values, true);
  },
  find_library(words, values) {
    const [variable, ...rest] = words;
    if (!variable) return;
    const listed = isOn(rest, 'NAMES') ? section(rest, ['NAMES'], FIND_ENDS) : rest.slice(0, 1);
    const names = [...new Set(listed.map((word) => word.text.replace(/^lib(?=.)|\.(?:a|so)$/g, '')))];
    const found = names.map((name): Word => ({ text: `-l${name}`, at: listed.find((word) => word.text.includes(name))!.at, condition: names.length > 1 ? fact(`lib${name} is found`) : null }));
    values.set(variable.text, found);
  },
  message(words, values) {
    if (words[0] && /^(?:FATAL_ERROR|SEND_ERROR)$/.test(words[0].text)) values.aborted = true;
  },
  cmake_parse_arguments(words, values, command) {
    // Lists in quotes are words here: they are read again as they were written.
    const listed = command.args.slice(1, 4).map((arg) => this.listOf(command, arg, values));
    const [options, single, multiple] = listed as [string[], string[], string[]];
    const prefix = words[0]?.text ?? '';
    const given = command.args.slice(4).flatMap((arg) => this.wordsOf(command, arg, values));
    const all = new Set([...options, ...single, ...multiple]);
    for (const option of options) values.set(`${prefix}_${option}`, isOn(given, option) ? [{ ...given.find((word) => word.text === option)!, text: '1' }] : []);
    for (const keyword of single) values.set(`${prefix}_${keyword}`, section(given, [keyword], all).slice(0, 1));
    for (const keyword of multiple) values.set(`${prefix}_${keyword}`, section(given, [keyword], all));
    const first = given.findIndex((word) => all.has(word.text));
    values.set(`${prefix}_UNPARSED_ARGUMENTS`, first < 0 ? given : given.slice(0, first));
  },
};

function pkgModules(reader: CMakeReader, words: readonly Word[], values: BranchedValues, oneOf: boolean): void {
  const [prefix, ...rest] = words;
  if (!prefix) return;
  const required = isOn(rest, 'REQUIRED');
  const asked = rest.filter((word) => !/^(?:REQUIRED|QUIET|IMPORTED_TARGET|GLOBAL|NO_CMAKE_PATH|NO_CMAKE_ENVIRONMENT_PATH|STATIC_TARGET)$/.test(word.text));
  const modules = asked.flatMap((word) => moduleNames(word.text).map((module): Word => ({ ...word, text: module })));
  const alternatives = oneOf && modules.length > 1;
  const found = modules.map((word): Word => ({ ...word, text: pkgConfigWord(word.text), condition: alternatives ? fact(`${word.text} is found`) : null }));
  for (const suffix of ['LIBRARIES', 'LINK_LIBRARIES', 'LDFLAGS', 'STATIC_LIBRARIES', 'STATIC_LDFLAGS']) values.set(`${prefix.text}_${suffix}`, found);
  values.set(`${prefix.text}_FOUND`, required ? [{ ...prefix, text: '1' }] : [unknownWord(`${prefix.text}_FOUND`, prefix.at)]);
  reader.targets.import(`PkgConfig::${prefix.text}`, found);
}
