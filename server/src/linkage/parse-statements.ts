/** Parses statements and declarations of block scope. */

import { NO_ATTRIBUTES } from './ast.ts';
import type {
  Asm, AsmOperand, BlockStatement, CaseStatement, Label, LocalVariable, NestedFunction, Statement, TypeSyntax,
} from './ast.ts';
import { parseConditional, parseExpression, parseInitializer } from './parse-expressions.ts';
import { stringValue } from './literals.ts';
import {
  accept, behindBrackets, closeScope, enter, expect, fail, findLabel, isIdentifier, keyword, openScope, peek, peekNext,
  startsDeclaration, take,
} from './parse-state.ts';
import type { ParseState } from './parse-state.ts';
import { parseAttributes, parseDeclarator, parseSpecifiers } from './parse-types.ts';
import type { Token } from '../preprocess/token.ts';

const EMPTY: Statement = { kind: 'empty', labelled: false };

export function parseBlock(p: ParseState): BlockStatement {
  expect(p, '{');
  openScope(p);
  const block = parseBlockRest(p);
  closeScope(p);
  return block;
}

/** Behind the opening brace; the scope is the caller's, because a function's parameters live in it. */
export function parseBlockRest(p: ParseState): BlockStatement {
  enter(p);
  const statements: Statement[] = [];
  let labelled = false;
  while (p.at < p.end && peek(p) !== '}') {
    const statement = parseStatement(p, true);
    if (statement.kind === 'empty') continue;
    labelled ||= statement.labelled;
    statements.push(statement);
  }
  expect(p, '}');
  p.depth--;
  return { kind: 'compound', statements, labelled };
}

function parseStatement(p: ParseState, declarations = false): Statement {
  enter(p);
  const result = parseStatementInner(p, declarations);
  p.depth--;
  return result;
}

function parseStatementInner(p: ParseState, declarations: boolean): Statement {
  const token = p.tokens[p.at];
  if (!token || p.at >= p.end) return fail(p, 'expected a statement');
  if (token.kind === 'punctuator') {
    if (token.text === '{') return parseBlock(p);
    if (token.text === ';') {
      p.at++;
      return EMPTY;
    }
    return parseExpressionStatement(p);
  }
  if (token.kind !== 'identifier') return parseExpressionStatement(p);
  switch (keyword(token.text)) {
    case undefined:
      if (peekNext(p) === ':' && peekNext(p, 2) !== ':') return parseLabel(p);
      break;
    case 'if': return parseIf(p);
    case 'while': {
      p.at++;
      const condition = parseParenthesised(p);
      const body = parseScoped(p);
      return { kind: 'while', condition, body, labelled: body.labelled };
    }
    case 'do': {
      p.at++;
      const body = parseScoped(p);
      if (keyword(peek(p)) !== 'while') fail(p, "expected 'while'");
      p.at++;
      const condition = parseParenthesised(p);
      accept(p, ';');
      return { kind: 'do', condition, body, labelled: body.labelled };
    }
    case 'for': return parseFor(p);
    case 'switch': return parseSwitch(p);
    case 'case': case 'default': return parseCase(p);
    case 'break': case 'continue': {
      const kind = token.text === 'break' ? 'break' : 'continue';
      p.at++;
      accept(p, ';');
      return { kind, labelled: false };
    }
    case 'return': {
      p.at++;
      const value = peek(p) === ';' ? undefined : parseExpression(p);
      expect(p, ';');
      return { kind: 'return', value, labelled: false };
    }
    case 'goto': return parseGoto(p);
    case 'asm': {
      const asm = parseAsm(p);
      accept(p, ';');
      return { kind: 'asm', asm, labelled: false };
    }
    case '__label__': {
      p.at++;
      if (p.scope) {
        p.scope.labels ??= new Map<string, Label>();
        do {
          const name = take(p).text;
          p.scope.labels.set(name, { name });
        } while (accept(p, ','));
      }
      expect(p, ';');
      return EMPTY;
    }
    case '_Static_assert':
      p.at = behindBrackets(p, p.at + 1);
      accept(p, ';');
      return EMPTY;
    case '__attribute__': {
      const start = p.at;
      parseAttributes(p, NO_ATTRIBUTES);
      if (accept(p, ';')) return EMPTY;
      p.at = start;
      break;
    }
    case '__extension__':
      p.at++;
      return parseStatementInner(p, declarations);
    default:
  }
  if (startsDeclaration(p)) return parseLocalDeclaration(p);
  return parseExpressionStatement(p);
}

