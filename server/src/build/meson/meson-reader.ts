/**
 * Walks Meson files as `meson setup` does, but through all branches whose condition is not known beforehand. Every value is
 * a list of words: Meson flattens lists wherever it links something, so one kind of value is enough.
 */

import path from 'node:path';
import { BranchedValues, unknownValue, unknownWord } from '../branched-values.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { libraryName, readLinkWords } from '../link-words.ts';
import type { LinkRequest, Program } from '../program.ts';
import { addUse, type ProgramDraft } from '../program-draft.ts';
import { pkgConfigWord, requestOfWord } from '../request-words.ts';
import { and, conditionOf, fact, not, or, type Truth } from '../truth.ts';
import { underCondition, type Word } from '../word.ts';
import { parseMeson, type Arguments, type Expression, type Statement } from './parse-meson.ts';

/** A target of this project in a list: its number follows. */
const TARGET = '\uE005';
/** Words that are linked statically only: the word follows. */
const STATIC = '\uE006';
const DEPTH_LIMIT = 60;
const LIST_LIMIT = 20_000;
const TEXT_LIMIT = 100_000;

const TARGETS: Readonly<Record<string, Program['kind']>> = {
  executable: 'executable',
  library: 'shared-library',
  shared_library: 'shared-library',
  both_libraries: 'shared-library',
  shared_module: 'shared-library',
  static_library: 'static-library',
};

/** What Meson knows of the machine that it builds for. */
const MACHINE: Readonly<Record<string, string>> = { system: 'linux', kernel: 'linux', cpu_family: 'x86_64', cpu: 'x86_64', endian: 'little', get_id: 'gcc', get_argument_syntax: 'gcc' };

interface Entry {
  readonly key: readonly Word[];
  readonly value: readonly Word[];
}

export class MesonReader {
  readonly drafts: ProgramDraft[] = [];
  /** Directories whose meson.build was read. */
  readonly visited = new Set<string>();
  private readonly defines: string[] = [];
  private readonly projectLinks: Word[] = [];
  private readonly dictionaries = new Map<string, readonly Entry[]>();
  /** Lists of lists, row by row. */
  private readonly tables = new Map<string, readonly Word[][]>();
  private readonly lists = new Set<string>();
  private directory: string;
  private path: Truth = true;
  private depth = 0;
  private file!: BuildText;

  constructor(
    private readonly run: BuildRun,
    private readonly top: string,
  ) {
    this.directory = top;
  }

  read(): void {
    this.enter(this.top, new BranchedValues(null));
  }

  private enter(directory: string, values: BranchedValues): void {
    const file = path.join(directory, 'meson.build');
    if (this.visited.has(directory) || this.depth > DEPTH_LIMIT) return;
    this.visited.add(directory);
    const opened = this.run.open(file);
    if (!opened) return;
    const outer = { directory: this.directory, file: this.file };
    Object.assign(this, { directory, file: opened });
    this.depth++;
    this.all(parseMeson(this.run, opened), values);
    this.depth--;
    Object.assign(this, outer);
  }

  private all(statements: readonly Statement[], values: BranchedValues): void {
    for (const statement of statements) {
      this.run.step();
      if (values.aborted) return;
      if (statement.type === 'expression') this.words(statement.expression, values);
      else if (statement.type === 'assign') this.assign(statement, values);
      else if (statement.type === 'if') this.readIf(statement, values);
      else this.readForeach(statement, values);
    }
  }

  private assign({ name, adds, value }: Statement & { type: 'assign' }, values: BranchedValues): void {
    if (value.type === 'dict') this.dictionaries.set(name, [...(adds ? (this.dictionaries.get(name) ?? []) : []), ...this.entries(value, values)]);
    if (value.type === 'array' && value.items.some((item) => item.type === 'array')) this.tables.set(name, this.elements(value, values));
    if (this.isList(value)) this.lists.add(name);
    const words = this.words(value, values);
    const before = adds ? (values.get(name) ?? []) : [];
    const [one, other] = [before[0], words[0]];
    const isText = adds && before.length === 1 && words.length === 1 && !this.lists.has(name) && !isMarked(one!) && !isMarked(other!);
    values.set(name, isText ? [{ ...one!, text: (one!.text + other!.text).slice(0, TEXT_LIMIT) }] : [...before, ...words].slice(0, LIST_LIMIT));
  }

