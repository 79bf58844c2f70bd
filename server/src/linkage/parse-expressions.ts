/** Parses expressions of GNU C by precedence climbing. */

import type { Designator, Expression, Initializer, InitializerItem } from './ast.ts';
import { characterLiteral, numberLiteral } from './literals.ts';
import { accept, enter, expect, fail, findLabel, findLocal, isIdentifier, keyword, peek, peekNext, startsType, take } from './parse-state.ts';
import type { ParseState } from './parse-state.ts';
import { parseBlock } from './parse-statements.ts';
import { parseTypeName } from './parse-types.ts';
import type { Token } from '../preprocess/token.ts';

const PRECEDENCE = new Map<string, number>([
  ['||', 1], ['&&', 2], ['|', 3], ['^', 4], ['&', 5], ['==', 6], ['!=', 6], ['<', 7], ['>', 7], ['<=', 7], ['>=', 7],
  ['<<', 8], ['>>', 8], ['+', 9], ['-', 9], ['*', 10], ['/', 10], ['%', 10],
]);

const ASSIGNMENTS = new Map<string, string>([
  ['=', ''], ['+=', '+'], ['-=', '-'], ['*=', '*'], ['/=', '/'], ['%=', '%'], ['&=', '&'], ['|=', '|'], ['^=', '^'],
  ['<<=', '<<'], ['>>=', '>>'],
]);

export function parseExpression(p: ParseState): Expression {
  let left = parseAssignment(p);
  while (accept(p, ',')) left = { kind: 'comma', left, right: parseAssignment(p) };
  return left;
}

export function parseAssignment(p: ParseState): Expression {
  const left = parseConditional(p);
  const operator = ASSIGNMENTS.get(peek(p));
  if (operator === undefined) return left;
  p.at++;
  enter(p);
  const right = parseAssignment(p);
  p.depth--;
  return { kind: 'assign', operator, left, right };
}

export function parseConditional(p: ParseState): Expression {
  const condition = parseBinary(p, 1);
  if (!accept(p, '?')) return condition;
  enter(p);
  const then = peek(p) === ':' ? undefined : parseExpression(p);
  expect(p, ':');
  const otherwise = parseConditional(p);
  p.depth--;
  return { kind: 'conditional', condition, then, otherwise };
}

function parseBinary(p: ParseState, lowest: number): Expression {
  let left = parseUnary(p);
  for (;;) {
    const operator = peek(p);
    const precedence = PRECEDENCE.get(operator);
    if (precedence === undefined || precedence < lowest) return left;
    p.at++;
    const right = parseBinary(p, precedence + 1);
    left = operator === '&&' || operator === '||'
      ? { kind: 'logical', operator, left, right }
      : { kind: 'binary', operator, left, right };
  }
}

function parseUnary(p: ParseState): Expression {
  if (p.at >= p.end) fail(p, 'expected an expression');
  const token = p.tokens[p.at]!;
  if (token.kind === 'punctuator') {
    switch (token.text) {
      case '(':
        if (startsType(p, 1)) return parseCast(p);
        return parsePostfix(p);
      case '&&': {
        p.at++;
        return { kind: 'labelAddress', label: findLabel(p, take(p).text) };
      }
      case '+': case '-': case '~': case '!': case '*': case '&': {
        p.at++;
        enter(p);
        const operand = parseUnary(p);
        p.depth--;
        return { kind: 'unary', operator: token.text, operand };
      }
      case '++': case '--':
        p.at++;
        return { kind: 'step', operator: token.text, prefix: true, operand: parseUnary(p) };
      default:
        return parsePostfix(p);
    }
  }
  if (token.kind === 'identifier') {
    const word = keyword(token.text);
    if (word === '__extension__') {
      p.at++;
      return parseUnary(p);
    }
    if (word === 'sizeof' || word === '_Alignof') return parseSizeof(p, word === '_Alignof');
    if (token.text === '__real__' || token.text === '__imag__') {
      p.at++;
      return parseUnary(p);
    }
  }
  return parsePostfix(p);
}

function parseSizeof(p: ParseState, align: boolean): Expression {
  p.at++;
  if (peek(p) === '(' && startsType(p, 1)) {
    const start = p.at;
    p.at++;
    const type = parseTypeName(p);
    expect(p, ')');
    if (peek(p) !== '{') return { kind: 'sizeof', operand: undefined, type, align };
    p.at = start;
  }
  enter(p);
  const operand = parseUnary(p);
  p.depth--;
  return { kind: 'sizeof', operand, type: undefined, align };
}

function parseCast(p: ParseState): Expression {
  enter(p);
  p.at++;
  const type = parseTypeName(p);
  expect(p, ')');
  const result: Expression =
    peek(p) === '{'
      ? parsePostfixOperators(p, { kind: 'compound', type, initializer: parseInitializer(p) })
      : { kind: 'cast', type, operand: parseUnary(p) };
  p.depth--;
  return result;
}

function parsePostfix(p: ParseState): Expression {
  return parsePostfixOperators(p, parsePrimary(p));
}

