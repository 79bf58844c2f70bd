/** What the parts of the parser share: the place in the tokens, the scopes of a function, keywords. */

import type { Asm, CaseStatement, Enumerator, Label, LocalSymbol, LocalVariable, TagSyntax } from './ast.ts';
import type { Token } from '../preprocess/token.ts';

/** What the parser must ask about names of file scope: C cannot be parsed without it. */
export interface ParseContext {
  isTypedefName(name: string): boolean;
  /** Width of the target's long. */
  readonly longBits: number;
}

export interface Scope {
  readonly names: Map<string, LocalSymbol>;
  readonly tags: Map<string, TagSyntax>;
  labels: Map<string, Label> | undefined;
  readonly parent: Scope | undefined;
}

export interface ParseState {
  readonly tokens: readonly Token[];
  at: number;
  end: number;
  readonly context: ParseContext;
  /** Undefined at file scope. */
  scope: Scope | undefined;
  /** Labels of the function at hand that no __label__ declares. */
  labels: Map<string, Label>;
  /** Cases of the innermost switch. */
  cases: CaseStatement[];
  /** Statics of block scope that the compiler must keep. */
  readonly keptStatics: LocalVariable[];
  /** What the item defines at file scope, collected on the way. */
  readonly tags: TagSyntax[];
  /** Typedef names that the item itself declares: the unit is still asking for them. */
  readonly typedefs: Set<string>;
  readonly enumerators: Enumerator[];
  readonly asms: Asm[];
  /** Nesting of expressions and statements: a limit keeps hostile text from exhausting the stack. */
  depth: number;
}

export class ParseFailure extends Error {}

const DEEPEST = 400;

export function enter(p: ParseState): void {
  if (++p.depth > DEEPEST) throw new ParseFailure('is nested too deeply');
}

export function newState(tokens: readonly Token[], at: number, end: number, context: ParseContext): ParseState {
  return {
    tokens, at, end, context, scope: undefined, labels: new Map(), cases: [], keptStatics: [], tags: [], typedefs: new Set(), enumerators: [], asms: [], depth: 0,
  };
}

/** Text of the token at hand; empty at the end. */
export function peek(p: ParseState): string {
  return p.at < p.end ? p.tokens[p.at]!.text : '';
}

export function peekNext(p: ParseState, distance = 1): string {
  return p.at + distance < p.end ? p.tokens[p.at + distance]!.text : '';
}

export function isIdentifier(p: ParseState, distance = 0): boolean {
  return p.at + distance < p.end && p.tokens[p.at + distance]!.kind === 'identifier';
}

export function accept(p: ParseState, text: string): boolean {
  if (p.at < p.end && p.tokens[p.at]!.text === text) {
    p.at++;
    return true;
  }
  return false;
}

export function expect(p: ParseState, text: string): void {
  if (!accept(p, text)) fail(p, `expected '${text}'`);
}

export function take(p: ParseState): Token {
  if (p.at >= p.end) fail(p, 'ends too early');
  return p.tokens[p.at++]!;
}

export function fail(p: ParseState, what: string): never {
  throw new ParseFailure(p.at < p.end ? `${what} before '${p.tokens[p.at]!.text}'` : `${what} at the end`);
}

/** With `at` on an opening bracket: the index behind its closing one. */
export function behindBrackets(p: ParseState, at: number): number {
  let depth = 0;
  for (let i = at; i < p.end; i++) {
    const text = p.tokens[i]!.text;
    if (text === '(' || text === '{' || text === '[') depth++;
    else if ((text === ')' || text === '}' || text === ']') && --depth === 0) return i + 1;
  }
  return p.end;
}

export function openScope(p: ParseState): void {
  p.scope = { names: new Map(), tags: new Map(), labels: undefined, parent: p.scope };
}

export function closeScope(p: ParseState): void {
  p.scope = p.scope?.parent;
}

export function findLocal(p: ParseState, name: string): LocalSymbol | undefined {
  for (let scope = p.scope; scope; scope = scope.parent) {
    const symbol = scope.names.get(name);
    if (symbol) return symbol;
  }
  return undefined;
}

