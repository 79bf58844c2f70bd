/** Which local variables a loop counts with: their value at its beginning says nothing about later rounds. */

import type { Expression, Initializer, LocalVariable, Statement } from './ast.ts';

const known = new WeakMap<object, readonly LocalVariable[]>();

/** Variables that `++`, `--` or a compound assignment changes anywhere in the loop; remembered for its body. */
export function steppedVariables(body: Statement, condition: Expression | undefined, step: Expression | undefined): readonly LocalVariable[] {
  let variables = known.get(body);
  if (!variables) {
    const found = new Set<LocalVariable>();
    inStatement(body, found);
    if (condition) inExpression(condition, found);
    if (step) inExpression(step, found);
    known.set(body, (variables = [...found]));
  }
  return variables;
}

function inStatement(s: Statement, found: Set<LocalVariable>): void {
  switch (s.kind) {
    case 'compound':
      for (const statement of s.statements) inStatement(statement, found);
      return;
    case 'expression':
      inExpression(s.expression, found);
      return;
    case 'declaration':
      for (const variable of s.variables) if (variable.kind === 'variable' && variable.initializer) inInitializer(variable.initializer, found);
      return;
    case 'if':
      inExpression(s.condition, found);
      inStatement(s.then, found);
      if (s.otherwise) inStatement(s.otherwise, found);
      return;
    case 'while': case 'do':
      inExpression(s.condition, found);
      inStatement(s.body, found);
      return;
    case 'for':
      if (s.initial) inStatement(s.initial, found);
      if (s.condition) inExpression(s.condition, found);
      if (s.step) inExpression(s.step, found);
      inStatement(s.body, found);
      return;
    case 'switch':
      inExpression(s.subject, found);
      inStatement(s.body, found);
      return;
    case 'case': case 'label':
      inStatement(s.body, found);
      return;
    case 'return':
      if (s.value) inExpression(s.value, found);
      return;
    default:
  }
}

function inInitializer(initializer: Initializer, found: Set<LocalVariable>): void {
  if (initializer.kind !== 'list') inExpression(initializer, found);
  else for (const item of initializer.items) inInitializer(item.value, found);
}

function inExpression(e: Expression, found: Set<LocalVariable>): void {
  switch (e.kind) {
    case 'step':
      addVariable(e.operand, found);
      return;
    case 'assign':
      if (e.operator !== '') addVariable(e.left, found);
      inExpression(e.left, found);
      inExpression(e.right, found);
      return;
    case 'unary':
      inExpression(e.operand, found);
      return;
    case 'binary': case 'logical': case 'comma':
      inExpression(e.left, found);
      inExpression(e.right, found);
      return;
    case 'conditional':
      inExpression(e.condition, found);
      if (e.then) inExpression(e.then, found);
      inExpression(e.otherwise, found);
      return;
    case 'cast':
      inExpression(e.operand, found);
      return;
    case 'call':
      for (const arg of e.args) inExpression(arg, found);
      return;
    case 'member':
      inExpression(e.object, found);
      return;
    case 'index':
      inExpression(e.array, found);
      inExpression(e.index, found);
      return;
    case 'block':
      inStatement(e.body, found);
      return;
    default:
  }
}

function addVariable(e: Expression, found: Set<LocalVariable>): void {
  if (e.kind === 'name' && e.local?.kind === 'variable' && !e.local.isStatic) found.add(e.local);
}
