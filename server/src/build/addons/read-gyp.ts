/**
 * binding.gyp of node-gyp (GYP's user documentation): targets, the defaults for all, conditions and variables. Commands in
 * `<!(…)` are never run; those that plainly ask pkg-config are read, the others are said to be unread.
 */

import path from 'node:path';
import { glob } from '../../make/glob.ts';
import { shellWords } from '../../make/shell-words.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { readLinkWords } from '../link-words.ts';
import { joinLibraries, type LinkedProgram } from '../linked-program.ts';
import type { Program } from '../program.ts';
import { addUse, type ProgramDraft } from '../program-draft.ts';
import { librariesPrinted, pkgConfigWord, requestOfWord } from '../request-words.ts';
import { and, conditionOf, fact, not, or, type Truth } from '../truth.ts';
import { underCondition, type Word } from '../word.ts';
import { parseGyp, type GypEntry, type GypValue } from './parse-gyp.ts';

const INCLUDE_DEPTH_LIMIT = 10;
const EXPANSION_DEPTH_LIMIT = 20;
const TEXT_LIMIT = 100_000;

/** As node-gyp has them on Linux. */
const KNOWN: Readonly<Record<string, string>> = { OS: 'linux', target_arch: 'x64', host_arch: 'x64', clang: '0', module_root_dir: '.' };

const KINDS: Readonly<Record<string, Program['kind']>> = { executable: 'executable', shared_library: 'shared-library', static_library: 'static-library', loadable_module: 'native-addon' };

/** Keys of a target with all that holds for it, in the order in which it is said. */
type Properties = ReadonlyMap<string, readonly Word[]>;

export function readGyp(run: BuildRun, file: string): ProgramDraft[] {
  const opened = run.open(file);
  const top = opened && parseGyp(run, opened);
  return opened && top ? new GypReader(run, opened).read(top) : [];
}

class GypReader {
  private readonly directory: string;
  private readonly variables = new Map<string, readonly Word[]>();

  constructor(
    private readonly run: BuildRun,
    private readonly file: BuildText,
  ) {
    this.directory = path.dirname(file.path);
  }

  read(top: GypValue): ProgramDraft[] {
    const defaults = new Map<string, Word[]>();
    const targets: { value: GypValue; file: BuildText; condition: string | null }[] = [];
    this.collect(top, this.file, null, 0, (entry, file, condition) => {
      if (entry.key === 'target_defaults') this.gather(entry.value, file, condition, defaults);
      else if (entry.key === 'targets' && entry.value.type === 'list') for (const value of entry.value.items) targets.push({ value, file, condition });
    });
    const programs = targets.flatMap(({ value, file, condition }) => this.target(value, file, condition, defaults) ?? []);
    joinLibraries(programs.map(({ program }) => program));
    for (const { program, needs } of programs) {
      for (const word of needs) {
        const used = programs.find((one) => one.target === word.text);
        if (used) addUse(program.draft, used.program.draft, word);
      }
    }
    return programs.map(({ program }) => program.draft);
  }

