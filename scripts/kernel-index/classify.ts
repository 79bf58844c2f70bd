/** What a macro's expansion looks like from outside: its shape, and what each of its arguments is used for. */

import type { Token } from '../../server/src/preprocess/token.ts';

export type Shape = 'empty' | 'initializer' | 'attribute' | 'string' | 'name' | 'value' | 'statement' | 'head' | 'declaration' | 'other';
export type ArgumentUse = 'value' | 'type' | 'name' | 'unused';

/** Name that stands for argument `index` of the macro with number `probe`. */
export const placeholder = (probe: number, index: number): string => `lens${probe}_${index}_`;

const TYPE_WORDS = /^(void|char|short|int|long|float|double|signed|unsigned|_Bool|struct|union|enum|typeof|__typeof__|__typeof|const|volatile|__signed__|__auto_type|__extension__)$/;
const UNEVALUATED = /^(typeof|__typeof__|__typeof|typeof_unqual|__typeof_unqual__|sizeof|_Alignof|__alignof__|__builtin_types_compatible_p|__builtin_offsetof|_Static_assert)$/;

export function shapeOf(tokens: readonly Token[], isType: (name: string) => boolean): Shape {
  const first = tokens[0]?.text;
  if (first === undefined) return 'empty';
  if (isAttributes(tokens)) return 'attribute';
  if (tokens.every((token) => token.kind === 'string')) return 'string';
  if (tokens.length === 1 && tokens[0]!.kind === 'identifier') return 'name';
  if (isInitializer(tokens)) return 'initializer';
  if (declaresBehindFirst(tokens)) return 'declaration';
  const last = tokens.at(-1)!.text;
  if (first === 'for' || first === 'while') return 'head';
  if (first === 'if') return last === 'else' || last === ')' ? 'head' : 'statement';
  if (first === 'do' || first === '{' || first === 'switch' || first === 'return' || first === 'goto') return 'statement';
  if (first === 'static' || first === 'extern' || first === 'typedef' || first === 'inline' || first === 'const' || first === '__attribute__') return 'declaration';
  if (TYPE_WORDS.test(first)) return 'declaration';
  const second = tokens[1]?.text ?? '';
  if (tokens[0]!.kind === 'identifier' && isType(first) && second !== ')') return 'declaration';
  if (tokens[0]!.kind === 'identifier' && tokens[1]?.kind === 'identifier') return 'declaration';
  if (/^[.,;)\]}=?:]$|^(else|case|asm|__asm__)$/.test(first)) return first === 'asm' || first === '__asm__' ? 'statement' : 'other';
  if (first === ':' ) return 'other';
  return 'value';
}

/** Checks and the like may stand before what a macro declares. */
function declaresBehindFirst(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    if (text === '{' || text === '(' || text === '[') depth++;
    else if (text === '}' || text === ')' || text === ']') depth--;
    else if (text === ';' && depth === 0 && /^(static|extern|typedef)$/.test(tokens[at + 1]?.text ?? '')) return true;
  }
  return false;
}

/** A braced list, or designated members of one. */
function isInitializer(tokens: readonly Token[]): boolean {
  const first = tokens[0]!.text;
  if (first === '.' || first === '[') return true;
  if (first !== '{') return false;
  let depth = 0;
  for (const [at, { text }] of tokens.entries()) {
    if (text === '{' || text === '(') depth++;
    else if ((text === '}' || text === ')') && --depth === 0) return at === tokens.length - 1 && at > 1;
    else if (text === ';' && depth === 1) return false;
  }
  return false;
}

function isAttributes(tokens: readonly Token[]): boolean {
  let depth = 0;
  let said = false;
  for (const [at, token] of tokens.entries()) {
    if (token.text === '(') {
      if (depth++ === 0 && !/^__attribute(__)?$/.test(tokens[at - 1]?.text ?? '')) return false;
    } else if (token.text === ')') depth--;
    else if (depth === 0) {
      if (!/^(__attribute__|__attribute|inline|__inline|__inline__|volatile|register|__extension__|_Noreturn|const|static|__seg_gs|__seg_fs)$/.test(token.text)) return false;
      said ||= /^(__attribute__|__attribute|__inline|inline|__inline__|__extension__|__seg_gs|__seg_fs|_Noreturn)$/.test(token.text);
    }
  }
  return said && depth === 0;
}

/** What the placeholder is used for; an operand that is evaluated anywhere is a value. */
export function useOf(tokens: readonly Token[], name: string): ArgumentUse {
  let use: ArgumentUse = 'unused';
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'identifier' || !token.text.includes(name)) continue;
    if (token.text !== name) {
      if (use === 'unused') use = 'name';
      continue;
    }
    const here = useAt(tokens, at);
    if (here === 'value') return 'value';
    if (here === 'type' || use === 'unused') use = here;
  }
  return use;
}

/** Follows a declarator, not only a type. */
export const isAttributeWord = (text: string): boolean => /^(__attribute__|__attribute|asm|__asm__|__asm)$/.test(text);

function useAt(tokens: readonly Token[], at: number): ArgumentUse {
  const before = tokens[at - 1]?.text ?? '';
  const after = tokens[at + 1];
  if (before === '.' || before === '->' || before === 'goto' || before === '&&' && after?.text === ';') return 'name';
  if (before === 'struct' || before === 'union' || before === 'enum') return 'name';
  if (after?.kind === 'identifier' && !isAttributeWord(after.text)) return 'type';
  if (after?.text === '*' && /^[)*]$/.test(tokens[at + 2]?.text ?? '')) return 'type';
  if (after?.text === '*' && tokens[at + 2]?.kind === 'identifier' && /^[(,{;]?$/.test(before) && tokens[at + 3]?.text === '=') return 'type';
  const outer = enclosing(tokens, at);
  if (outer && UNEVALUATED.test(outer.word)) {
    if (outer.word === '__builtin_offsetof') return outer.argument === 0 ? 'type' : 'name';
    if (outer.word === '__builtin_types_compatible_p') return 'type';
    return 'name';
  }
  if (before === '(' && after?.text === ')') {
    const next = tokens[at + 2];
    const callee = tokens[at - 2];
    if (callee?.kind !== 'identifier' && callee?.text !== ')' && callee?.text !== ']' && next && (next.kind === 'identifier' || next.kind === 'number' || next.text === '{')) return 'type';
  }
  return 'value';
}

/** The word before the innermost unevaluated bracket around a token, and which argument of it that is. */
function enclosing(tokens: readonly Token[], at: number): { word: string; argument: number } | undefined {
  let depth = 0;
  let argument = 0;
  for (let i = at - 1; i >= 0; i--) {
    const { text } = tokens[i]!;
    if (text === ')' || text === '}' || text === ']') depth++;
    else if (text === '(' || text === '{' || text === '[') {
      if (depth === 0) {
        const word = tokens[i - 1]?.text ?? '';
        if (UNEVALUATED.test(word)) return { word, argument };
        if (text === '{') return undefined;
        argument = 0;
      } else depth--;
    } else if (text === ',' && depth === 0) argument++;
    else if (text === ';' && depth === 0) return undefined;
  }
  return undefined;
}

export function isBalanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { text } of tokens) {
    if (text === '{' || text === '(' || text === '[') depth++;
    else if (text === '}' || text === ')' || text === ']') if (--depth < 0) return false;
  }
  return depth === 0;
}