function parseExpressionStatement(p: ParseState): Statement {
  const expression = parseExpression(p);
  expect(p, ';');
  return { kind: 'expression', expression, labelled: expression.kind === 'block' && expression.body.labelled };
}

function parseParenthesised(p: ParseState) {
  expect(p, '(');
  const expression = parseExpression(p);
  expect(p, ')');
  return expression;
}

function parseScoped(p: ParseState): Statement {
  openScope(p);
  const statement = parseStatement(p);
  closeScope(p);
  return statement;
}

function parseIf(p: ParseState): Statement {
  p.at++;
  const condition = parseParenthesised(p);
  const then = parseScoped(p);
  let otherwise: Statement | undefined;
  if (isIdentifier(p) && keyword(peek(p)) === 'else') {
    p.at++;
    otherwise = parseScoped(p);
  }
  return { kind: 'if', condition, then, otherwise, labelled: then.labelled || (otherwise?.labelled ?? false) };
}

function parseFor(p: ParseState): Statement {
  p.at++;
  expect(p, '(');
  openScope(p);
  let initial: Statement | undefined;
  if (!accept(p, ';')) initial = startsDeclaration(p) ? parseLocalDeclaration(p) : parseExpressionStatement(p);
  const condition = peek(p) === ';' ? undefined : parseExpression(p);
  expect(p, ';');
  const step = peek(p) === ')' ? undefined : parseExpression(p);
  expect(p, ')');
  const body = parseScoped(p);
  closeScope(p);
  return { kind: 'for', initial, condition, step, body, labelled: body.labelled };
}

function parseSwitch(p: ParseState): Statement {
  p.at++;
  const subject = parseParenthesised(p);
  const outer = p.cases;
  const cases: CaseStatement[] = (p.cases = []);
  const body = parseScoped(p);
  p.cases = outer;
  return { kind: 'switch', subject, body, cases, labelled: body.labelled };
}

function parseCase(p: ParseState): Statement {
  const isDefault = keyword(take(p).text) === 'default';
  const from = isDefault ? undefined : parseConditional(p);
  const to = !isDefault && accept(p, '...') ? parseConditional(p) : undefined;
  expect(p, ':');
  // The body is a chain: `case 1: case 2: statement`. It is parsed first, but the order of cases does not matter.
  const body = peek(p) === '}' ? EMPTY : parseStatement(p, true);
  const statement: CaseStatement = { kind: 'case', from, to, body, labelled: true };
  p.cases.push(statement);
  return statement;
}

function parseLabel(p: ParseState): Statement {
  const label = findLabel(p, take(p).text);
  p.at++;
  if (isIdentifier(p) && keyword(peek(p)) === '__attribute__') parseAttributes(p, NO_ATTRIBUTES);
  const body = peek(p) === '}' ? EMPTY : parseStatement(p, true);
  return { kind: 'label', label, body, labelled: true };
}

function parseGoto(p: ParseState): Statement {
  p.at++;
  if (accept(p, '*')) {
    const target = parseExpression(p);
    expect(p, ';');
    return { kind: 'goto', label: undefined, target, labelled: false };
  }
  const label = findLabel(p, take(p).text);
  expect(p, ';');
  return { kind: 'goto', label, target: undefined, labelled: false };
}

function parseLocalDeclaration(p: ParseState): Statement {
  const variables: (LocalVariable | NestedFunction)[] = [];
  const types: TypeSyntax[] = [];
  const specifiers = parseSpecifiers(p);
  if (accept(p, ';')) return { kind: 'declaration', variables, types: [specifiers.type], labelled: false };
  do {
    let attributes = parseAttributes(p, specifiers.attributes);
    const declarator = parseDeclarator(p, specifiers.type);
    if (declarator.attributes !== NO_ATTRIBUTES) attributes = { ...attributes, ...declarator.attributes };
    const token = declarator.token ?? fail(p, 'expected a name in a declaration');
    const name = token.text;
    const scope = p.scope!;
    if (specifiers.storage === 'typedef') {
      scope.names.set(name, { kind: 'typedef', name, type: declarator.type });
      attributes = parseAttributes(p, attributes);
      continue;
    }
    skipAsmLabel(p);
    attributes = parseAttributes(p, attributes);
    if (declarator.type.kind === 'function') {
      if (peek(p) === '{') {
        variables.push(parseNestedFunction(p, token, declarator.type));
        return { kind: 'declaration', variables, types, labelled: false };
      }
      scope.names.set(name, { kind: 'extern', name, type: declarator.type });
      continue;
    }
    if (specifiers.storage === 'extern') {
      scope.names.set(name, { kind: 'extern', name, type: declarator.type });
      continue;
    }
    const variable: LocalVariable = {
      kind: 'variable', name, token, type: declarator.type, isStatic: specifiers.storage === 'static', attributes,
      initializer: undefined,
    };
    const isAuto = specifiers.type.kind === 'auto' || (specifiers.type.kind === 'qualified' && specifiers.type.of.kind === 'auto');
    // A name is in scope in its own initialiser, but that of __auto_type is not.
    if (!isAuto) scope.names.set(name, variable);
    if (accept(p, '=')) variable.initializer = parseInitializer(p);
    if (isAuto) {
      const initializer = variable.initializer;
      if (initializer && initializer.kind !== 'list') {
        variable.type = { kind: 'typeof', expression: initializer, unqualified: true };
      }
      scope.names.set(name, variable);
    }
    variables.push(variable);
    if (variable.isStatic && attributes.used) p.keptStatics.push(variable);
  } while (accept(p, ','));
  expect(p, ';');
  return { kind: 'declaration', variables, types: [specifiers.type], labelled: false };
}