  private target(value: GypValue, file: BuildText, condition: string | null, defaults: Properties): { program: LinkedProgram; target: string; needs: Word[] } | undefined {
    const own = new Map<string, Word[]>([...defaults].map(([key, words]) => [key, [...words]]));
    this.gather(value, file, condition, own);
    const get = (key: string) => (own.get(key) ?? []).flatMap((word) => this.expanded(word, key));
    const name = get('target_name')[0];
    if (!name) {
      this.run.report(file.path, 'has a target without a name', file.line(value.start));
      return undefined;
    }
    const type = get('type')[0]?.text;
    if (type === 'none') return undefined;
    // A target of binding.gyp without a type is a module that node loads.
    const kind = type === undefined ? 'native-addon' : (KINDS[type] ?? 'native-addon');
    const placed = get('libraries').concat(get('ldflags'), get('link_settings.libraries'), get('link_settings.ldflags'));
    const line = readLinkWords(placed.flatMap((word) => (requestOfWord(word).length > 0 ? [word] : shellWords(word.text).map((text) => ({ ...word, text })))), requestOfWord);
    const defines = get('defines').map((word) => word.text);
    const includeDirectories = [...new Set(get('include_dirs').map((word) => path.resolve(this.directory, word.text)))];
    const draft: ProgramDraft = {
      kind,
      name: get('product_name')[0]?.text ?? name.text,
      directory: this.directory,
      buildSystem: 'node-gyp',
      at: name.at,
      sources: get('sources').flatMap((word) => this.files(word)).map((word) => ({ path: path.resolve(this.directory, word.text), defines, includeDirectories, at: word.at })),
      links: line.links.map((link) => underCondition(link, condition)),
      uses: new Map(),
    };
    const inputs = line.inputs.map((word) => ({ path: path.resolve(this.directory, 'build', word.text), word }));
    const needs = get('dependencies').map((word) => ({ ...word, text: word.text.replace(/^.*:|#\w+$/g, '') }));
    return { program: { draft, inputs, output: path.join(this.directory, 'build/Release', `${draft.name}${kind === 'static-library' ? '.a' : '.node'}`) }, target: name.text, needs };
  }

  /** Visits the entries of the whole file with those of its includes and conditions; variables are set on the way. */
  private collect(value: GypValue, file: BuildText, condition: string | null, depth: number, visit: (entry: GypEntry, file: BuildText, condition: string | null) => void): void {
    for (const entry of value.type === 'dict' ? value.entries : []) {
      this.run.step();
      if (entry.key === 'variables') this.setVariables(entry.value, file, condition);
      else if (entry.key === 'includes' && entry.value.type === 'list' && depth < INCLUDE_DEPTH_LIMIT) {
        for (const item of entry.value.items) {
          const included = item.type === 'text' ? this.run.open(path.resolve(path.dirname(file.path), item.text)) : undefined;
          const parsed = included && parseGyp(this.run, included);
          if (parsed) this.collect(parsed, included, condition, depth + 1, visit);
        }
      } else if (entry.key === 'conditions') this.eachCondition(entry.value, file, condition, (branch, when) => this.collect(branch, file, when, depth + 1, visit));
      else visit(entry, file, condition);
    }
  }

  /** Adds what a dictionary says to the properties of a target; keys that end in !, /, + or = change the list before. */
  private gather(value: GypValue, file: BuildText, condition: string | null, into: Map<string, Word[]>, prefix = ''): void {
    for (const { key, value: inner } of value.type === 'dict' ? value.entries : []) {
      this.run.step();
      const name = prefix + key.replace(/[+=?]$/, '');
      if (key === 'variables') this.setVariables(inner, file, condition);
      else if (/^(?:target_)?conditions$/.test(key)) this.eachCondition(inner, file, condition, (branch, when) => this.gather(branch, file, when, into, prefix));
      else if (key === 'link_settings' || key === 'direct_dependent_settings' || key === 'all_dependent_settings') this.gather(inner, file, condition, into, key === 'link_settings' ? 'link_settings.' : `${key}.`);
      else if (/^(?:configurations|xcode_settings|msvs_settings|msbuild_settings)$/.test(key)) continue;
      else if (key.endsWith('!')) {
        const removed = new Set(this.words(inner, file, condition).map((word) => word.text));
        const list = into.get(prefix + key.slice(0, -1));
        if (list) into.set(prefix + key.slice(0, -1), list.filter((word) => !removed.has(word.text)));
      } else if (inner.type !== 'dict') {
        const words = this.words(inner, file, condition);
        into.set(name, inner.type === 'list' && !key.endsWith('=') ? [...(into.get(name) ?? []), ...words] : words);
      }
    }
  }

  private setVariables(value: GypValue, file: BuildText, condition: string | null): void {
    for (const { key, value: inner } of value.type === 'dict' ? value.entries : []) {
      if (key === 'conditions') this.eachCondition(inner, file, condition, (branch, when) => this.setVariables(branch, file, when));
      else if (key === 'variables') this.setVariables(inner, file, condition);
      else {
        const name = key.replace(/%$/, '');
        // "name%" is a default that whoever builds may change: it decides, unless the platform does.
        const words = this.words(inner, file, condition);
        this.variables.set(name, condition === null ? words : [...(this.variables.get(name) ?? []), ...words]);
      }
    }
  }

  private words(value: GypValue, file: BuildText, condition: string | null): Word[] {
    if (value.type === 'dict') return [];
    if (value.type === 'list') return value.items.flatMap((item) => this.words(item, file, condition));
    return [{ text: value.text, at: file.at(value.start, value.end), condition }];
  }

  /** `[condition, then, else]`, or more conditions with their dictionaries in turn. */
  private eachCondition(value: GypValue, file: BuildText, outer: string | null, use: (branch: GypValue, condition: string | null) => void): void {
    for (const list of value.type === 'list' ? value.items : []) {
      const items = list.type === 'list' ? list.items : [];
      let before: Truth = true;
      for (let i = 0; i < items.length; i++) {
        const item = items[i]!;
        const isElse = item.type === 'dict';
        const truth: Truth = isElse ? true : item.type === 'text' ? this.truth(item.text) : false;
        const branch = isElse ? item : items[++i];
        const when = before === false || truth === false ? false : truth === true ? before : truth;
        if (branch && when !== false) use(branch, conditionOf(and(outer ?? true, when)));
        before = truth === true ? false : truth === false ? before : and(before, not(truth));
      }
      if (list.type !== 'list') this.run.report(file.path, 'has a condition that is no list', file.line(list.start));
    }
  }

  /** Python expressions of comparisons; what hangs on a variable with a default stays open. */
  private truth(text: string): Truth {
    const either = splitOutsideQuotes(text, /\s+or\s+/);
    if (either.length > 1) return either.reduce<Truth>((any, one) => or(any, this.truth(one)), false);
    const both = splitOutsideQuotes(text, /\s+and\s+/);
    if (both.length > 1) return both.reduce<Truth>((all, one) => and(all, this.truth(one)), true);
    const plain = text.trim().replace(/^\((.*)\)$/s, '$1').trim();
    if (plain.startsWith('not ')) return not(this.truth(plain.slice(4)));
    const compared = /^(['"]?)([^'"]*?)\1\s*(==|!=|in|not in)\s*(['"]?)([^'"]*?)\4$/.exec(plain);
    if (!compared || /^(?:not )?in$/.test(compared[3]!)) return this.membership(plain) ?? fact(plain);
    const [one, other] = [this.operand(compared[2]!, compared[1] !== ''), this.operand(compared[5]!, compared[4] !== '')];
    if (one === undefined || other === undefined) return fact(plain);
    return (one === other) === (compared[3] === '==');
  }

  private membership(text: string): Truth | undefined {
    const match = /^(\w+)\s+(not\s+)?in\s+(.*)$/s.exec(text);
    const value = match && this.operand(match[1]!, false);
    if (!match || value === undefined || value === null) return undefined;
    const listed = [...match[3]!.matchAll(/['"]([^'"]*)['"]/g)].flatMap((one) => one[1]!.split(/\s+/));
    return listed.includes(value) === (match[2] === undefined);
  }

  private operand(text: string, quoted: boolean): string | undefined {
    const name = /^<\(([\w.]+)\)$/.exec(text)?.[1] ?? (quoted || /^\d+$/.test(text) ? undefined : text);
    return name === undefined ? text : Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  }

  // --- expansion ------------------------------------------------------------------------------------------------------

  /** `<(x)`, `<@(x)` and `<!(command)` in a word. */
  private expanded(word: Word, key: string, depth = 0): Word[] {
    this.run.step();
    if (depth > EXPANSION_DEPTH_LIMIT || word.text.length > TEXT_LIMIT) return [];
    const reference = /[<>](!)?@?\(/.exec(word.text);
    if (!reference) return [word];
    const open = reference.index + reference[0].length;
    const close = closingRound(word.text, open);
    if (close < 0) return [];
    const [before, inner, after] = [word.text.slice(0, reference.index), word.text.slice(open, close), word.text.slice(close + 1)];
    const inserted = reference[1] ? this.command(inner, word, key) : this.variable(inner, word);
    if (before === '' && after === '') return inserted.flatMap((one) => (requestOfWord(one).length > 0 ? [one] : this.expanded(one, key, depth + 1)));
    const text = before + (inserted[0]?.text ?? '') + after;
    return this.expanded({ ...word, text }, key, depth + 1);
  }

  private variable(name: string, word: Word): Word[] {
    if (Object.hasOwn(KNOWN, name)) return [{ ...word, text: KNOWN[name]! }];
    return (this.variables.get(name) ?? []).map((one) => underCondition(one, word.condition));
  }

  private command(text: string, word: Word, key: string): Word[] {
    const words = shellWords(text);
    const modules = librariesPrinted(words);
    if (modules) return modules.map((module) => ({ ...word, text: pkgConfigWord(module) }));
    // The headers of node-addon-api and nan are found by running node: they are no library.
    const asksForHeaders = words[0] === 'node' && key === 'include_dirs';
    if (!asksForHeaders && /lib|ldflags|sources|dependencies/.test(key)) {
      this.run.report(word.at.file, `would have to run "${fact(text)}" to know what it gives for ${key}`, word.at.range.start.line);
    }
    return [];
  }

  private files(word: Word): Word[] {
    return /[*?[]/.test(word.text) ? glob(this.run.files, this.directory, word.text).map((text) => ({ ...word, text })) : [word];
  }
}

function closingRound(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function splitOutsideQuotes(text: string, separator: RegExp): string[] {
  const hidden = text.replace(/(['"])[^'"]*\1|\([^()]*\)/g, (quoted) => '\u0001'.repeat(quoted.length));
  const parts: string[] = [];
  let from = 0;
  for (const match of hidden.matchAll(new RegExp(separator, 'g'))) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}
