/** Parses one top-level item; bodies and initialisers stay tokens until somebody asks for them. */

import { NO_ATTRIBUTES } from './ast.ts';
import type { Declaration, FunctionBody, Initializer, LazyBody, LazyInitializer, ParsedItem, TypeSyntax } from './ast.ts';
import { parseInitializer } from './parse-expressions.ts';
import { stringValue } from './literals.ts';
import { accept, behindBrackets, expect, fail, isIdentifier, keyword, newState, ParseFailure, peek, startsDeclaration } from './parse-state.ts';
import type { ParseContext, ParseState } from './parse-state.ts';
import { parameterVariables, parseAsm, parseFunctionBody } from './parse-statements.ts';
import { parseAttributes, parseDeclarator, parseSpecifiers } from './parse-types.ts';
import type { Token } from '../preprocess/token.ts';

/** Never throws: what cannot be parsed is listed, and its identifiers count as referred to. */
export function parseItem(tokens: readonly Token[], context: ParseContext): ParsedItem {
  const p = newState(tokens, 0, tokens.length, context);
  const declarations: Declaration[] = [];
  const unreadable: { from: number; to: number; reason: string }[] = [];
  while (p.at < p.end) {
    const start = p.at;
    try {
      parseExternalDeclaration(p, declarations);
      if (p.at === start) fail(p, 'expected a declaration');
    } catch (error) {
      if (!(error instanceof ParseFailure)) throw error;
      p.at = behindDeclaration(p, start);
      p.depth = 0;
      p.scope = undefined;
      unreadable.push({ from: start, to: p.at, reason: error.message });
    }
  }
  return { declarations, enumerators: p.enumerators, tags: p.tags, asms: p.asms, unreadable };
}

/** Where the next declaration may begin: behind a semicolon or a braced body at the outermost level. */
function behindDeclaration(p: ParseState, start: number): number {
  let at = start;
  while (at < p.end) {
    const text = p.tokens[at]!.text;
    if (text === ';') return at + 1;
    if (text === '(' || text === '[') {
      at = behindBrackets(p, at);
    } else if (text === '{') {
      const isBody = p.tokens[at - 1]?.text === ')';
      at = behindBrackets(p, at);
      if (isBody) return at;
    } else {
      at++;
    }
  }
  return p.end;
}

function parseExternalDeclaration(p: ParseState, into: Declaration[]): void {
  if (accept(p, ';')) return;
  const word = isIdentifier(p) ? keyword(peek(p)) : undefined;
  if (word === 'asm') {
    p.asms.push(parseAsm(p));
    accept(p, ';');
    return;
  }
  if (word === '_Static_assert') {
    p.at = behindBrackets(p, p.at + 1);
    accept(p, ';');
    return;
  }
  if (word === '__extension__') {
    p.at++;
    return;
  }
  const typed = startsDeclaration(p);
  if (!typed && !isIdentifier(p) && peek(p) !== '*' && peek(p) !== '(') fail(p, 'expected a declaration');
  const specifiers = parseSpecifiers(p);
  if (accept(p, ';')) return;
  do {
    let attributes = parseAttributes(p, specifiers.attributes);
    const declarator = parseDeclarator(p, specifiers.type);
    if (declarator.attributes !== NO_ATTRIBUTES) attributes = { ...attributes, ...declarator.attributes };
    const token = declarator.token ?? fail(p, 'expected a name in a declaration');
    if (!typed && declarator.type.kind !== 'function') fail(p, 'expected a type');
    if (specifiers.storage === 'typedef') p.typedefs.add(token.text);
    const asmLabel = parseAsmLabel(p);
    attributes = parseAttributes(p, attributes);
    const declaration = {
      name: token.text, token, type: declarator.type, storage: specifiers.storage, isInline: specifiers.isInline,
      attributes, asmLabel,
    };
    if (declarator.type.kind === 'function' && peek(p) === '{') {
      into.push({ ...declaration, body: lazyBody(p, declarator.type), initializer: undefined });
      return;
    }
    const initializer = accept(p, '=') ? lazyInitializer(p) : undefined;
    into.push({ ...declaration, body: undefined, initializer });
  } while (accept(p, ','));
  expect(p, ';');
}

function parseAsmLabel(p: ParseState): string | undefined {
  if (!isIdentifier(p) || keyword(peek(p)) !== 'asm') return undefined;
  const end = behindBrackets(p, p.at + 1);
  const strings = p.tokens.slice(p.at + 2, end - 1).filter((token) => token.kind === 'string');
  p.at = end;
  return stringValue(strings);
}

function lazyBody(p: ParseState, type: TypeSyntax): LazyBody {
  const { tokens, context } = p;
  const start = p.at;
  const end = behindBrackets(p, start);
  p.at = end;
  const parameters = parameterVariables(type);
  let parsed: FunctionBody | undefined;
  return {
    parameters,
    length: end - start,
    get tokens() {
      return tokens.slice(start, end);
    },
    parse() {
      if (!parsed) {
        const state = newState(tokens, start, end, context);
        const statement = parseFunctionBody(state, parameters);
        parsed = { statement, keptStatics: state.keptStatics };
      }
      return parsed;
    },
  };
}

function lazyInitializer(p: ParseState): LazyInitializer {
  const { tokens, context } = p;
  const start = p.at;
  while (p.at < p.end && peek(p) !== ',' && peek(p) !== ';') {
    const text = peek(p);
    p.at = text === '(' || text === '{' || text === '[' ? behindBrackets(p, p.at) : p.at + 1;
  }
  const end = p.at;
  let parsed: Initializer | undefined;
  return {
    get tokens() {
      return tokens.slice(start, end);
    },
    parse() {
      return (parsed ??= parseInitializer(newState(tokens, start, end, context)));
    },
  };
}