function skipAsmLabel(p: ParseState): void {
  if (isIdentifier(p) && keyword(peek(p)) === 'asm') p.at = behindBrackets(p, p.at + 1);
}

function parseNestedFunction(p: ParseState, token: Token, type: Extract<TypeSyntax, { kind: 'function' }>): NestedFunction {
  const parameters = parameterVariables(type);
  const nested: NestedFunction = { kind: 'nested', name: token.text, token, type, parameters, body: undefined };
  p.scope!.names.set(token.text, nested);
  const outerLabels = p.labels;
  p.labels = new Map();
  nested.body = parseFunctionBody(p, parameters);
  p.labels = outerLabels;
  return nested;
}

export function parameterVariables(type: TypeSyntax): LocalVariable[] {
  if (type.kind !== 'function') return [];
  return type.parameters.map((parameter) => ({
    kind: 'variable',
    name: parameter.name ?? '',
    token: parameter.token!,
    type: parameter.type,
    isStatic: false,
    attributes: NO_ATTRIBUTES,
    initializer: undefined,
  }));
}

export function parseFunctionBody(p: ParseState, parameters: readonly LocalVariable[]): Statement {
  expect(p, '{');
  openScope(p);
  for (const parameter of parameters) p.scope!.names.set(parameter.name, parameter);
  const block = parseBlockRest(p);
  closeScope(p);
  return block;
}

/** asm with everything GNU C allows behind it; top-level asm has only a template. */
export function parseAsm(p: ParseState): Asm {
  const token = take(p);
  let isVolatile = false;
  while (isIdentifier(p)) {
    const word = keyword(peek(p));
    if (word === 'volatile' || word === 'goto') isVolatile = true;
    else if (word !== 'inline') fail(p, "expected '(' behind asm");
    p.at++;
  }
  expect(p, '(');
  const templateTokens: Token[] = [];
  while (p.at < p.end && p.tokens[p.at]!.kind === 'string') templateTokens.push(take(p));
  const outputs = acceptSection(p) ? parseOperands(p) : [];
  const inputs = acceptSection(p) ? parseOperands(p) : [];
  const labels: Label[] = [];
  if (acceptSection(p)) {
    while (p.at < p.end && p.tokens[p.at]!.kind === 'string') {
      p.at++;
      accept(p, ',');
    }
  }
  if (acceptSection(p)) {
    while (isIdentifier(p)) {
      labels.push(findLabel(p, take(p).text));
      accept(p, ',');
    }
  }
  expect(p, ')');
  // An asm without outputs is volatile by definition.
  return {
    template: stringValue(templateTokens), token, outputs, inputs, labels,
    isVolatile: isVolatile || outputs.length === 0,
  };
}

/** A colon; two that a preprocessor joined count as one at a time. */
function acceptSection(p: ParseState): boolean {
  return accept(p, ':');
}

function parseOperands(p: ParseState): AsmOperand[] {
  const operands: AsmOperand[] = [];
  while (p.at < p.end && peek(p) !== ':' && peek(p) !== ')') {
    let name: string | undefined;
    if (accept(p, '[')) {
      name = take(p).text;
      expect(p, ']');
    }
    const strings: Token[] = [];
    while (p.at < p.end && p.tokens[p.at]!.kind === 'string') strings.push(take(p));
    expect(p, '(');
    const expression = parseExpression(p);
    expect(p, ')');
    operands.push({ name, constraint: stringValue(strings), expression });
    if (!accept(p, ',')) break;
  }
  return operands;
}
