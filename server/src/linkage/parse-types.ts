/** Parses declaration specifiers, declarators and attributes (C17 6.7 with GNU extensions). */

import { NO_ATTRIBUTES } from './ast.ts';
import type { Attributes, BuiltinTypeName, Enumerator, Member, Parameter, TagSyntax, TypeSyntax } from './ast.ts';
import { parseAssignment, parseConditional, parseExpression } from './parse-expressions.ts';
import { stringValue } from './literals.ts';
import {
  accept, behindBrackets, enter, expect, fail, findLocal, findLocalTag, isIdentifier, isTypedefName, keyword, peek, peekNext,
  startsDeclaration, startsType, take,
} from './parse-state.ts';
import type { ParseState } from './parse-state.ts';
import type { Token } from '../preprocess/token.ts';

export interface Specifiers {
  readonly type: TypeSyntax;
  readonly storage: 'typedef' | 'extern' | 'static' | 'none';
  readonly isInline: boolean;
  readonly attributes: Attributes;
}

export interface Declarator {
  readonly token: Token | undefined;
  readonly type: TypeSyntax;
  /** Attributes written behind a star: those of declarations belong to the declaration. */
  readonly attributes: Attributes;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const INT: TypeSyntax = { kind: 'builtin', name: 'int' };

/** Reads the specifiers of a declaration; a missing type is int, as K&R had it. */
export function parseSpecifiers(p: ParseState): Specifiers {
  let storage: Specifiers['storage'] = 'none';
  let isInline = false;
  let attributes: Attributes = NO_ATTRIBUTES;
  let isConst = false;
  let isVolatile = false;
  let named: TypeSyntax | undefined;
  const words: string[] = [];
  while (isIdentifier(p)) {
    const text = p.tokens[p.at]!.text;
    const word = keyword(text);
    if (word === undefined) {
      if (named || words.length > 0) break;
      const local = findLocal(p, text);
      if (local ? local.kind !== 'typedef' : !isTypedefName(p, text)) break;
      named = { kind: 'typedef', name: text, local: local?.kind === 'typedef' ? local : undefined };
      p.at++;
      continue;
    }
    switch (word) {
      case 'typedef': case 'extern': case 'static':
        storage = word;
        break;
      case 'inline':
        isInline = true;
        break;
      case 'const':
        isConst = true;
        break;
      case 'volatile':
        isVolatile = true;
        break;
      case 'restrict': case 'register': case 'auto': case '_Thread_local': case '__thread': case '__extension__':
      case '__seg_fs': case '__seg_gs': case '_Complex':
        break;
      case '_Noreturn':
        attributes = { ...attributes, noReturn: true };
        break;
      case '__attribute__':
        attributes = parseAttributes(p, attributes);
        continue;
      case '_Alignas':
        attributes = parseAlignas(p, attributes);
        continue;
      case '_Atomic':
        if (peekNext(p) === '(') {
          p.at += 2;
          named = parseTypeName(p);
        }
        break;
      case 'struct': case 'union': case 'enum':
        named = parseTag(p, word);
        continue;
      case 'typeof': case '__typeof_unqual__':
        named = parseTypeof(p, word !== 'typeof');
        continue;
      case '__auto_type':
        named = { kind: 'auto' };
        break;
      case '__builtin_va_list':
        named = { kind: 'builtin', name: '__builtin_va_list' };
        break;
      case 'void': case 'char': case 'short': case 'int': case 'long': case 'float': case 'double': case 'signed':
      case 'unsigned': case '_Bool': case '__int128': case '__uint128_t':
        words.push(word);
        break;
      default:
        return finish();
    }
    p.at++;
  }
  return finish();

  function finish(): Specifiers {
    let type: TypeSyntax = named ?? { kind: 'builtin', name: builtinType(words) };
    type = applyTypeAttributes(type, attributes);
    if (isConst || isVolatile) type = { kind: 'qualified', of: type, isConst, isVolatile };
    return { type, storage, isInline, attributes };
  }
}

/** Attributes that make another type of the one at hand: a vector, a machine mode, an alignment. */
function applyTypeAttributes(type: TypeSyntax, attributes: Attributes): TypeSyntax {
  if (!attributes.vectorSize && !attributes.mode && !attributes.aligned) return type;
  return { kind: 'attributed', of: type, attributes };
}

function builtinType(words: readonly string[]): BuiltinTypeName {
  if (words.length === 0) return 'int';
  if (words.length === 1 && words[0] !== 'signed' && words[0] !== 'unsigned' && words[0] !== '__uint128_t') {
    return words[0] as BuiltinTypeName;
  }
  const has = (word: string) => words.includes(word);
  const unsigned = has('unsigned') || has('__uint128_t');
  if (has('char')) return unsigned ? 'unsigned char' : has('signed') ? 'signed char' : 'char';
  if (has('short')) return unsigned ? 'unsigned short' : 'short';
  if (has('double')) return has('long') ? 'long double' : 'double';
  if (has('float')) return 'float';
  if (has('_Bool')) return '_Bool';
  if (has('__int128') || has('__uint128_t')) return unsigned ? 'unsigned __int128' : '__int128';
  const longs = words.filter((word) => word === 'long').length;
  if (longs >= 2) return unsigned ? 'unsigned long long' : 'long long';
  if (longs === 1) return unsigned ? 'unsigned long' : 'long';
  return unsigned ? 'unsigned int' : 'int';
}

function parseTypeof(p: ParseState, unqualified: boolean): TypeSyntax {
  p.at++;
  expect(p, '(');
  const type: TypeSyntax = startsType(p)
    ? parseTypeName(p)
    : { kind: 'typeof', expression: parseExpression(p), unqualified };
  expect(p, ')');
  return type;
}

function parseTag(p: ParseState, word: 'struct' | 'union' | 'enum'): TagSyntax {
  p.at++;
  const attributes = parseAttributes(p, NO_ATTRIBUTES);
  const name = isIdentifier(p) && keyword(peek(p)) === undefined ? take(p).text : undefined;
  if (peek(p) !== '{') {
    if (name === undefined) fail(p, `expected a name or '{' behind ${word}`);
    const local = findLocalTag(p, name);
    return { kind: 'tag', keyword: word, name, members: undefined, enumerators: undefined, attributes, local };
  }
  enter(p);
  p.at++;
  const members: Member[] = [];
  const enumerators: Enumerator[] = [];
  const tag: TagSyntax = {
    kind: 'tag', keyword: word, name,
    members: word === 'enum' ? undefined : members,
    enumerators: word === 'enum' ? enumerators : undefined,
    attributes, local: undefined,
  };
  // A structure can point to itself, so its tag is known before its members are.
  if (p.scope) {
    if (name !== undefined) p.scope.tags.set(name, tag);
  } else {
    p.tags.push(tag);
  }
  if (word === 'enum') parseEnumerators(p, tag, enumerators);
  else parseMembers(p, members);
  expect(p, '}');
  tag.attributes = parseAttributes(p, attributes);
  p.depth--;
  return tag;
}

function parseEnumerators(p: ParseState, tag: TagSyntax, enumerators: Enumerator[]): void {
  let previous: Enumerator | undefined;
  while (p.at < p.end && peek(p) !== '}') {
    const name = take(p).text;
    parseAttributes(p, NO_ATTRIBUTES);
    const value = accept(p, '=') ? parseConditional(p) : undefined;
    const enumerator: Enumerator = { kind: 'enumerator', name, value, previous, tag };
    enumerators.push(enumerator);
    if (p.scope) p.scope.names.set(name, enumerator);
    else p.enumerators.push(enumerator);
    previous = enumerator;
    if (!accept(p, ',')) break;
  }
}

function parseMembers(p: ParseState, members: Member[]): void {
  while (p.at < p.end && peek(p) !== '}') {
    if (accept(p, ';')) continue;
    if (keyword(peek(p)) === '_Static_assert') {
      p.at = behindBrackets(p, p.at + 1);
      continue;
    }
    const specifiers = parseSpecifiers(p);
    if (peek(p) === ';') {
      members.push({ name: undefined, type: specifiers.type, bits: undefined, attributes: specifiers.attributes });
      p.at++;
      continue;
    }
    do {
      let attributes = parseAttributes(p, specifiers.attributes);
      const declarator: Declarator =
        peek(p) === ':' ? { token: undefined, type: specifiers.type, attributes: NO_ATTRIBUTES } : parseDeclarator(p, specifiers.type);
      const bits = accept(p, ':') ? parseConditional(p) : undefined;
      attributes = parseAttributes(p, attributes);
      members.push({ name: declarator.token?.text, type: declarator.type, bits, attributes });
    } while (accept(p, ','));
    if (!accept(p, ';') && peek(p) !== '}') fail(p, "expected ';' in a structure");
  }
}

/** A declarator, abstract or not, applied to the type of the specifiers. */
export function parseDeclarator(p: ParseState, base: TypeSyntax): Declarator {
  enter(p);
  let type = base;
  let attributes: Attributes = NO_ATTRIBUTES;
  for (;;) {
    if (accept(p, '*')) {
      type = { kind: 'pointer', to: type };
      continue;
    }
    const word = isIdentifier(p) ? keyword(peek(p)) : undefined;
    if (word === 'const' || word === 'volatile') {
      p.at++;
      type = { kind: 'qualified', of: type, isConst: word === 'const', isVolatile: word === 'volatile' };
    } else if (word === 'restrict' || word === '__seg_gs' || word === '__seg_fs' || word === '_Atomic' || word === '__extension__') {
      p.at++;
    } else if (word === '__attribute__') {
      const here = parseAttributes(p, NO_ATTRIBUTES);
      type = applyTypeAttributes(type, here);
      attributes = attributes === NO_ATTRIBUTES ? here : { ...attributes, ...here };
    } else {
      break;
    }
  }
  let token: Token | undefined;
  if (peek(p) === '(' && nestsDeclarator(p)) {
    const open = p.at;
    p.at = behindBrackets(p, open);
    type = parseSuffixes(p, type);
    const end = p.at;
    p.at = open + 1;
    const inner = parseDeclarator(p, type);
    expect(p, ')');
    p.at = end;
    p.depth--;
    return attributes === NO_ATTRIBUTES ? inner : { ...inner, attributes: { ...attributes, ...inner.attributes } };
  }
  if (isIdentifier(p) && keyword(peek(p)) === undefined) token = take(p);
  type = parseSuffixes(p, type);
  p.depth--;
  return { token, type, attributes };
}

function nestsDeclarator(p: ParseState): boolean {
  const next = peekNext(p);
  if (next === '*' || next === '(') return true;
  if (!isIdentifier(p, 1)) return false;
  if (keyword(next) === '__attribute__') {
    // Either a calling convention in front of the star, or the attributes of a first parameter.
    const behind = behindBrackets(p, p.at + 2);
    return p.tokens[behind]?.text === '*';
  }
  if (keyword(next) !== undefined) return false;
  // `type (name)(parameters)`: the name may be a type already, because this very declaration made it one.
  const behind = peekNext(p, 3);
  return !startsType(p, 1) || (peekNext(p, 2) === ')' && (behind === '(' || behind === '['));
}

function parseSuffixes(p: ParseState, base: TypeSyntax): TypeSyntax {
  if (accept(p, '[')) {
    while (isIdentifier(p) && ['static', 'const', 'restrict', 'volatile'].includes(keyword(peek(p)) ?? '')) p.at++;
    const length = peek(p) === ']' ? undefined : peek(p) === '*' && peekNext(p) === ']' ? void p.at++ : parseAssignment(p);
    expect(p, ']');
    return { kind: 'array', of: parseSuffixes(p, base), length };
  }
  if (peek(p) === '(') {
    p.at++;
    const { parameters, variadic } = parseParameters(p);
    expect(p, ')');
    return { kind: 'function', returns: parseSuffixes(p, base), parameters, variadic };
  }
  return base;
}

function parseParameters(p: ParseState): { parameters: Parameter[]; variadic: boolean } {
  const parameters: Parameter[] = [];
  if (peek(p) === ')') return { parameters, variadic: true };
  if (keyword(peek(p)) === 'void' && peekNext(p) === ')') {
    p.at++;
    return { parameters, variadic: false };
  }
  do {
    if (accept(p, '...')) return { parameters, variadic: true };
    if (!startsDeclaration(p)) fail(p, 'expected the type of a parameter');
    const specifiers = parseSpecifiers(p);
    const declarator = parseDeclarator(p, specifiers.type);
    parseAttributes(p, NO_ATTRIBUTES);
    parameters.push({ name: declarator.token?.text, token: declarator.token, type: asParameterType(declarator.type) });
  } while (accept(p, ','));
  return { parameters, variadic: false };
}

/** C17 6.7.6.3p7-8: arrays and functions become pointers. */
function asParameterType(type: TypeSyntax): TypeSyntax {
  if (type.kind === 'array') return { kind: 'pointer', to: type.of };
  if (type.kind === 'function') return { kind: 'pointer', to: type };
  return type;
}

export function parseTypeName(p: ParseState): TypeSyntax {
  const specifiers = parseSpecifiers(p);
  return parseDeclarator(p, specifiers.type).type;
}

function parseAlignas(p: ParseState, into: Attributes): Attributes {
  p.at++;
  expect(p, '(');
  const aligned = startsType(p)
    ? ({ kind: 'sizeof', operand: undefined, type: parseTypeName(p), align: true } as const)
    : parseConditional(p);
  expect(p, ')');
  return { ...into, aligned };
}

/** Any number of __attribute__((...)), merged into `into`. */
export function parseAttributes(p: ParseState, into: Attributes): Attributes {
  let result: Mutable<Attributes> | undefined;
  while (isIdentifier(p) && (keyword(peek(p)) === '__attribute__' || keyword(peek(p)) === '_Alignas')) {
    if (keyword(peek(p)) === '_Alignas') {
      result = parseAlignas(p, result ?? into);
      continue;
    }
    p.at++;
    const end = behindBrackets(p, p.at);
    expect(p, '(');
    expect(p, '(');
    result ??= { ...into };
    while (p.at < end && peek(p) !== ')') {
      if (accept(p, ',')) continue;
      parseAttribute(p, result);
    }
    p.at = end;
  }
  return result ?? into;
}

function parseAttribute(p: ParseState, into: Mutable<Attributes>): void {
  const token = take(p);
  const name = token.text.replace(/^__(.*)__$/, '$1');
  const hasArguments = peek(p) === '(';
  const end = hasArguments ? behindBrackets(p, p.at) : p.at;
  const firstString = () => {
    const strings: Token[] = [];
    for (let i = p.at + 1; i < end && p.tokens[i]!.kind === 'string'; i++) strings.push(p.tokens[i]!);
    return stringValue(strings);
  };
  switch (name) {
    case 'weak': into.weak = true; break;
    case 'used': case 'retain': into.used = true; break;
    case 'always_inline': into.alwaysInline = true; break;
    case 'noinline': case 'noclone': case 'noipa': into.noInline = true; break;
    case 'noreturn': into.noReturn = true; break;
    case 'gnu_inline': into.gnuInline = true; break;
    case 'error': case 'warning': into.mustVanish = true; break;
    case 'pure': case 'const': into.pure = true; break;
    case 'packed': into.packed = true; break;
    case 'transparent_union': into.transparentUnion = true; break;
    case 'constructor': case 'destructor': into.runsAtStart = true; break;
    case 'section': into.section = firstString(); break;
    case 'alias': into.alias = firstString(); break;
    case 'weakref': into.weakref = firstString(); break;
    case 'ifunc': into.ifunc = firstString(); break;
    case 'mode': into.mode = p.tokens[p.at + 1]?.text.replace(/^__(.*)__$/, '$1') ?? ''; break;
    case 'cleanup': {
      const handler = p.tokens[p.at + 1];
      if (handler) into.cleanup = { name: handler.text, token: handler };
      break;
    }
    case 'aligned':
      if (!hasArguments) {
        into.aligned = 'maximum';
      } else {
        p.at++;
        into.aligned = parseConditional(p);
      }
      break;
    case 'vector_size':
      p.at++;
      into.vectorSize = parseConditional(p);
      break;
    default:
  }
  p.at = end;
}

export { INT };
