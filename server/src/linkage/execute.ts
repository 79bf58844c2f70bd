/**
 * Walks statements: which of them control can reach, and what the variables hold there. Loops and backward jumps
 * are walked again until nothing new is learnt; what is live in an early round is live in truth, so references
 * may be recorded on the way.
 */

import type { Asm, AsmOperand, BlockStatement, CaseStatement, Expression, Label, LocalVariable, NestedFunction, Statement } from './ast.ts';
import { branch } from './branches.ts';
import { assignTo, discard, evaluate, evaluateInitializer } from './evaluate.ts';
import { emitControl, emitEffect, flowIn } from './frame.ts';
import type { Frame, JumpTarget } from './frame.ts';
import { converted, shapeOf } from './memory.ts';
import { namesInAssembler } from './assembler-text.ts';
import { numberedSymbol } from './references.ts';
import { steppedVariables } from './stepped-variables.ts';
import {
  compareEnvironments, constantValue, copyEnvironment, ESCAPED, joinEnvironments, joinValues, leaf, needsOfBoth, UNDEFINED, UNKNOWN,
  unknownValue, withOrigin,
} from './values.ts';
import type { Environment, Needs, Value } from './values.ts';

const MOST_ROUNDS = 12;

/** Runs a body until its labels bring nothing new; the frame's environment holds the parameters. */
export function executeBody(f: Frame, body: Statement): void {
  const start = copyEnvironment(f.environment);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    f.rerun = false;
    f.passedLabels.clear();
    f.environment = copyEnvironment(start);
    execute(f, body);
    if (!f.rerun || f.unit.work < 0) return;
  }
}

/** A block as an expression: its last statement is its value. */
export function executeBlock(f: Frame, block: BlockStatement): Value {
  let value: Value = UNKNOWN;
  const { statements } = block;
  for (let i = 0; i < statements.length; i++) {
    let statement = statements[i]!;
    if (f.environment === null && !statement.labelled) continue;
    if (i === statements.length - 1) {
      while (statement.kind === 'label') {
        enterLabel(f, statement.label);
        statement = statement.body;
      }
      if (statement.kind === 'expression' && f.environment !== null) {
        value = evaluate(f, statement.expression);
        break;
      }
    }
    execute(f, statement);
  }
  return f.environment === null ? UNDEFINED : value;
}

export function execute(f: Frame, s: Statement): void {
  if (f.environment === null && !s.labelled) return;
  if (--f.unit.work < 0) return;
  switch (s.kind) {
    case 'compound':
      for (const statement of s.statements) execute(f, statement);
      return;
    case 'expression':
      if (s.labelled && s.expression.kind === 'block') executeBlock(f, s.expression.body);
      else discard(f, s.expression);
      return;
    case 'declaration':
      for (const variable of s.variables) declare(f, variable);
      return;
    case 'if':
      executeIf(f, s);
      return;
    case 'while':
      loop(f, s.condition, true, s.body, undefined);
      return;
    case 'do':
      loop(f, s.condition, false, s.body, undefined);
      return;
    case 'for':
      if (s.initial) execute(f, s.initial);
      loop(f, s.condition, true, s.body, s.step);
      return;
    case 'switch':
      executeSwitch(f, s);
      return;
    case 'case':
      enterCase(f, s);
      execute(f, s.body);
      return;
    case 'label':
      enterLabel(f, s.label);
      execute(f, s.body);
      return;
    case 'goto':
      if (s.label) jump(f, s.label);
      else if (s.target) {
        emitControl(f, evaluate(f, s.target).needs);
        for (const label of f.addressedLabels) jump(f, label);
      }
      f.environment = null;
      return;
    case 'break': {
      const target = f.jumps.at(-1);
      if (target) target.breaks = joinEnvironments(target.breaks, f.environment);
      f.environment = null;
      return;
    }
    case 'continue': {
      const target = f.jumps.findLast((one) => one.isLoop);
      if (target) target.continues = joinEnvironments(target.continues, f.environment);
      f.environment = null;
      return;
    }
    case 'return':
      executeReturn(f, s.value);
      return;
    case 'asm':
      executeAsm(f, s.asm);
      return;
    case 'empty':
  }
}

function executeReturn(f: Frame, expression: Expression | undefined): void {
  f.cost++;
  const value = expression ? evaluate(f, expression) : UNDEFINED;
  if (f.environment !== null) {
    // A variable's address that is returned belongs to the function that ends here.
    f.returned = f.returned === undefined ? value : joinValues(f.returned, value);
  }
  f.environment = null;
}