  private readIf({ branches, start }: Statement & { type: 'if' }, values: BranchedValues): void {
    const parts: { when: Truth; values: BranchedValues }[] = [];
    const outerPath = this.path;
    let before: Truth = true;
    for (const { condition, body } of branches) {
      const truth = condition ? this.truth(condition, values) : true;
      const when = before === false || truth === false ? false : truth === true ? before : truth;
      const own = values.branch();
      if (when !== false) {
        this.path = and(outerPath, when);
        this.all(body, own);
      }
      parts.push({ when, values: own });
      before = truth === true ? false : truth === false ? before : and(before, not(truth));
    }
    this.path = outerPath;
    parts.push({ when: before, values: values.branch() });
    values.join(parts, this.file.at(start, start + 2));
  }

  private readForeach({ names, list, body }: Statement & { type: 'foreach' }, values: BranchedValues): void {
    const entries =
      names.length === 2
        ? list.type === 'dict'
          ? this.entries(list, values)
          : (this.dictionaries.get(list.type === 'name' ? list.text : '') ?? [])
        : this.elements(list, values).map((value) => ({ key: value, value }));
    for (const { key, value } of entries.slice(0, LIST_LIMIT)) {
      const outerPath = this.path;
      if (names.length === 2) values.set(names[0]!, key);
      values.set(names.at(-1)!, value);
      this.all(body, values);
      this.path = outerPath;
    }
  }

  private entries(dict: Expression & { type: 'dict' }, values: BranchedValues): Entry[] {
    return dict.entries.map(({ key, value }) => ({ key: this.words(key, values), value: this.words(value, values) }));
  }

  /** Inner lists stay together: they are rows of a table. */
  private elements(list: Expression, values: BranchedValues): Word[][] {
    if (list.type === 'array') return list.items.map((item) => this.words(item, values));
    const table = list.type === 'name' ? this.tables.get(list.text) : undefined;
    return table ? [...table] : this.words(list, values).map((word) => [word]);
  }

  private isList(value: Expression): boolean {
    return value.type === 'array' || (value.type === 'name' && this.lists.has(value.text)) || (value.type === 'call' && value.name === 'files');
  }

  // --- values -------------------------------------------------------------------------------------------------------

  private word(text: string, { start, end }: { readonly start: number; readonly end: number }, condition: Truth = true): Word {
    return { text, at: this.file.at(start, end), condition: conditionOf(condition) };
  }

  private words(expression: Expression, values: BranchedValues): Word[] {
    this.run.step();
    switch (expression.type) {
      case 'text':
      case 'number':
        return [this.word(expression.text, expression)];
      case 'name':
        if (expression.text === 'true' || expression.text === 'false') return [this.word(expression.text, expression)];
        return [...(values.get(expression.text) ?? [])];
      case 'array':
        return expression.items.flatMap((item) => this.words(item, values)).slice(0, LIST_LIMIT);
      case 'dict':
        return expression.entries.flatMap(({ value }) => this.words(value, values));
      case 'call':
        return this.call(expression.name, expression.args, expression, values);
      case 'method':
        return this.method(expression, values);
      case 'index':
        return this.indexed(expression, values);
      case 'choice': {
        const truth = this.truth(expression.condition, values);
        const side = (one: Expression, when: Truth) => (when === false ? [] : this.words(one, values).map((word) => underCondition(word, conditionOf(when))));
        return [...side(expression.yes, truth), ...side(expression.no, not(truth))];
      }
      case 'binary':
        if (expression.operator === '+' || expression.operator === '/') return this.joined(expression, values);
        return this.truthWord(this.truth(expression, values), expression);
      case 'not':
        return this.truthWord(this.truth(expression, values), expression);
      case 'minus':
        return [];
    }
  }

  private truthWord(truth: Truth, place: Expression): Word[] {
    return truth === false ? [this.word('false', place)] : [this.word('true', place, truth)];
  }

  private joined({ operator, left, right }: Expression & { type: 'binary' }, values: BranchedValues): Word[] {
    const [one, other] = [this.words(left, values), this.words(right, values)];
    const asText = one.length === 1 && other.length === 1 && !isMarked(one[0]!) && !isMarked(other[0]!) && !this.isList(left) && !this.isList(right);
    if (!asText) return [...one, ...other].slice(0, LIST_LIMIT);
    const text = operator === '/' ? path.posix.join(one[0]!.text, other[0]!.text) : one[0]!.text + other[0]!.text;
    return [{ ...one[0]!, text: text.slice(0, TEXT_LIMIT) }];
  }

