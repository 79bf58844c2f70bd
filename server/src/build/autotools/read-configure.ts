/**
 * Walks configure.ac as m4 and then a shell would, but through all branches: which libraries end up in which variable, and
 * what decides. It is no m4: quotes and arguments are understood, autoconf's checks are known, and so are the project's own
 * macros, whose bodies are put in place of their calls.
 */

import path from 'node:path';
import type { Location } from '../../base/location.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { librariesPrinted, moduleNames, pkgConfigWord } from '../request-words.ts';
import { fact, not, or, type Truth } from '../truth.ts';
import type { Word } from '../word.ts';
import { CHECKS, TRIALS, WITHOUT_COMMANDS } from './autoconf-macros.ts';
import { M4Macros } from './m4-macros.ts';
import { endOfLine, expandedBody, fileSource, readArguments, type Argument, type M4Source } from './m4-source.ts';
import { caseTruth, conditionTruth } from './shell-test.ts';
import { BranchedValues, unknownValue, unknownWord } from '../branched-values.ts';

export interface Configuration {
  /** Words of a variable that make files can refer to; undefined: configure does not set it. */
  variable(name: string): readonly Word[] | undefined;
  /** What an automake conditional is known to be; its own name where only configuring would tell. */
  conditional(name: string): Truth;
  /** Relative paths of the files that configure writes from their .in: "src/Makefile". */
  readonly outputs: readonly string[];
}

const EXPANSION_DEPTH_LIMIT = 30;
const NESTING_LIMIT = 300;
const LOOP_LIMIT = 20;

export function readConfigure(run: BuildRun, file: BuildText): Configuration {
  return new ConfigureReader(run, file).read();
}

class ConfigureReader {
  private readonly directory: string;
  private readonly macros: M4Macros;
  private readonly conditionals = new Map<string, Truth>();
  private readonly outputs: string[] = [];
  private depth = 0;
  private nesting = 0;

  constructor(
    private readonly run: BuildRun,
    private readonly file: BuildText,
  ) {
    this.directory = path.dirname(file.path);
    this.macros = new M4Macros(run);
  }

