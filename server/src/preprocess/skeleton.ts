/**
 * One file as the preprocessor walks it: its directives as a small program (defines, includes, conditional
 * jumps) and the stretches of text between them. Made once for a file, whoever includes it. Nothing is
 * evaluated here, and what a stretch of text or a replacement list says is only read when it is wanted.
 */

import type { FullExpansion, Group } from './chunk.ts';
import { directoryOf, type Found, type SearchPath } from './include-search.ts';
import { lex, lexAgain, type RawTokens, skipBlockComment, skipContinuation, skipLineComment, skipLiteral } from './lexer.ts';
import { Macro } from './macro.ts';
import { type Dependencies, MacroNames } from './macro-names.ts';
import { noteMove } from './moved-text.ts';
import { Names } from './names.ts';
import type { SourceText } from './token.ts';

/** Operations take OP_SIZE numbers each: code, two operands, and for branches the index of the next branch or the end. */
export const OP_SIZE = 4;
export const OP_TEXT = 1; //    a: index into segments
export const OP_DEFINE = 2; //  a: macro id, b: name id
export const OP_UNDEF = 3; //   b: name id
export const OP_INCLUDE = 4; // a: index into includes
export const OP_IF = 5; //      a: index into conditions, c: next branch
export const OP_IFDEF = 6; //   a: offset, b: name id, c: next branch
export const OP_IFNDEF = 7; //  a: offset, b: name id, c: next branch
export const OP_ELIF = 8; //    a: index into conditions, b: index of the #endif, c: next branch
export const OP_ELSE = 9; //    a: offset, b: index of the #endif
export const OP_ENDIF = 10; //  a: offset
export const OP_ERROR = 11; //  a: offset
export const OP_PRAGMA = 12; // a: index into pragmas

/** A stretch of text between two directives. */
export interface Segment {
  /** Unique among all files of a preprocessor. */
  readonly id: number;
  readonly file: Skeleton;
  readonly start: number;
  readonly end: number;
  /** Filled on first use by `segmentTokens`. */
  tokens: RawTokens | undefined;
  /** What the segment begins, once a walk has met it at the beginning of a declaration. */
  group: Group | undefined;
}

/** Operand of #if or #elif. */
export interface Condition {
  readonly file: Skeleton;
  readonly start: number;
  readonly end: number;
  tokens: RawTokens | undefined;
  /** Earlier results under the macros that decided them. */
  readonly results: ConditionOutcome[];
}

export interface ConditionOutcome {
  readonly dependsOn: Dependencies;
  readonly value: boolean;
}

export interface Include {
  readonly form: 'quoted' | 'angled' | 'computed';
  /** Empty for a computed one, whose operand has to be expanded first. */
  readonly name: string;
  readonly next: boolean;
  readonly start: number;
  readonly end: number;
  /** What was found for it last, and under which circumstances. */
  last: ResolvedInclude | undefined;
}

export interface ResolvedInclude {
  readonly searchPath: SearchPath;
  /** Where on the search path the including file was found. */
  readonly from: number;
  readonly generation: number;
  /** Number of the walk, for what may be different in the next. */
  readonly walk: number;
  readonly found: Found;
  /** For a shared header, which stays the same until the preprocessor is told to look again. */
  readonly file: Skeleton | undefined;
}

export interface Pragma {
  readonly kind: 'once' | 'push_macro' | 'pop_macro';
  readonly name: number;
}

export interface Skeleton {
  readonly source: SourceText;
  readonly version: string;
  readonly ops: Int32Array;
  readonly segments: readonly Segment[];
  readonly conditions: readonly Condition[];
  readonly includes: readonly Include[];
  readonly pragmas: readonly Pragma[];
  /** Name id of the macro that guards the whole file, or 0. */
  readonly guard: number;
  readonly once: boolean;
  readonly directory: string;
  /** A header of the kernel, that all units share. */
  readonly shared: boolean;
  /** From the version of the file before: expansions by the text that they were made of. */
  earlier: ReadonlyMap<string, FullExpansion[]> | undefined;
  /** Number of the walk that met the file last. */
  metBy: number;
}