  private indexed({ object, index }: Expression & { type: 'index' }, values: BranchedValues): Word[] {
    const wanted = this.words(index, values)[0]?.text ?? '';
    const entries = object.type === 'name' ? this.dictionaries.get(object.text) : undefined;
    if (entries) return [...(entries.findLast(({ key }) => key[0]?.text === wanted)?.value ?? [])];
    const words = this.words(object, values);
    const at = words[Number(wanted) || 0];
    return at ? [at] : [];
  }

  private truth(expression: Expression, values: BranchedValues): Truth {
    this.run.step();
    if (expression.type === 'not') return not(this.truth(expression.operand, values));
    if (expression.type === 'binary') {
      const { operator, left, right } = expression;
      if (operator === 'and') return and(this.truth(left, values), this.truth(right, values));
      if (operator === 'or') return or(this.truth(left, values), this.truth(right, values));
      if (operator === '==') return this.equal(left, right, values);
      if (operator === '!=') return not(this.equal(left, right, values));
      return this.shown(expression);
    }
    if (expression.type === 'method') return this.methodTruth(expression, values);
    if (expression.type === 'choice') {
      const truth = this.truth(expression.condition, values);
      return or(and(truth, this.truth(expression.yes, values)), and(not(truth), this.truth(expression.no, values)));
    }
    if (expression.type === 'name' && values.get(expression.text) === undefined && !/^(?:true|false)$/.test(expression.text)) return expression.text;
    let result: Truth = false;
    for (const word of this.words(expression, values)) {
      const unknown = unknownValue(word);
      if (word.text !== 'false') result = or(result, and(word.condition ?? true, unknown ?? true));
    }
    return result;
  }

  private equal(left: Expression, right: Expression, values: BranchedValues): Truth {
    const [one, other] = [this.words(left, values), this.words(right, values)];
    const unknown = [...one, ...other].map(unknownValue).find((name) => name !== undefined);
    if (unknown !== undefined) {
      const value = [...one, ...other].find((word) => unknownValue(word) === undefined)?.text;
      return fact(value === undefined || value === 'true' ? unknown : value === 'false' ? `not ${unknown}` : `${unknown}=${value}`);
    }
    if (one.length !== 1 || other.length !== 1) return this.shown(left);
    return and(and(one[0]!.condition ?? true, other[0]!.condition ?? true), one[0]!.text === other[0]!.text);
  }

  private shown({ start, end }: Expression): Truth {
    return fact(this.file.text.slice(start, end));
  }

  /** Whether what is asked for has to be there: its option, or that it is found. */
  private required(args: Arguments, what: string, values: BranchedValues): Truth {
    const required = args.named.get('required');
    if (!required) return true;
    const truth = this.truth(required, values);
    return truth === false ? fact(`${what} is found`) : truth;
  }

  // --- functions ----------------------------------------------------------------------------------------------------

  private call(name: string, args: Arguments, place: Expression, values: BranchedValues): Word[] {
    const first = () => (args.positional[0] ? this.words(args.positional[0], values) : []);
    const kind = Object.hasOwn(TARGETS, name) ? TARGETS[name] : name === 'build_target' ? this.targetType(args, values) : undefined;
    if (kind) return this.addTarget(kind, args, place, values);
    switch (name) {
      case 'dependency':
        return this.dependency(args, values);
      case 'find_program':
        return first().slice(0, 1).map((word) => this.word(word.text, place, this.required(args, word.text, values)));
      case 'declare_dependency':
        return ['dependencies', 'link_with', 'link_whole', 'link_args'].flatMap((key) => this.named(args, key, values));
      case 'files':
        return args.positional.flatMap((one) => this.words(one, values)).map((word) => ({ ...word, text: path.resolve(this.directory, word.text) }));
      case 'include_directories':
        return args.positional.flatMap((one) => this.words(one, values)).map((word) => ({ ...word, text: path.resolve(this.directory, word.text) }));
      case 'get_option': {
        const option = first()[0];
        return option ? [unknownWord(option.text, option.at)] : [];
      }
      case 'subdir':
        for (const word of first()) {
          const directory = path.resolve(this.directory, word.text);
          if (this.run.isFile(path.join(directory, 'meson.build'))) this.enter(directory, values);
          else this.run.report(this.file.path, `enters ${word.text}, which has no meson.build`, this.file.line(place.start));
        }
        return [];
      case 'subproject':
        this.run.report(this.file.path, `takes the subproject ${first()[0]?.text ?? ''}, whose dependencies are not followed`, this.file.line(place.start));
        return [];
      case 'join_paths':
        return [this.word(args.positional.map((one) => this.words(one, values)[0]?.text ?? '').join('/').slice(0, TEXT_LIMIT), place)];
      case 'add_project_arguments':
      case 'add_global_arguments':
        this.defines.push(...args.positional.flatMap((one) => this.words(one, values)).filter((word) => word.text.startsWith('-D')).map((word) => word.text.slice(2)));
        return [];
      case 'add_project_link_arguments':
      case 'add_global_link_arguments':
        this.projectLinks.push(...this.underPath(args.positional.flatMap((one) => this.words(one, values))));
        return [];
      case 'error':
        values.aborted = true;
        return [];
      case 'set_variable':
        if (first()[0] && args.positional[1]) values.set(first()[0]!.text, this.words(args.positional[1], values));
        return [];
      case 'get_variable':
        return [...(values.get(first()[0]?.text ?? '') ?? (args.positional[1] ? this.words(args.positional[1], values) : []))];
      default:
        return [];
    }
  }

