/**
 * Reads Makefile.am (automake manual, chapters 6 to 8): variables with their words, from all branches of automake's
 * conditionals. Rules and recipes are left alone; what automake makes of the variables is decided in read-automake.ts.
 */

import path from 'node:path';
import { joinContinuations, logicalLines, withoutComment } from '../../make/logical-lines.ts';
import { closingBracket, substitutePattern } from '../../make/words.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { librariesPrinted, pkgConfigWord } from '../request-words.ts';
import { conditionOf, and, not, type Truth } from '../truth.ts';
import { underCondition, type Word } from '../word.ts';
import type { Configuration } from './read-configure.ts';

const EXPANSION_DEPTH_LIMIT = 40;
const WORDS_LIMIT = 20_000;
const INCLUDE_DEPTH_LIMIT = 20;

interface Directories {
  /** Of Makefile.am; absolute. Sources are built in place. */
  readonly here: string;
  /** Of configure.ac; absolute. */
  readonly top: string;
}

export class AutomakeVariables {
  private readonly own = new Map<string, Word[]>();
  private includeDepth = 0;

  constructor(
    private readonly run: BuildRun,
    private readonly configuration: Configuration,
    private readonly directories: Directories,
  ) {}

  get names(): Iterable<string> {
    return this.own.keys();
  }

  has(name: string): boolean {
    return this.own.has(name);
  }

  /** The expanded words of a variable of Makefile.am, or of configure. */
  words(name: string): Word[] {
    const budget = { left: WORDS_LIMIT };
    return this.expandVariable(name, budget, 0);
  }

  read(file: BuildText): void {
    const conditions: Truth[] = [];
    let offset = 0;
    for (const { text } of logicalLines(file.text)) {
      this.run.step();
      const start = file.text.indexOf(text, offset);
      offset = start < 0 ? offset : start + text.length;
      if (text.startsWith('\t') || start < 0) continue;
      const conditional = /^\s*(if|else|endif)\b\s*(!?)\s*([\w]*)/.exec(text);
      if (conditional) {
        const [, keyword, negated, name] = conditional as unknown as [string, string, string, string];
        if (keyword === 'if') {
          const truth = this.configuration.conditional(name);
          conditions.push(negated === '' ? truth : not(truth));
        } else if (keyword === 'else' && conditions.length > 0) conditions.push(not(conditions.pop()!));
        else if (keyword === 'endif' && conditions.length > 0) conditions.pop();
        else this.run.report(file.path, `${keyword} without if`, file.line(start));
        continue;
      }
      const truth = conditions.reduce<Truth>((all, one) => and(all, one), true);
      if (truth !== false) this.readStatement(file, text, start, conditionOf(truth));
    }
    if (conditions.length > 0) this.run.report(file.path, 'if without endif');
  }

  private readStatement(file: BuildText, text: string, start: number, condition: string | null): void {
    const include = /^include\s+(\S+)/.exec(text);
    if (include) {
      this.include(file, include[1]!, start);
      return;
    }
    const assignment = /^([\w.@%-]+)\s*(\+=|:=|\?=|=)/.exec(text);
    if (!assignment) return;
    const [head, name, operator] = assignment as unknown as [string, string, string];
    const words = wordsOf(file, start + head.length, start + text.length, condition);
    const present = this.own.get(name);
    // Assignments under conditions exclude one another: all of them stay.
    if (present && (operator === '+=' || condition !== null)) present.push(...words);
    else this.own.set(name, words);
  }

  private include(file: BuildText, written: string, offset: number): void {
    const name = path.resolve(this.directories.here, this.inDirectories(written));
    const opened = this.includeDepth < INCLUDE_DEPTH_LIMIT ? this.run.open(name) : undefined;
    if (!opened) {
      this.run.report(file.path, `includes ${written}, which cannot be read`, file.line(offset));
      return;
    }
    this.includeDepth++;
    this.read(opened);
    this.includeDepth--;
  }

  private inDirectories(text: string): string {
    const { here, top } = this.directories;
    return text
      .replace(/\$[({](?:abs_)?(?:top_srcdir|top_builddir)[)}]|@(?:abs_)?top_(?:srcdir|builddir)@|%reldir%|%D%/g, (name) => (name.startsWith('%') ? here : top))
      .replace(/\$[({](?:abs_)?(?:srcdir|builddir)[)}]|@(?:abs_)?(?:srcdir|builddir)@/g, here);
  }

  private expandVariable(name: string, budget: { left: number }, depth: number): Word[] {
    const written = this.own.get(name);
    if (depth > EXPANSION_DEPTH_LIMIT) return [];
    return (written ?? this.configuration.variable(name) ?? []).flatMap((word) => this.expandWord(word, budget, depth + 1));
  }

  private expandWord(word: Word, budget: { left: number }, depth: number): Word[] {
    this.run.step();
    if (budget.left-- <= 0) return [];
    const text = this.inDirectories(word.text);
    const reference = /\$[({]|@\w+@/.exec(text);
    if (!reference) return [{ ...word, text }];
    const at = reference.index;
    const close = text[at] === '@' ? at + reference[0].length - 1 : closingBracket(text, at + 1);
    if (close < 0) return [];
    const inner = text[at] === '@' ? text.slice(at + 1, close) : text.slice(at + 2, close);
    const [before, after] = [text.slice(0, at), text.slice(close + 1)];
    const inserted = this.reference(inner, word, budget, depth).map((one) => underCondition(one, word.condition));
    if (before === '' && after === '') return inserted;
    // "-L$(dir)/lib": what is glued to a reference that is empty stays.
    const glued = inserted.length === 0 ? [before + after] : inserted.map((one) => before + one.text + after);
    return glued.flatMap((one) => this.expandWord({ ...word, text: one }, budget, depth + 1));
  }

  private reference(inner: string, word: Word, budget: { left: number }, depth: number): Word[] {
    const shell = /^shell\s+([\s\S]*)$/.exec(inner);
    if (shell) return (librariesPrinted(shell[1]!.trim().split(/\s+/)) ?? []).map((module) => ({ ...word, text: pkgConfigWord(module) }));
    const substitution = /^(\w+):([^=]*)=(.*)$/.exec(inner);
    if (!substitution) return this.expandVariable(inner, budget, depth);
    const [, name, from, to] = substitution as unknown as [string, string, string, string];
    const [pattern, replacement] = from.includes('%') ? [from, to] : ['%' + from, '%' + to];
    return this.expandVariable(name, budget, depth).map((one) => ({ ...one, text: substitutePattern(pattern, replacement, one.text) }));
  }
}

/** The words between two offsets; what brackets and quotes hold together stays one. */
function wordsOf(file: BuildText, start: number, end: number, condition: string | null): Word[] {
  // Same length in and out, so that offsets stay.
  const text = file.text.slice(start, end).replace(/\\\r?\n/g, (joined) => ' '.repeat(joined.length));
  const value = withoutComment(joinContinuations(text)).length < text.length ? text.replace(/(^|\s)#.*$/, (comment) => ' '.repeat(comment.length)) : text;
  const words: Word[] = [];
  for (const match of value.matchAll(/(?:\$\([^()]*(?:\([^()]*\)[^()]*)*\)|\$\{[^}]*\}|\\"[^"]*\\"|"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    words.push({ text: match[0].replace(/^(["'])(.*)\1$/, '$2'), at: file.at(start + match.index, start + match.index + match[0].length), condition });
  }
  return words;
}