/** What all files of a preprocessor share. */
export interface Library {
  readonly names: Names;
  /** By macro id; 0 is "no macro". */
  readonly macros: (Macro | undefined)[];
  readonly macroNames: MacroNames;
  segmentCount: number;
  walkCount: number;
}

export function createLibrary(): Library {
  return { names: new Names(), macros: [undefined], macroNames: new MacroNames(), segmentCount: 0, walkCount: 0 };
}

export function addMacro(library: Library, macro: Macro): number {
  library.macros.push(macro);
  library.macroNames.add(macro.nameId);
  return library.macros.length - 1;
}

export function segmentTokens(names: Names, segment: Segment): RawTokens {
  return (segment.tokens ??= lex(names, segment.file.source.text, segment.start, segment.end));
}

/** Tokens of the segments of a file's next version, from those of this one, where it has as many segments. */
export function lexNextVersion(names: Names, before: Skeleton, file: Skeleton): void {
  if (before.segments.length !== file.segments.length) return;
  for (const [i, segment] of file.segments.entries()) {
    const { start, end, tokens } = before.segments[i]!;
    if (tokens) segment.tokens = lexAgain(names, { text: before.source.text, start, end, tokens }, file.source.text, segment.start, segment.end);
  }
}

export function conditionTokens(names: Names, condition: Condition): RawTokens {
  return (condition.tokens ??= lex(names, condition.file.source.text, condition.start, condition.end));
}

/** Forgets everything that was made of a file's text; it is made again when it is wanted. */
export function releaseText(file: Skeleton): void {
  for (const segment of file.segments) segment.tokens = segment.group = undefined;
  for (const condition of file.conditions) condition.tokens = undefined;
  file.earlier = undefined;
}

const TAB = 9, LF = 10, VT = 11, FF = 12, CR = 13, SPACE = 32, QUOTE = 34, HASH = 35, APOSTROPHE = 39, STAR = 42, SLASH = 47, BACKSLASH = 92;

/** Offset of the line end that closes a directive: continuations and comments that run over line ends belong to it. */
export function directiveEnd(text: string, from: number): number {
  for (let i = from; i < text.length; ) {
    const c = text.charCodeAt(i);
    if (c === LF || c === CR) return i;
    if (c === BACKSLASH) {
      const next = skipContinuation(text, i);
      i = next === i ? i + 1 : next;
    } else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = skipBlockComment(text, i);
    else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) i = skipLineComment(text, i);
    else if (c === QUOTE || c === APOSTROPHE) i = skipLiteral(text, i);
    else i++;
  }
  return text.length;
}

/** Offset of the next thing in a directive that is neither blank nor comment. */
function skipBlanks(text: string, from: number, end: number): number {
  for (let i = from; i < end; ) {
    const c = text.charCodeAt(i);
    if (c === SPACE || c === TAB || c === VT || c === FF) i++;
    else if (c === BACKSLASH && skipContinuation(text, i) !== i) i = skipContinuation(text, i);
    else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = skipBlockComment(text, i);
    else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) return end;
    else return i;
  }
  return end;
}

function wordEnd(text: string, from: number): number {
  let i = from;
  for (let c = text.charCodeAt(i); (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57) || c === 36 || c > 127; c = text.charCodeAt(++i));
  return i;
}

/**
 * Reads a file's text into its skeleton. Never fails: unknown directives are passed over, an #if without #endif ends
 * with the file. `macrosBefore`: ids of the macros in the file's version before, by the text of their directive.
 */
export function readSkeleton(library: Library, source: SourceText, version: string, shared: boolean, macrosBefore?: ReadonlyMap<string, number>): Skeleton {
  return new Reader(library, source, version, shared, macrosBefore).read();
}