  private targetType(args: Arguments, values: BranchedValues): Program['kind'] {
    return TARGETS[this.named(args, 'target_type', values)[0]?.text ?? ''] ?? 'executable';
  }

  /** Several names are tried in turn: only the first is sure to be asked for. */
  private dependency(args: Arguments, values: BranchedValues): Word[] {
    const names = args.positional.flatMap((one) => this.words(one, values)).filter((word) => /^[\w.+-]+$/.test(word.text));
    const isStatic = args.named.get('static') && this.truth(args.named.get('static')!, values) === true;
    return names.map((name) => {
      const when = names.length > 1 ? fact(`${name.text} is found`) : this.required(args, name.text, values);
      const text = name.text === 'threads' ? '-pthread' : pkgConfigWord(name.text);
      return { text: isStatic ? STATIC + text : text, at: name.at, condition: conditionOf(and(when, name.condition ?? true)) };
    });
  }

  private method(expression: Expression & { type: 'method' }, values: BranchedValues): Word[] {
    const { object, name, args } = expression;
    const first = () => (args.positional[0] ? this.words(args.positional[0], values) : []);
    if (name === 'find_library') {
      const isStatic = args.named.get('static') && this.truth(args.named.get('static')!, values) === true;
      return first().map((word) => ({ text: `${isStatic ? STATIC : ''}-l${word.text}`, at: word.at, condition: conditionOf(and(this.required(args, word.text, values), word.condition ?? true)) }));
    }
    if (object.type === 'name' && object.text === 'meson') {
      if (/^(?:current_source_dir)$/.test(name)) return [this.word(this.directory, expression)];
      if (/^(?:project_source_root|source_root|global_source_root)$/.test(name)) return [this.word(this.top, expression)];
      if (/^(?:.*build_(?:dir|root))$/.test(name)) return [this.word(path.join(this.top, 'build'), expression)];
      return [];
    }
    if (Object.hasOwn(MACHINE, name) && args.positional.length === 0) return [this.word(MACHINE[name]!, expression)];
    const words = this.words(object, values);
    if (name === 'get' && object.type === 'name' && this.dictionaries.has(object.text)) {
      const entry = this.dictionaries.get(object.text)!.findLast(({ key }) => key[0]?.text === first()[0]?.text);
      return [...(entry?.value ?? (args.positional[1] ? this.words(args.positional[1], values) : []))];
    }
    if (name === 'get') return words.slice(Number(first()[0]?.text) || 0).slice(0, 1);
    if (name === 'split') return words.flatMap((word) => word.text.split(first()[0]?.text ?? /\s+/).map((text) => ({ ...word, text })));
    if (name === 'format') return words.map((word) => ({ ...word, text: word.text.replace(/@(\d)@/g, (_, i: string) => (args.positional[Number(i)] ? (this.words(args.positional[Number(i)]!, values)[0]?.text ?? '') : '')).slice(0, TEXT_LIMIT) }));
    if (/^(?:as_system|as_link_whole|partial_dependency|get_static_lib|get_shared_lib|as_static|as_shared|strip|extract_all_objects|extract_objects|to_string)$/.test(name)) return words;
    if (name === 'get_variable' && object.type !== 'call') return [];
    return this.truthWord(this.methodTruth(expression, values), expression);
  }