  read(): Configuration {
    const { text } = this.file;
    const values = new BranchedValues();
    const known = (name: string, value: string) => values.set(name, [{ text: value, at: this.file.at(0, 0), condition: null }]);
    for (const name of ['host', 'build', 'target']) {
      known(name, 'x86_64-pc-linux-gnu');
      known(`${name}_os`, 'linux-gnu');
      known(`${name}_cpu`, 'x86_64');
      known(`${name}_vendor`, 'pc');
    }
    known('cross_compiling', 'no');
    const macroDirectories = [...text.matchAll(/^\s*(?:AC_CONFIG_MACRO_DIRS?\(\[*|ACLOCAL_AMFLAGS\s*=.*?-I\s*)([\w./ -]+)/gm)].flatMap((match) => match[1]!.trim().split(/\s+/));
    this.macros.learn(text);
    this.macros.learnBeside(this.directory, ['m4', ...macroDirectories]);
    this.walk(fileSource(this.file), { start: 0, end: text.length }, values);
    return {
      variable: (name) => values.get(name)?.filter((word) => unknownValue(word) === undefined),
      conditional: (name) => this.conditionals.get(name) ?? name,
      outputs: this.outputs,
    };
  }

  private walk(source: M4Source, range: Argument, values: BranchedValues): void {
    if (this.nesting >= NESTING_LIMIT) {
      this.run.report(this.file.path, 'is nested too deep to be read wholly', source.at(range.start, range.start).range.start.line);
      return;
    }
    this.nesting++;
    new Walk(this, source, range.end).statements(range.start, values, new Set());
    this.nesting--;
  }

  /** Runs commands where `when` holds, and others where it does not. */
  either(source: M4Source, when: Truth, yes: Argument | undefined, no: Argument | undefined, values: BranchedValues, success?: (values: BranchedValues) => void): void {
    const [then, otherwise] = [values.branch(), values.branch()];
    success?.(then);
    if (yes) this.walk(source, yes, then);
    if (no) this.walk(source, no, otherwise);
    values.join([{ when, values: then }, { when: not(when), values: otherwise }], source.at(yes?.start ?? 0, yes?.end ?? 0));
  }

  isMacro(name: string): boolean {
    return /^(?:_?A[CMSHUX]_|LT_|PKG_|m4_)/.test(name) || /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name) || this.macros.body(name) !== undefined;
  }

  call(name: string, args: readonly Argument[], source: M4Source, place: Location, values: BranchedValues): void {
    this.run.step();
    const text = (index: number) => (args[index] ? source.text.slice(args[index].start, args[index].end) : '');
    const given = (index: number) => (args[index] && args[index].end > args[index].start ? args[index] : undefined);
    const add = (to: BranchedValues, variable: string, words: readonly Word[]) => to.set(variable, [...words, ...(to.get(variable) ?? [])]);
    const word = (value: string): Word => ({ text: value, at: place, condition: null });

    const check = CHECKS[name];
    const trial = TRIALS[name];
    if (check) this.either(source, `${oneLine(text(check.what))} is found`, given(check.then), given(check.else), values);
    else if (trial) this.either(source, 'a test program of configure can be built', given(trial.then), given(trial.else), values);
    else if (name.startsWith('PKG_CHECK_MODULES')) {
      const modules = this.expanded(text(1), values).flatMap((list) => moduleNames(list));
      const found = (to: BranchedValues) => {
        to.set(`${text(0)}_LIBS`, modules.map((module) => word(pkgConfigWord(module))));
        to.set(`${text(0)}_CFLAGS`, []);
      };
      // Without commands for the other case, configure ends there; not so with the variants that projects make of this macro.
      if (args.length > 3 || !/^PKG_CHECK_MODULES(?:_STATIC)?$/.test(name)) this.either(source, fact(`${modules.join(' ')} is found`), given(2), given(3), values, found);
      else {
        found(values);
        if (given(2)) this.walk(source, given(2)!, values);
      }
    } else if (name === 'AC_CHECK_LIB' || name === 'AC_HAVE_LIBRARY') {
      const action = name === 'AC_CHECK_LIB' ? 2 : 1;
      for (const library of this.expanded(text(0).replace(/^-l|^lib(?=.*\.a$)|\.a$/g, ''), values)) {
        const found = (to: BranchedValues) => {
          if (!given(action)) add(to, 'LIBS', [word(`-l${library}`)]);
        };
        this.either(source, `lib${library} is found`, given(action), given(action + 1), values, found);
      }
    } else if (name === 'AC_SEARCH_LIBS') {
      const libraries = this.expanded(text(1), values).flatMap((list) => list.split(/\s+/)).filter(Boolean);
      const found = libraries.map((library) => ({ ...word(`-l${library}`), condition: fact(`${oneLine(text(0))} is not in the C library`) }));
      add(values, 'LIBS', found);
      values.set(`ac_cv_search_${text(0)}`, found);
      this.either(source, `${oneLine(text(0))} is found`, given(2), given(3), values);
    } else if (name === 'AC_ARG_WITH' || name === 'AC_ARG_ENABLE') {
      this.option(name === 'AC_ARG_WITH' ? 'with' : 'enable', text(0), source, [given(2), given(3)], place, values);
    } else if (name === 'AS_IF') this.conditions(args, source, values, place);
    else if (name === 'AS_CASE') this.cases(args, source, values, place);
    else if (name === 'AS_VAR_IF') this.either(source, conditionTruth(`test "$${text(0)}" = "${text(1)}"`, values), given(2), given(3), values);
    else if (name === 'AS_VAR_SET') values.set(text(0), this.words(source, args[1] ?? { start: 0, end: 0 }, values));
    else if (name === 'AS_VAR_APPEND') values.set(text(0), [...(values.get(text(0)) ?? []), ...this.words(source, args[1] ?? { start: 0, end: 0 }, values)]);
    else if (name === 'AM_CONDITIONAL') {
      const truth = conditionTruth(text(1), values);
      // One name for all that decides: the author's own.
      this.conditionals.set(text(0), typeof truth === 'string' ? text(0) : truth);
    } else if (name === 'AC_SUBST' && given(1)) values.set(text(0), this.words(source, args[1]!, values));
    else if (name === 'AC_CONFIG_FILES' || name === 'AC_OUTPUT') this.outputs.push(...text(0).replace(/\bdnl\b.*/g, '').split(/[\s[\]]+/).map((one) => one.split(':')[0]!).filter(Boolean));
    else if (name === 'AC_MSG_ERROR' || name === 'AC_MSG_FAILURE' || name === 'AS_EXIT') values.aborted = true;
    else if (name === 'm4_ifdef' || name === 'm4_ifset') this.walk(source, args[1] ?? { start: 0, end: 0 }, values);
    else if (name === 'm4_include' || name === 'm4_sinclude') this.macros.learnIncluded(path.resolve(this.directory, text(0)));
    else if (name === 'AC_DEFUN' || name === 'm4_define' || WITHOUT_COMMANDS.test(name)) return;
    else this.expand(name, args, source, place, values);
  }

  /** Whether the option is given or not, it is the option that decides: what either case sets is under its name. */
  private option(kind: 'with' | 'enable', name: string, source: M4Source, cases: readonly (Argument | undefined)[], at: Location, values: BranchedValues): void {
    const variable = `${kind}_${name.replace(/\W/g, '_')}`;
    const unknown = unknownWord(variable, at);
    values.set(variable, [unknown]);
    values.set(`${kind}val`, [unknown]);
    const branches = cases.map((commands) => {
      const own = values.branch();
      if (commands) this.walk(source, commands, own);
      return { when: `--${kind}-${name}`, values: own };
    });
    values.join(branches, at, true);
    values.set(variable, [unknown]);
  }

  /** A macro of the project, or one that is not known: then its arguments may hold commands. */
  private expand(name: string, args: readonly Argument[], source: M4Source, place: Location, values: BranchedValues): void {
    const body = this.macros.body(name);
    if (body !== undefined && this.depth < EXPANSION_DEPTH_LIMIT) {
      const expansion = expandedBody(body, args.map((arg) => source.text.slice(arg.start, arg.end)), place);
      this.run.step(1 + (expansion.text.length >> 6));
      this.depth++;
      this.walk(expansion, { start: 0, end: expansion.text.length }, values);
      this.depth--;
      return;
    }
    if (/^(?:AX_|[A-Z]+_(?:CHECK|PATH|LIB|WITH)_|AM_PATH_)/.test(name) && !/^A[CS]_/.test(name)) {
      this.run.report(place.file, `calls ${name}, which is defined nowhere in the project: what it looks for is not known`, place.range.start.line);
    }
    for (const arg of args.slice(1)) this.walk(source, arg, values);
  }

  private conditions(args: readonly Argument[], source: M4Source, values: BranchedValues, place: Location): void {
    const branches: { when: Truth; values: BranchedValues }[] = [];
    let before: Truth = true;
    for (let i = 0; i < args.length; i += 2) {
      const last = i + 1 >= args.length;
      const truth = last ? true : conditionTruth(source.text.slice(args[i]!.start, args[i]!.end), values);
      branches.push(this.branch(source, last ? args[i]! : args[i + 1]!, before, truth, values));
      before = reached(before, truth);
    }
    if (args.length % 2 === 0) branches.push({ when: before, values: values.branch() });
    values.join(branches, place);
  }

  private cases(args: readonly Argument[], source: M4Source, values: BranchedValues, place: Location): void {
    const text = (arg: Argument) => source.text.slice(arg.start, arg.end);
    const branches: { when: Truth; values: BranchedValues }[] = [];
    let before: Truth = true;
    for (let i = 1; i < args.length; i += 2) {
      const last = i + 1 >= args.length;
      const truth = last ? true : caseTruth(text(args[0]!), text(args[i]!), values);
      branches.push(this.branch(source, last ? args[i]! : args[i + 1]!, before, truth, values));
      before = reached(before, truth);
    }
    if (args.length % 2 === 1) branches.push({ when: before, values: values.branch() });
    values.join(branches, place);
  }

  branch(source: M4Source, body: Argument, before: Truth, truth: Truth, values: BranchedValues): { when: Truth; values: BranchedValues } {
    const when = branchCondition(before, truth);
    const own = values.branch();
    if (when !== false) this.walk(source, body, own);
    return { when, values: own };
  }

  /** Values of a text with variables in it, at most one per word of theirs. */
  private expanded(text: string, values: BranchedValues): string[] {
    const match = /\$\{?(\w+)\}?/.exec(text);
    if (!match) return [text.trim()];
    const words = values.get(match[1]!) ?? [];
    return words.slice(0, LOOP_LIMIT).map((word) => text.replace(match[0], () => word.text).replace(/\$\{?\w+\}?/g, '').trim());
  }

  /** The words of an assignment's right side: its own where they stand, and those of the variables in it. */
  words(source: M4Source, range: Argument, values: BranchedValues): Word[] {
    const found: Word[] = [];
    const pattern = /\\\r?\n|'([^'"`\n]*\$[({][^'"`\n]*)'|`([^`]*)`|\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\$\{?(\w+)[^}\s"'$-]*\}?|(?:\\\$|\\(?!\r?\n)|[^\s"'`$[\]\\])+/g;
    pattern.lastIndex = range.start;
    for (let match = pattern.exec(source.text); match && match.index < range.end; match = pattern.exec(source.text)) {
      this.run.step();
      if (match[0].startsWith('\\') && match[0].endsWith('\n')) continue;
      const at = source.at(match.index, Math.min(match.index + match[0].length, range.end));
      const forMake = match[1];
      const command = match[2] ?? match[3];
      if (forMake !== undefined) found.push(...forMake.split(/\s+/).filter(Boolean).map((text) => ({ text, at, condition: null })));
      else if (command !== undefined) found.push(...(librariesPrinted(this.commandWords(command)) ?? []).map((module) => ({ text: pkgConfigWord(module), at, condition: null })));
      else if (match[4] !== undefined) {
        const glued = /[^\s"'`$[\]=]/.test(source.text[match.index - 1] ?? ' ') && match.index > range.start;
        const inserted = values.get(match[4]) ?? [];
        if (glued && found.length > 0) {
          const prefix = found.pop()!;
          found.push(...(inserted.length === 0 ? [prefix] : inserted.filter((word) => unknownValue(word) === undefined).map((word) => ({ ...word, text: prefix.text + word.text, at: prefix.at }))));
        } else found.push(...inserted);
      } else {
        // Escaped, as between single quotes, a dollar is for make, which reads what configure has written: "\$(EXEEXT)".
        found.push({ text: match[0].slice(0, range.end - match.index).replace(/\\\$/g, '$'), at, condition: null });
      }
      if (found.length > 4_000) break;
    }
    return found;
  }

  private commandWords(command: string): string[] {
    return command.replace(/\$\{?PKG_?CONFIG\}?/g, 'pkg-config').replace(/["'[\]]/g, ' ').trim().split(/\s+/);
  }
}

/** One range of commands being walked. */
class Walk {
  private readonly text: string;

  constructor(
    private readonly reader: ConfigureReader,
    private readonly source: M4Source,
    private readonly end: number,
  ) {
    this.text = source.text;
  }

  /** Runs commands up to one of the keywords; the place behind it, and which one it was. */
  statements(from: number, values: BranchedValues, until: ReadonlySet<string>): { readonly at: number; readonly before: number; readonly keyword: string } {
    let i = from;
    while (i < this.end) {
      i = this.nextCommand(i);
      if (i >= this.end) break;
      if (this.text.startsWith(';;', i)) {
        if (until.has(';;')) return { at: i + 2, before: i, keyword: ';;' };
        i += 2;
        continue;
      }
      const name = /[A-Za-z_]\w*/y;
      name.lastIndex = i;
      const word = name.exec(this.text)?.[0] ?? '';
      const after = i + word.length;
      const isWord = word !== '' && !/[\w.\-=/+]/.test(this.text[after] ?? ' ');
      if (isWord && until.has(word)) return { at: after, before: i, keyword: word };
      if (word === 'dnl') i = endOfLine(this.text, i, this.end);
      else if (isWord && word === 'if') i = this.readIf(after, values);
      else if (isWord && word === 'case') i = this.readCase(after, values);
      else if (isWord && word === 'for') i = this.readFor(after, values);
      else if (isWord && /^(?:then|else|do|done|fi|esac|while|until|elif)$/.test(word)) i = after;
      else if (word !== '' && this.text[after] === '(' && this.reader.isMacro(word)) i = this.readMacro(word, i, after, values);
      else if (isWord && this.text[after] !== '(' && this.reader.isMacro(word) && this.text[after] !== '=') {
        this.reader.call(word, [], this.source, this.source.at(i, after), values);
        i = after;
      } else i = this.readSimple(i, values);
    }
    return { at: Math.max(i, this.end), before: this.end, keyword: '' };
  }

  /** Skips what stands between commands: blanks, separators, brackets of m4 and of groups, comments. */
  private nextCommand(from: number): number {
    let i = from;
    for (; i < this.end; i++) {
      const c = this.text[i]!;
      if (c === '#') i = endOfLine(this.text, i, this.end);
      else if (c === ';' && this.text[i + 1] === ';') break;
      else if (!/[\s;&|{}()![\],]/.test(c)) break;
    }
    return i;
  }

  private readMacro(name: string, start: number, open: number, values: BranchedValues): number {
    const { args, end } = readArguments(this.text, open, this.end);
    this.reader.call(name, args, this.source, this.source.at(start, open), values);
    return end;
  }

  private readIf(from: number, values: BranchedValues): number {
    const branches: { when: Truth; values: BranchedValues }[] = [];
    let before: Truth = true;
    let i = from;
    for (let keyword = 'if'; keyword === 'if' || keyword === 'elif'; ) {
      const condition = this.statements(i, values.branch(), new Set(['then']));
      const truth = conditionTruth(this.text.slice(i, condition.before).replace(/[;\s]+$/, ''), values);
      const own = values.branch();
      const body = this.statements(condition.at, own, BODY_ENDS);
      branches.push({ when: branchCondition(before, truth), values: own });
      before = reached(before, truth);
      ({ keyword, at: i } = body);
      if (keyword === 'else') {
        const last = values.branch();
        i = this.statements(i, last, new Set(['fi'])).at;
        branches.push({ when: before, values: last });
        before = false;
      }
    }
    branches.push({ when: before, values: values.branch() });
    values.join(branches, this.source.at(from, from));
    return i;
  }

  private readCase(from: number, values: BranchedValues): number {
    const head = /\sin\b/g;
    head.lastIndex = from;
    const opened = head.exec(this.text);
    if (!opened || opened.index >= this.end) return this.end;
    const word = this.text.slice(from, opened.index).replace(/[[\]]/g, '').trim();
    const branches: { when: Truth; values: BranchedValues }[] = [];
    let before: Truth = true;
    let i = head.lastIndex;
    for (;;) {
      while (i < this.end && /[\s[\]]/.test(this.text[i]!)) i++;
      if (this.text[i] === '#' || (this.text.startsWith('dnl', i) && !/\w/.test(this.text[i + 3] ?? ' '))) {
        i = endOfLine(this.text, i, this.end);
        continue;
      }
      const close = this.text.indexOf(')', i);
      if (/^esac\b/.test(this.text.slice(i, i + 5)) || close < 0 || close >= this.end) {
        i = Math.min(i + 4, this.end);
        break;
      }
      const truth = caseTruth(word, this.text.slice(i, close), values);
      const own = values.branch();
      const body = this.statements(close + 1, own, CASE_ENDS);
      branches.push({ when: branchCondition(before, truth), values: own });
      before = reached(before, truth);
      i = body.at;
      if (body.keyword !== ';;') break;
    }
    branches.push({ when: before, values: values.branch() });
    values.join(branches, this.source.at(from, from));
    return i;
  }

  private readFor(from: number, values: BranchedValues): number {
    const head = /\s*(\w+)\s+in\b([^;\n]*)[;\s]+do\b/y;
    head.lastIndex = from;
    const match = head.exec(this.text);
    if (!match || head.lastIndex > this.end) return from;
    const start = from + match[0].length;
    const listed = this.reader.words(this.source, { start: start - match[2]!.length - /[;\s]+do$/.exec(match[0])![0].length, end: start - /[;\s]+do$/.exec(match[0])![0].length }, values);
    // A loop tries one after another: which of them it stays with is not known.
    const tried = listed.length > 1 ? listed.map((word) => ({ ...word, condition: word.condition ?? fact(`${word.text} is found`) })) : listed;
    values.set(match[1]!, tried.slice(0, LOOP_LIMIT));
    return this.statements(start, values, new Set(['done'])).at;
  }

  /** An assignment or some other command; `&&` and `||` decide about the command behind them. */
  private readSimple(from: number, values: BranchedValues): number {
    const { end, separator } = this.endOfSimple(from);
    const assignment = /(\w+)=/y;
    assignment.lastIndex = from;
    const assigned = assignment.exec(this.text);
    if (assigned) values.set(assigned[1]!, this.reader.words(this.source, { start: from + assigned[0].length, end }, values));
    else if (/^exit\s/.test(this.text.slice(from, Math.min(end, from + 8)))) values.aborted = true;
    if (assigned || separator === '') return Math.max(end, from + 1);
    const truth = conditionTruth(this.text.slice(from, end), values);
    const when = separator === '&&' ? truth : not(truth);
    const next = this.nextCommand(end + 2);
    const own = values.branch();
    const rest = this.readSimple(next, own);
    values.join([{ when, values: own }, { when: not(when), values: values.branch() }], this.source.at(from, from));
    return rest;
  }

  private endOfSimple(from: number): { readonly end: number; readonly separator: '' | '&&' | '||' } {
    for (let i = from; i < this.end; i++) {
      const c = this.text[i]!;
      if (c === '\\') i++;
      else if (c === '"' || c === "'" || c === '`') i = closingShellQuote(this.text, i, this.end) ?? i;
      else if (c === '$' && this.text[i + 1] === '(') {
        const close = this.text.indexOf(')', i);
        if (close > 0 && close < this.end) i = close;
      } else if (c === '<' && this.text[i + 1] === '<') return { end: this.endOfHereDocument(i), separator: '' };
      else if (c === '\n' || c === ';') return { end: i, separator: '' };
      else if (this.text.startsWith('&&', i)) return { end: i, separator: '&&' };
      else if (this.text.startsWith('||', i)) return { end: i, separator: '||' };
    }
    return { end: this.end, separator: '' };
  }

  private endOfHereDocument(at: number): number {
    const delimiter = /<<-?\s*[\\'"[]*(\w+)/y;
    delimiter.lastIndex = at;
    const name = delimiter.exec(this.text)?.[1];
    if (name === undefined) return at + 2;
    const closing = this.text.indexOf(`\n${name}`, at);
    return closing < 0 || closing > this.end ? this.end : closing + 1 + name.length;
  }
}

/** Of the quote at `open`; a command inside quotes may have quotes of its own. Undefined: it is not closed, as in prose. */
function closingShellQuote(text: string, open: number, end: number): number | undefined {
  const quote = text[open]!;
  for (let i = open + 1; i < end; i++) {
    if (text[i] === quote) return i;
    if (text[i] === '\\' && quote !== "'") i++;
    else if (quote === '"' && text[i] === '`') {
      const close = text.indexOf('`', i + 1);
      if (close > 0 && close < end) i = close;
    }
  }
  return undefined;
}

const BODY_ENDS = new Set(['elif', 'else', 'fi']);
const CASE_ENDS = new Set([';;', 'esac']);

/** Whether the next branch is reached; conditions of earlier branches are too much to tell a reader. */
function reached(before: Truth, truth: Truth): Truth {
  if (before === false || truth === true) return false;
  if (truth === false) return before;
  return before === true ? not(truth) : not(or(not(before), truth));
}

/** Of one branch of several: its own condition says enough, but for the last, which has none. */
function branchCondition(before: Truth, truth: Truth): Truth {
  if (before === false || truth === false) return false;
  return truth === true ? before : truth;
}

function oneLine(text: string): string {
  const plain = fact(text.replace(/[[\]]/g, ''));
  return plain.length > 60 ? plain.slice(0, 60) + '…' : plain;
}