class Reader {
  private readonly ops: number[] = [];
  private readonly segments: Segment[] = [];
  private readonly conditions: Condition[] = [];
  private readonly includes: Include[] = [];
  private readonly pragmas: Pragma[] = [];
  /** Open conditionals: indices of their branch operations so far. */
  private readonly open: number[][] = [];
  private readonly skeleton: { -readonly [K in keyof Skeleton]: Skeleton[K] };
  private readonly text: string;

  constructor(
    private readonly library: Library,
    source: SourceText,
    version: string,
    shared: boolean,
    private readonly macrosBefore: ReadonlyMap<string, number> | undefined,
  ) {
    this.text = source.text;
    this.skeleton = {
      source, version, ops: new Int32Array(0), segments: this.segments, conditions: this.conditions,
      includes: this.includes, pragmas: this.pragmas, guard: 0, once: false,
      directory: directoryOf(source.path), shared, earlier: undefined, metBy: 0,
    };
  }

  read(): Skeleton {
    this.scan();
    while (this.open.length > 0) this.endConditional(this.text.length);
    this.skeleton.ops = Int32Array.from(this.ops);
    this.skeleton.guard = this.guardName();
    this.skeleton.once = this.pragmas.some((p) => p.kind === 'once');
    return this.skeleton;
  }