function parsePostfixOperators(p: ParseState, first: Expression): Expression {
  let result = first;
  for (;;) {
    if (p.at >= p.end) return result;
    const token = p.tokens[p.at]!;
    if (token.kind !== 'punctuator') return result;
    switch (token.text) {
      case '(': {
        p.at++;
        const args: Expression[] = [];
        enter(p);
        if (peek(p) !== ')') {
          do args.push(parseAssignment(p));
          while (accept(p, ','));
        }
        p.depth--;
        expect(p, ')');
        result = { kind: 'call', callee: result, args, token: result.kind === 'name' ? result.token : token };
        break;
      }
      case '[': {
        p.at++;
        const index = parseExpression(p);
        expect(p, ']');
        result = { kind: 'index', array: result, index };
        break;
      }
      case '.': case '->':
        p.at++;
        result = { kind: 'member', object: result, name: take(p).text, arrow: token.text === '->' };
        break;
      case '++': case '--':
        p.at++;
        result = { kind: 'step', operator: token.text, prefix: false, operand: result };
        break;
      default:
        return result;
    }
  }
}

function parsePrimary(p: ParseState): Expression {
  const token = take(p);
  switch (token.kind) {
    case 'number':
      return numberLiteral(token.text, p.context.longBits);
    case 'character':
      return { kind: 'integer', value: characterLiteral(token.text), type: 'int' };
    case 'string': {
      const tokens = [token];
      while (p.at < p.end && p.tokens[p.at]!.kind === 'string') tokens.push(take(p));
      return { kind: 'string', tokens };
    }
    case 'identifier':
      return parseName(p, token);
    default:
  }
  if (token.text !== '(') {
    p.at--;
    fail(p, 'expected an expression');
  }
  enter(p);
  const result: Expression = peek(p) === '{' ? { kind: 'block', body: parseBlock(p) } : parseExpression(p);
  expect(p, ')');
  p.depth--;
  return result;
}

function parseName(p: ParseState, token: Token): Expression {
  const name = token.text;
  switch (keyword(name)) {
    case undefined:
      return { kind: 'name', name, token, local: findLocal(p, name) };
    case '__func__':
      return { kind: 'string', tokens: [] };
    case '_Generic':
      return parseGeneric(p);
    case '__builtin_va_arg': {
      expect(p, '(');
      const list = parseAssignment(p);
      expect(p, ',');
      const type = parseTypeName(p);
      expect(p, ')');
      return { kind: 'variadic', list, type };
    }
    case '__builtin_offsetof': {
      expect(p, '(');
      const type = parseTypeName(p);
      expect(p, ',');
      const path: Designator[] = [{ kind: 'member', name: take(p).text }, ...parseDesignators(p)];
      expect(p, ')');
      return { kind: 'offsetof', type, path };
    }
    case '__builtin_types_compatible_p': {
      expect(p, '(');
      const left = parseTypeName(p);
      expect(p, ',');
      const right = parseTypeName(p);
      expect(p, ')');
      return { kind: 'compatible', left, right };
    }
    case '__builtin_choose_expr': {
      expect(p, '(');
      const condition = parseAssignment(p);
      expect(p, ',');
      const then = parseAssignment(p);
      expect(p, ',');
      const otherwise = parseAssignment(p);
      expect(p, ')');
      return { kind: 'choose', condition, then, otherwise };
    }
    default:
      p.at--;
      return fail(p, 'expected an expression');
  }
}

function parseGeneric(p: ParseState): Expression {
  expect(p, '(');
  const control = parseAssignment(p);
  const choices: { type: Extract<Expression, { kind: 'cast' }>['type'] | undefined; value: Expression }[] = [];
  while (accept(p, ',')) {
    const isDefault = keyword(peek(p)) === 'default';
    if (isDefault) p.at++;
    const type = isDefault ? undefined : parseTypeName(p);
    expect(p, ':');
    choices.push({ type, value: parseAssignment(p) });
  }
  expect(p, ')');
  return { kind: 'generic', control, choices };
}

function parseDesignators(p: ParseState): Designator[] {
  const result: Designator[] = [];
  for (;;) {
    if (peek(p) === '.' && isIdentifier(p, 1)) {
      p.at++;
      result.push({ kind: 'member', name: take(p).text });
    } else if (accept(p, '[')) {
      const from = parseConditional(p);
      const to = accept(p, '...') ? parseConditional(p) : undefined;
      expect(p, ']');
      result.push({ kind: 'index', from, to });
    } else {
      return result;
    }
  }
}

export function parseInitializer(p: ParseState): Initializer {
  if (peek(p) !== '{') return parseAssignment(p);
  enter(p);
  p.at++;
  const items: InitializerItem[] = [];
  while (p.at < p.end && peek(p) !== '}') {
    let designators = parseDesignators(p);
    if (designators.length > 0) {
      accept(p, '=');
    } else if (isIdentifier(p) && peekNext(p) === ':' && keyword(peek(p)) === undefined) {
      // The old GNU way: `member: value`.
      designators = [{ kind: 'member', name: take(p).text }];
      p.at++;
    }
    items.push({ designators, value: parseInitializer(p) });
    if (!accept(p, ',')) break;
  }
  expect(p, '}');
  p.depth--;
  return { kind: 'list', items };
}