function declare(f: Frame, what: LocalVariable | NestedFunction): void {
  if (what.kind === 'nested' || what.isStatic) return;
  if (f.environment === null) return;
  const { initializer } = what;
  f.environment.set(what, UNDEFINED);
  if (initializer) {
    const value = evaluateInitializer(f, initializer, (needs) => unknownValue(needs));
    if ((f.environment as Environment | null) === null) return;
    f.cost++;
    if (f.environment.get(what) !== ESCAPED) {
      const scalar = shapeOf(f, what) === 'scalar';
      const single = initializer.kind === 'list' && initializer.items.length === 1 ? initializer.items[0]!.value : undefined;
      if (scalar && initializer.kind === 'list') {
        const only = single && single.kind !== 'list' ? evaluate(f, single) : initializer.items.length === 0 ? constantValue(0n) : value;
        f.environment?.set(what, converted(f, only, f.unit.scope.types.ofVariable(what)));
      } else {
        f.environment.set(what, scalar ? converted(f, value, f.unit.scope.types.ofVariable(what)) : withOrigin(unknownValue(value.needs), value.origin));
      }
    } else {
      emitEffect(f, value.needs);
    }
  }
  const { cleanup } = what.attributes;
  if (!cleanup || f.environment === null) return;
  // The handler runs when the variable's scope ends; where exactly does not matter to who needs whom.
  const handler = f.unit.scope.lookup(cleanup.name);
  if (handler) f.unit.call(f, handler, [unknownValue(null, true)], cleanup.token);
}

function executeIf(f: Frame, s: Extract<Statement, { kind: 'if' }>): void {
  f.cost++;
  const ways = branch(f, s.condition);
  const both = ways.whenTrue !== null && ways.whenFalse !== null;
  const before = f.emitted + f.assigned;
  f.environment = ways.whenTrue;
  execute(f, s.then);
  const afterThen = f.environment;
  f.environment = ways.whenFalse;
  if (s.otherwise) execute(f, s.otherwise);
  const afterElse = f.environment;
  if (both && ways.needs !== null) {
    // A condition whose two ways do the same is not even computed.
    const unchanged = f.emitted + f.assigned === before && afterThen !== null && afterElse !== null;
    if (!unchanged) emitControl(f, ways.needs);
  }
  f.environment = joinEnvironments(afterThen, afterElse);
}

function loop(f: Frame, condition: Expression | undefined, testFirst: boolean, body: Statement, step: Expression | undefined): void {
  f.cost += 2;
  const costBefore = f.cost;
  let passedBy: Environment | null = null;
  if (testFirst && condition && f.environment !== null) {
    // The first test sees the values from before the loop: it may tell that no round is ever made.
    passedBy = test(f, condition);
    if (f.environment === null && !body.labelled) {
      f.environment = passedBy;
      return;
    }
  }
  forgetCounters(f, steppedVariables(body, condition, step));
  let head = f.environment;
  let exits: Environment | null = null;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    f.cost = costBefore;
    const target: JumpTarget = { breaks: null, continues: null, isLoop: true };
    f.environment = copyEnvironment(head);
    f.jumps.push(target);
    execute(f, body);
    f.jumps.pop();
    flowIn(f, target.continues);
    if (step && f.environment !== null) discard(f, step);
    exits = f.environment !== null && condition ? test(f, condition) : null;
    exits = joinEnvironments(exits, target.breaks);
    const back = f.environment;
    if (back === null) break;
    const before = copyEnvironment(head);
    head = joinEnvironments(head, back);
    if (compareEnvironments(before, head) !== 'knowledge' || f.unit.work < 0) {
      keepCarried(f, before, head);
      break;
    }
    if (round === MOST_ROUNDS - 2 && head) for (const [variable, value] of head) if (value !== ESCAPED) head.set(variable, unknownValue(value.needs));
  }
  f.environment = joinEnvironments(exits, copyEnvironment(passedBy));
}

function forgetCounters(f: Frame, variables: readonly LocalVariable[]): void {
  for (const variable of variables) {
    const value = f.environment?.get(variable);
    if (value && value !== ESCAPED && value !== UNDEFINED) f.environment!.set(variable, unknownValue(value.needs));
  }
}

/** What a round hands on to the next may be used there: rather than another round, it counts. */
function keepCarried(f: Frame, before: Environment | null, head: Environment | null): void {
  if (!before || !head) return;
  for (const [variable, value] of head) {
    if (value !== ESCAPED && value.needs !== null && before.get(variable)?.needs !== value.needs) emitControl(f, value.needs);
  }
}

/** Goes on where the condition holds; returns the environment where it does not. */
function test(f: Frame, condition: Expression): Environment | null {
  const ways = branch(f, condition);
  if (ways.whenTrue && ways.whenFalse) emitControl(f, ways.needs);
  f.environment = ways.whenTrue;
  return ways.whenFalse;
}