  private scan(): void {
    const text = this.text;
    const n = text.length;
    let start = 0;
    let lineStart = true;
    let hasTokens = false;
    for (let i = 0; i < n; ) {
      const c = text.charCodeAt(i);
      if (c === LF || c === CR) {
        lineStart = true;
        i++;
      } else if (c === SPACE || c === TAB || c === VT || c === FF) i++;
      else if (c === HASH && lineStart) {
        const end = directiveEnd(text, i);
        if (hasTokens) this.addText(start, i);
        this.directive(i + 1, end);
        start = i = end;
        hasTokens = false;
      } else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = skipBlockComment(text, i);
      else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) i = skipLineComment(text, i);
      else if (c === BACKSLASH) {
        const next = skipContinuation(text, i);
        if (next === i) lineStart = false;
        i = next === i ? i + 1 : next;
      } else {
        lineStart = false;
        hasTokens = true;
        i = c === QUOTE || c === APOSTROPHE ? Math.max(skipLiteral(text, i), i + 1) : plainEnd(text, i + 1);
      }
    }
    if (hasTokens) this.addText(start, n);
  }

  private addText(start: number, end: number): void {
    const segment: Segment = { id: this.library.segmentCount++, file: this.skeleton, start, end, tokens: undefined, group: undefined };
    this.op(OP_TEXT, this.segments.push(segment) - 1, 0);
  }

  private op(code: number, a: number, b: number): number {
    return this.ops.push(code, a, b, 0) - OP_SIZE;
  }

  private directive(from: number, end: number): void {
    const { text } = this;
    const word = skipBlanks(text, from, end);
    const operand = wordEnd(text, word);
    const at = skipBlanks(text, operand, end);
    switch (text.slice(word, operand)) {
      case 'define': return this.define(at, end);
      case 'undef': {
        const name = this.nameAt(at);
        if (name !== 0) this.op(OP_UNDEF, 0, name);
        return;
      }
      case 'include': return this.include(at, end, false);
      case 'include_next': return this.include(at, end, true);
      case 'ifdef': return this.branch(this.op(OP_IFDEF, at, this.nameAt(at)), true);
      case 'ifndef': return this.branch(this.op(OP_IFNDEF, at, this.nameAt(at)), true);
      case 'if': return this.branch(this.op(OP_IF, this.addCondition(at, end), 0), true);
      case 'elif': return this.branch(this.op(OP_ELIF, this.addCondition(at, end), 0), false);
      case 'else': return this.branch(this.op(OP_ELSE, at, 0), false);
      case 'endif': return this.endConditional(from);
      case 'error': this.op(OP_ERROR, from - 1, 0); return;
      case 'pragma': return this.pragma(at, end);
      default: // #warning, #line, #ident, and the comments of assembler files
    }
  }

  private nameAt(at: number): number {
    const end = wordEnd(this.text, at);
    return end === at ? 0 : this.library.names.identifier(this.text.slice(at, end));
  }

  private define(at: number, end: number): void {
    const nameEnd = wordEnd(this.text, at);
    if (nameEnd === at) return;
    const name = this.library.names.identifier(this.text.slice(at, nameEnd));
    const before = this.macrosBefore?.get(this.text.slice(at, end));
    if (before !== undefined) {
      const { source, offset } = this.library.macros[before]!;
      noteMove(source, offset, end - at, this.skeleton.source, at);
      this.op(OP_DEFINE, before, name);
      return;
    }
    const macro = new Macro(this.library.names, name, this.skeleton.source, at, nameEnd, end);
    this.op(OP_DEFINE, addMacro(this.library, macro), name);
  }

  private include(at: number, end: number, next: boolean): void {
    const { text } = this;
    const open = text[at];
    const close = open === '"' ? text.indexOf('"', at + 1) : open === '<' ? text.indexOf('>', at + 1) : -1;
    const include: Include =
      close < 0 || close >= end
        ? { form: 'computed', name: '', next, start: at, end, last: undefined }
        : { form: open === '"' ? 'quoted' : 'angled', name: text.slice(at + 1, close), next, start: at, end, last: undefined };
    this.op(OP_INCLUDE, this.includes.push(include) - 1, 0);
  }

  private addCondition(start: number, end: number): number {
    return this.conditions.push({ file: this.skeleton, start, end, tokens: undefined, results: [] }) - 1;
  }

  private branch(op: number, opens: boolean): void {
    if (opens) {
      this.open.push([op]);
      return;
    }
    const chain = this.open.at(-1);
    if (chain === undefined) {
      this.ops.length = op; // an #else without #if
      return;
    }
    this.ops[chain.at(-1)! + 3] = op;
    chain.push(op);
  }

  private endConditional(at: number): void {
    const chain = this.open.pop();
    if (chain === undefined) return;
    const end = this.op(OP_ENDIF, at, 0);
    this.ops[chain.at(-1)! + 3] = end;
    for (const op of chain.slice(1)) this.ops[op + 2] = end;
  }

  private pragma(at: number, end: number): void {
    const { text } = this;
    const operand = /^(?:GCC[ \t]+)?(once|push_macro|pop_macro)\b[ \t]*(?:\([ \t]*"([^"]*)"[ \t]*\))?/.exec(text.slice(at, end));
    if (!operand) return;
    const kind = operand[1] as Pragma['kind'];
    const name = operand[2] === undefined ? 0 : this.library.names.identifier(operand[2]);
    this.op(OP_PRAGMA, this.pragmas.push({ kind, name }) - 1, 0);
  }

  /** The whole file stands in `#ifndef X` … `#endif` or `#if !defined(X)` … (cpplib's multiple-include optimisation). */
  private guardName(): number {
    const { ops, text, library } = this;
    if (ops.length < 2 * OP_SIZE || ops[3] !== ops.length - OP_SIZE) return 0;
    if (ops[0] === OP_IFNDEF) return ops[2]!;
    if (ops[0] !== OP_IF) return 0;
    const { start, end } = this.conditions[ops[1]!]!;
    const tested = /^!\s*defined\s*(?:\(\s*(\w+)\s*\)|(\w+))\s*(?:\/\*.*)?$/s.exec(text.slice(start, end));
    return tested ? library.names.identifier(tested[1] ?? tested[2]!) : 0;
  }
}

/** Where a run of text without quotes, comments and line ends stops. */
function plainEnd(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === LF || c === CR || c === QUOTE || c === APOSTROPHE || c === SLASH || c === BACKSLASH) break;
  }
  return i;
}