  private methodTruth(expression: Expression & { type: 'method' }, values: BranchedValues): Truth {
    const { object, name, args } = expression;
    const words = this.words(object, values);
    const option = words.map(unknownValue).find((one) => one !== undefined);
    if (name === 'require' && args.positional[0]) return and(option ?? this.truth(object, values), this.truth(args.positional[0], values));
    if (/^(?:disable|enable)_(?:auto_)?if$/.test(name)) return option ?? this.truth(object, values);
    if (option === undefined && /^(?:enabled|allowed|auto|disabled)$/.test(name)) return name === 'disabled' ? not(this.truth(object, values)) : this.truth(object, values);
    if (option !== undefined && /^(?:enabled|allowed|auto|disabled)$/.test(name)) return name === 'disabled' ? `not ${option}` : option;
    if (name === 'found') {
      const asked = words.filter((word) => word.text !== 'false');
      if (asked.length === 0) return object.type === 'name' && values.get(object.text) !== undefined ? false : this.shown(expression);
      return asked.reduce<Truth>((any, word) => or(any, word.condition ?? true), false);
    }
    const argument = args.positional[0] ? (this.words(args.positional[0], values)[0]?.text ?? '') : '';
    if (name === 'startswith' && words.length === 1 && option === undefined) return words[0]!.text.startsWith(argument);
    if (name === 'contains' && option === undefined && words.every((word) => word.condition === null)) return words.some((word) => word.text === argument);
    if (/^(?:has|check|compiles|links|sizeof|version|is)/.test(name)) return fact(`${name} ${argument}`);
    return this.shown(expression);
  }

  private named(args: Arguments, key: string, values: BranchedValues): Word[] {
    const value = args.named.get(key);
    return value ? this.words(value, values) : [];
  }

  private underPath(words: readonly Word[]): Word[] {
    return words.map((word) => underCondition(word, conditionOf(this.path)));
  }

  // --- targets ------------------------------------------------------------------------------------------------------

  private addTarget(kind: Program['kind'], args: Arguments, place: Expression, values: BranchedValues): Word[] {
    const [name, ...rest] = args.positional.map((one) => this.words(one, values));
    const title = name?.[0];
    if (!title) {
      this.run.report(this.file.path, 'has a target whose name is not known', this.file.line(place.start));
      return [];
    }
    const sources = [...rest.flat(), ...this.named(args, 'sources', values)];
    const flags = [...this.named(args, 'c_args', values), ...this.named(args, 'cpp_args', values)].map((word) => word.text);
    const includes = this.named(args, 'include_directories', values).map((word) => path.resolve(this.directory, word.text));
    const includeDirectories = [...new Set([this.directory, ...includes, ...flags.filter((flag) => flag.startsWith('-I')).map((flag) => path.resolve(this.directory, flag.slice(2)))])];
    const defines = [...this.defines, ...flags.filter((flag) => flag.startsWith('-D')).map((flag) => flag.slice(2))];
    const draft: ProgramDraft = {
      kind,
      name: title.text,
      directory: this.directory,
      buildSystem: 'meson',
      at: title.at,
      sources: sources.filter((word) => !isMarked(word)).map((word) => ({ path: path.resolve(this.directory, word.text), defines, includeDirectories, at: word.at })),
      links: [],
      uses: new Map(),
    };
    const asked = ['dependencies', 'link_with', 'link_whole', 'link_args', 'objects'].flatMap((key) => this.named(args, key, values));
    for (const word of this.underPath([...this.projectLinks, ...asked])) this.link(draft, word);
    this.drafts.push(draft);
    return [this.word(TARGET + (this.drafts.length - 1), place)];
  }

  private link(draft: ProgramDraft, written: Word): void {
    const isStatic = written.text.startsWith(STATIC);
    const word = isStatic ? { ...written, text: written.text.slice(STATIC.length) } : written;
    if (word.text.startsWith(TARGET)) {
      const used = this.drafts[Number(word.text.slice(TARGET.length))];
      if (used) addUse(draft, used, word);
      return;
    }
    const requests: readonly LinkRequest[] = requestOfWord(word).length > 0 ? requestOfWord(word) : readLinkWords([word]).links;
    draft.links.push(...(isStatic ? requests.map((one) => ({ ...one, linkage: 'static' as const })) : requests));
    if (requests.length === 0 && libraryName(word.text) !== undefined && !word.text.startsWith('-')) {
      draft.links.push({ by: 'file', name: path.resolve(this.directory, word.text), at: word.at, linkage: word.text.endsWith('.a') ? 'static' : 'unknown', condition: word.condition });
    }
  }
}

/** Words that stand for something else than their text. */
function isMarked(word: Word): boolean {
  const code = word.text.charCodeAt(0);
  return code >= 0xe000 && code <= 0xe0ff;
}