function executeSwitch(f: Frame, s: Extract<Statement, { kind: 'switch' }>): void {
  f.cost += 2;
  const subject = f.environment === null ? UNKNOWN : evaluate(f, s.subject);
  const entry = f.environment;
  const outer = f.switch;
  const target: JumpTarget = { breaks: null, continues: null, isLoop: false };
  const chosen = subject.constant === undefined ? undefined : chooseCase(f, s.cases, subject.constant);
  f.switch = { entry, onlyCase: subject.constant === undefined ? undefined : (chosen ?? s), outer };
  f.jumps.push(target);
  f.environment = null;
  if (entry && subject.constant === undefined) emitControl(f, subject.needs);
  execute(f, s.body);
  f.jumps.pop();
  f.switch = outer;
  flowIn(f, target.breaks);
  const passesBy = subject.constant === undefined ? !s.cases.some((one) => !one.from) : chosen === undefined;
  if (passesBy) flowIn(f, copyEnvironment(entry));
}

function chooseCase(f: Frame, cases: readonly CaseStatement[], subject: bigint): CaseStatement | undefined {
  const { constant } = f.unit.scope.types.context;
  for (const one of cases) {
    const from = one.from && constant(one.from);
    if (from === undefined) continue;
    const to = one.to ? constant(one.to) : from;
    if (to !== undefined && sameBits(subject, from) ? true : to !== undefined && subject >= from && subject <= to) return one;
  }
  return cases.find((one) => !one.from);
}

/** A label is converted to the promoted type of the subject: -1 and 4294967295 may be the same case. */
function sameBits(a: bigint, b: bigint): boolean {
  return a === b || ((a < 0n) !== (b < 0n) && BigInt.asUintN(32, a) === BigInt.asUintN(32, b));
}

function enterCase(f: Frame, s: CaseStatement): void {
  const state = f.switch;
  if (!state) return;
  if (state.onlyCase === undefined || state.onlyCase === s) flowIn(f, copyEnvironment(state.entry));
}

function enterLabel(f: Frame, label: Label): void {
  f.passedLabels.add(label);
  flowIn(f, copyEnvironment(f.labels.get(label) ?? null));
}

function jump(f: Frame, label: Label): void {
  if (f.environment === null) return;
  const known = f.labels.get(label) ?? null;
  const before = copyEnvironment(known);
  const joined = joinEnvironments(known, copyEnvironment(f.environment))!;
  f.labels.set(label, joined);
  if (f.passedLabels.has(label) && (before === null || compareEnvironments(before, joined) === 'knowledge')) f.rerun = true;
}

/** A constant operand that is named and not mentioned: nothing of it reaches the assembler. */
function isIdle({ name, constraint }: AsmOperand, { template }: Asm): boolean {
  return name !== undefined && /^[in]+$/.test(constraint) && !template.includes(`[${name}]`);
}

/** Operands, names in the template, and the labels that asm goto may jump to. */
export function executeAsm(f: Frame, asm: Asm): void {
  if (f.environment === null) return;
  f.cost += 1 + asm.template.split('\n').length;
  let needs: Needs | null = null;
  for (const name of namesInAssembler(asm.template)) {
    const entity = f.unit.scope.lookup(name);
    if (!entity || (entity.kind !== 'function' && entity.kind !== 'object') || (entity.isStatic && entity.isInline)) continue;
    // What the text does with a function from outside is call it, as far as anyone can tell.
    const called = entity.kind === 'function' && !entity.isDefined;
    needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'entity', entity, ...(called && { called }) }, token: asm.token }));
  }
  for (const [, number] of asm.template.matchAll(/(?:^|[;\s])call\s+(\d+)\s*(?=$|[;\n])/g)) {
    needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'symbol', symbol: numberedSymbol(number!) }, token: asm.token }));
  }
  for (const input of asm.inputs) {
    if (isIdle(input, asm)) continue;
    const value = evaluate(f, input.expression);
    needs = needsOfBoth(needs, value.needs);
    if (value.callee && !value.callee.isDefined) needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'entity', entity: value.callee, called: true }, token: asm.token }));
  }
  for (const output of asm.outputs) {
    if (output.constraint.startsWith('+')) needs = needsOfBoth(needs, evaluate(f, output.expression).needs);
  }
  if (f.environment === null) return;
  if (asm.isVolatile) {
    emitEffect(f, needs);
    needs = null;
  }
  for (const output of asm.outputs) assignTo(f, output.expression, unknownValue(needs));
  for (const label of asm.labels) jump(f, label);
}