export function findLocalTag(p: ParseState, name: string): TagSyntax | undefined {
  for (let scope = p.scope; scope; scope = scope.parent) {
    const tag = scope.tags.get(name);
    if (tag) return tag;
  }
  return undefined;
}

export function findLabel(p: ParseState, name: string): Label {
  for (let scope = p.scope; scope; scope = scope.parent) {
    const label = scope.labels?.get(name);
    if (label) return label;
  }
  let label = p.labels.get(name);
  if (!label) p.labels.set(name, (label = { name }));
  return label;
}

/** The words that gcc spells several ways, by one spelling. */
const KEYWORDS = new Map<string, string>([
  ...['void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '_Bool', '_Complex', '__int128',
    'struct', 'union', 'enum', 'typeof', 'const', 'volatile', 'restrict', 'inline', 'static', 'extern', 'typedef',
    'register', 'auto', 'asm', 'if', 'else', 'while', 'do', 'for', 'switch', 'case', 'default', 'break', 'continue',
    'return', 'goto', 'sizeof', '_Alignof', '_Alignas', '_Generic', '_Static_assert', '_Noreturn', '_Atomic',
    '_Thread_local', '__thread', '__auto_type', '__attribute__', '__extension__', '__label__', '__builtin_va_list',
    '__seg_fs', '__seg_gs', '__builtin_va_arg', '__builtin_offsetof', '__builtin_types_compatible_p',
    '__builtin_choose_expr', '__typeof_unqual__', '__func__',
  ].map((word): [string, string] => [word, word]),
  ['__signed__', 'signed'], ['__signed', 'signed'], ['__const__', 'const'], ['__const', 'const'],
  ['__volatile__', 'volatile'], ['__volatile', 'volatile'], ['__restrict__', 'restrict'], ['__restrict', 'restrict'],
  ['__inline__', 'inline'], ['__inline', 'inline'], ['__typeof__', 'typeof'], ['__typeof', 'typeof'],
  ['__asm__', 'asm'], ['__asm', 'asm'], ['__attribute', '__attribute__'], ['__alignof__', '_Alignof'],
  ['__alignof', '_Alignof'], ['__complex__', '_Complex'], ['__complex', '_Complex'], ['__uint128_t', '__uint128_t'],
  ['__int128_t', '__int128'], ['_Float128', 'double'], ['__float128', 'double'], ['_Float64', 'double'],
  ['_Float32', 'float'], ['__FUNCTION__', '__func__'], ['__PRETTY_FUNCTION__', '__func__'],
]);

const TYPE_WORDS = new Set([
  'void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', '_Bool', '_Complex', '__int128',
  '__uint128_t', 'struct', 'union', 'enum', 'typeof', '__typeof_unqual__', 'const', 'volatile', 'restrict', '_Atomic',
  '__builtin_va_list', '__auto_type', '__seg_fs', '__seg_gs',
]);

const DECLARATION_WORDS = new Set([
  ...TYPE_WORDS, 'inline', 'static', 'extern', 'typedef', 'register', 'auto', '_Noreturn', '_Thread_local', '__thread',
  '_Alignas',
]);

/** The keyword that an identifier token is, in its one spelling; undefined for a name. */
export function keyword(text: string): string | undefined {
  return KEYWORDS.get(text);
}

export function isTypedefName(p: ParseState, name: string): boolean {
  return p.typedefs.has(name) || p.context.isTypedefName(name);
}

function startsWith(p: ParseState, words: ReadonlySet<string>, distance: number): boolean {
  if (!isIdentifier(p, distance)) return false;
  const text = p.tokens[p.at + distance]!.text;
  const word = KEYWORDS.get(text);
  if (word !== undefined) return words.has(word) || (word === '__attribute__' && words === DECLARATION_WORDS);
  const local = findLocal(p, text);
  return local ? local.kind === 'typedef' : isTypedefName(p, text);
}

export function startsType(p: ParseState, distance = 0): boolean {
  return startsWith(p, TYPE_WORDS, distance);
}

export function startsDeclaration(p: ParseState): boolean {
  return startsWith(p, DECLARATION_WORDS, 0);
}
