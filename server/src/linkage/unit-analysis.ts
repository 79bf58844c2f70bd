/**
 * Calls and objects across a whole unit: which functions are compiled into their callers, with which arguments, and
 * what each body then refers to. Bodies are walked when something live reaches them, never before.
 */

import type { BodyEdit } from './body-edits.ts';
import type { Expression, LazyInitializer, LocalVariable, NestedFunction } from './ast.ts';
import { createConstantObjects } from './constant-objects.ts';
import { evaluate, evaluateInitializer } from './evaluate.ts';
import { executeBody } from './execute.ts';
import { bit, emitEffect, flattenNeeds, newFrame } from './frame.ts';
import type { Frame, UnitAnalysis } from './frame.ts';
import { KeptWalks } from './kept-walks.ts';
import { readsLikeName } from './literals.ts';
import { converted } from './memory.ts';
import { createNameCounts } from './name-counts.ts';
import { ParseFailure } from './parse-state.ts';
import type { SeenAddress } from './own-graph.ts';
import { locationOf } from './places.ts';
import { addEdge, addEdges } from './references.ts';
import type { ReferenceNode } from './references.ts';
import { createUnitScope } from './unit-scope.ts';
import type { Entity, ParseCache, UnitScope } from './unit-scope.ts';
import {
  copyEnvironment, joinValues, leaf, needsOfBoth, sameKnowledge, UNDEFINED, UNKNOWN,
  unknownValue, withNeeds,
} from './values.ts';
import type { Environment, Needs, Origin, Value } from './values.ts';
import { newRecord, restsOn } from './walk-record.ts';
import type { SeenName, WalkRecord } from './walk-record.ts';
import type { Unread } from '../base/files.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';
import type { Token } from '../preprocess/token.ts';

/** A function walked with certain arguments, as part of its caller. */
interface Instance {
  readonly record: WalkRecord;
  readonly effects: ReferenceNode;
  /** What only its result needs. */
  readonly result: ReferenceNode;
  value: Value;
  /** Bits of the parameters that its effects, and that its result, use. */
  usedByEffects: number;
  usedByResult: number;
  hasEffects: boolean;
  returns: boolean;
  cost: number;
}

/** A function compiled on its own: its parameters hold what all callers agree on. */
interface OwnBody {
  readonly node: ReferenceNode;
  parameters: readonly Value[] | undefined;
  /** The last walk, as long as its parameters are still these. */
  walk: BodyWalk | undefined;
}

/** A body walked with certain parameters. */
interface BodyWalk {
  readonly record: WalkRecord;
  readonly node: ReferenceNode;
  readonly returns: boolean;
}

/** An object or a static variable of block scope. */
interface WalkedInitializer {
  readonly record: WalkRecord;
  readonly node: ReferenceNode;
}

export interface Analysis extends UnitAnalysis {
  /**
   * Goes on with a later version of the unit, in which only these bodies are others: walks that do not rest on them are
   * kept. False where that cannot be, and the unit has to be analysed anew.
   */
  follow(unit: TranslationUnit, edits: readonly BodyEdit[]): boolean;
  /** References of a function or object that the object file keeps; walked on first use. */
  nodeOf(entity: Entity): ReferenceNode;
  /** Something outside may call it with any arguments, or with those that are given. */
  expose(entity: Entity, args?: readonly Value[]): void;
  /** Bodies and initialisers that could not be parsed. */
  unreadParts(): readonly Unread[];
  /** Strings that read like names, at the places of the text that wrote them. */
  readonly names: ReadonlyMap<Token, SeenName>;
  /** Addresses of functions and objects of the unit that functions outside were given. */
  readonly handed: readonly SeenAddress[];
  /** Nodes whose body was walked again because a call brought new arguments. */
  takeChanged(): ReferenceNode[];
}

/** Whole-unit limit on walked expressions and statements: far above any driver, far below a hang. */
const MOST_WORK = 6_000_000;
const DEEPEST_INLINING = 48;
/** gcc -O2: --param max-inline-insns-single and max-inline-insns-auto, in units of our rough count. */
const INLINE_COST = 90;
const AUTO_INLINE_COST = 22;
/** Tokens of a body, macros expanded, that no constant argument shrinks to a handful of instructions. */
const LARGE_BODY = 2000;
/** A function this many times too large for one set of arguments is not tried with others. */
const HOPELESS = 4;

export interface AnalysisOptions {
  /** Note which addresses functions outside are given. */
  readonly watchAddresses?: boolean;
  /** Whether the numbered function returns a pointer that the verifier of BPF programs knows by the kernel's types. */
  readonly returnsKernelPointer?: (number: bigint) => boolean;
}

export function createAnalysis(
  firstVersion: TranslationUnit, cache: ParseCache, { watchAddresses = false, returnsKernelPointer }: AnalysisOptions = {},
): Analysis {
  const scope: UnitScope = createUnitScope(firstVersion, cache, evaluateConstant);

  // Kept from version to version, as long as it rests on nothing that has changed.
  const instances = new KeptWalks<Entity, Instance>();
  const bodyWalks = new KeptWalks<Entity, BodyWalk>();
  const objects = new KeptWalks<Entity, WalkedInitializer>();
  const statics = new KeptWalks<LocalVariable, WalkedInitializer>();
  /** Static variables of functions whose initialisers are being walked: one may hold its own address, as a list's head does. */
  const staticsUnderWay = new Map<LocalVariable, ReferenceNode>();
  const { constantObject, numberedFunction } = createConstantObjects(() => analysis, scope, evaluateConstant);
  const tooLarge = new Set<Entity>();
  const calledOnce = new Map<Entity, boolean>();
  const mentions = createNameCounts(firstVersion);

  // Of one version.
  const bodies = new Map<Entity, OwnBody>();
  const changed: ReferenceNode[] = [];
  const unread: Unread[] = [];
  const names = new Map<Token, SeenName>();
  const handed: SeenAddress[] = [];
  /** What walks said to the rest of the unit has been said in this version. */
  const said = new Set<WalkRecord>();

  // Of the walk at hand.
  const stack: Entity[] = [];
  let record: WalkRecord | undefined;

  const analysis: Analysis = {
    scope: { ...scope, lookup },
    call, constantObject, numberedFunction, originOfResult, staticVariable, nestedFunction, nodeOf, expose, follow, names, handed, sawName, sawArgument,
    work: MOST_WORK,
    unreadParts: () => unread,
    takeChanged: () => changed.splice(0),
  };

  function lookup(name: string): Entity | undefined {
    const entity = scope.lookup(name);
    if (record && entity?.declaration?.body) record.functions.add(entity);
    return entity;
  }

  function sawName(text: string, token: Token): void {
    note({ token, text });
  }

  function note(name: SeenName): void {
    keep(name);
    record?.names.push(name);
  }

  /** A string that is an argument is met first as a string. */
  function keep(name: SeenName): void {
    if (name.argumentOf !== undefined || !names.has(name.token)) names.set(name.token, name);
  }

  function sawArgument(f: Frame, to: Entity, argument: Value, token: Token): void {
    if (argument.text !== undefined) {
      if (readsLikeName(argument.text)) note({ token, text: argument.text, argumentOf: to.symbol });
      return;
    }
    const within = f.effects.entity;
    if (!watchAddresses || !within || argument.needs === null || argument.constant !== undefined) return;
    for (const { to: reference } of flattenNeeds(argument.needs, f.environment).references) {
      if (reference.kind === 'entity' && reference.entity.isDefined) handed.push({ within, to: to.symbol, what: reference.entity, token });
    }
  }

  function evaluateConstant(expression: Expression): bigint | undefined {
    if (expression.kind === 'integer') return expression.value;
    const frame = newFrame(analysis, undefined);
    frame.quiet = 1;
    return evaluate(frame, expression).constant;
  }

  // ---- calls -----------------------------------------------------------------------------------------------------

  function call(f: Frame, callee: Entity, args: readonly Value[], token: Token): Value {
    const { attributes } = callee;
    // The kernel marks functions so that must never be linked: where a call of one stays, the build fails.
    if (attributes.mustVanish && !callee.declaration?.body) {
      f.environment = null;
      return UNDEFINED;
    }
    const body = callee.declaration?.body;
    if (body) record?.functions.add(callee);
    if (body && !attributes.weak && !attributes.noInline && !takesVariableArguments(callee) && stack.length < DEEPEST_INLINING && !stack.includes(callee)) {
      if (!tooLarge.has(callee) && !isPlainlyTooLarge(callee)) {
        const instance = instanceFor(callee, args);
        if (f.quiet > 0 || isInlined(callee, instance)) return inline(f, instance, args, token);
        if (instance.cost > HOPELESS * INLINE_COST) tooLarge.add(callee);
      }
    }
    return callOutOfLine(f, callee, args, token);
  }

  function callOutOfLine(f: Frame, callee: Entity, args: readonly Value[], token: Token): Value {
    const needs = needsWith(leaf({ kind: 'reference', to: { kind: 'entity', entity: callee, called: true }, token }), args);
    if (f.quiet === 0 && callee.declaration?.body && !callee.inlineOnly) joinArguments(callee, args);
    if (callee.attributes.pure && !callee.attributes.noReturn) return unknownValue(needs);
    emitEffect(f, needs);
    const walk = callee.isStatic ? bodies.get(callee)?.walk : undefined;
    const endsHere = walk !== undefined && !walk.returns;
    if (endsHere) record?.parts.add(walk.record);
    if (callee.attributes.noReturn || endsHere) {
      f.environment = null;
      return UNDEFINED;
    }
    return UNKNOWN;
  }

  function inline(f: Frame, instance: Instance, args: readonly Value[], token: Token): Value {
    f.cost += instance.cost;
    if (instance.hasEffects) {
      let needs: Needs | null = leaf({ kind: 'reference', to: { kind: 'node', node: instance.effects }, token });
      args.forEach((arg, index) => {
        if (instance.usedByEffects & bit(index)) needs = needsOfBoth(needs, arg.needs);
      });
      emitEffect(f, needs);
    }
    if (!instance.returns) {
      f.environment = null;
      return UNDEFINED;
    }
    let needs: Needs | null = instance.value.needs;
    if (instance.result.edges.size > 0) {
      needs = needsOfBoth(needs, leaf({ kind: 'reference', to: { kind: 'node', node: instance.result }, token }));
    }
    args.forEach((arg, index) => {
      if (instance.usedByResult & bit(index)) needs = needsOfBoth(needs, arg.needs);
    });
    return withNeeds(instance.value, needs);
  }

  function needsWith(first: Needs, args: readonly Value[]): Needs {
    let needs: Needs = first;
    for (const arg of args) needs = needsOfBoth(needs, arg.needs)!;
    return needs;
  }

  /** gcc never inlines what reads its arguments by va_start. */
  function takesVariableArguments(callee: Entity): boolean {
    const { type } = callee.declaration!;
    return type.kind === 'function' && type.variadic && type.parameters.length > 0 && !callee.attributes.alwaysInline;
  }

  /** Walking a large function for every caller only to learn that it is too large would cost more than all the rest. */
  function isPlainlyTooLarge(callee: Entity): boolean {
    if (callee.isInline || callee.attributes.alwaysInline || callee.inlineOnly) return false;
    return callee.declaration!.body!.length > LARGE_BODY && !(callee.isStatic && isCalledOnce(callee));
  }

  function isInlined(callee: Entity, instance: Instance): boolean {
    if (callee.attributes.alwaysInline || callee.inlineOnly) return true;
    if (callee.isInline) return instance.cost <= INLINE_COST;
    if (instance.cost <= AUTO_INLINE_COST) return true;
    return callee.isStatic && isCalledOnce(callee);
  }

  /** gcc: a static function with one call is compiled into its caller, however large it is. */
  function isCalledOnce(callee: Entity): boolean {
    let once = calledOnce.get(callee);
    if (once === undefined) calledOnce.set(callee, (once = mentions.of(callee) <= 2));
    return once;
  }

  function instanceFor(callee: Entity, args: readonly Value[]): Instance {
    const instance = instances.get(callee, keyOf(args), () => recorded((own) => walkInstance(callee, args, own)));
    sayAgain(instance.record);
    record?.parts.add(instance.record);
    return instance;
  }

  function walkInstance(callee: Entity, args: readonly Value[], own: WalkRecord): Instance {
    const body = callee.declaration!.body!;
    const frame = newFrame(analysis, callee);
    body.parameters.forEach((parameter, index) => {
      const needs = leaf({ kind: 'parameter', index });
      const arg = args[index];
      const value: Value = arg === undefined ? UNKNOWN : withNeeds({ ...arg, variable: undefined }, needs);
      frame.environment!.set(parameter, arg?.constant !== undefined ? converted(frame, withNeeds(arg, null), scope.types.ofVariable(parameter)) : value);
    });
    stack.push(callee);
    run(frame, callee);
    stack.pop();
    const returned = frame.returned ?? UNDEFINED;
    const returns = frame.returned !== undefined || frame.environment !== null;
    const result: ReferenceNode = { entity: callee, edges: new Map() };
    const flat = flattenNeeds(returned.needs, frame.environment);
    for (const reference of flat.references) addEdge(result, reference.token, reference.to);
    const hasEffects = frame.effectCount > 0 || !returns;
    const controlInto = hasEffects ? frame.effects : result;
    addEdges(controlInto, frame.control);
    const value = frame.environment !== null && frame.returned !== undefined ? joinValues(returned, UNDEFINED) : returned;
    return {
      record: own,
      effects: frame.effects,
      result,
      value: withNeeds({ ...value, variable: undefined }, null),
      usedByEffects: frame.parametersUsed | (hasEffects ? frame.parametersInControl : 0),
      usedByResult: flat.parameters | (hasEffects ? 0 : frame.parametersInControl),
      hasEffects,
      returns,
      cost: frame.cost,
    };
  }

  function run(frame: Frame, entity: Entity): void {
    const lazy = entity.declaration!.body!;
    let body;
    try {
      body = lazy.parse();
    } catch (error) {
      keepAllNames(frame, lazy.tokens, entity.name, error);
      return;
    }
    for (const variable of body.keptStatics) {
      emitEffect(frame, leaf({ kind: 'reference', to: { kind: 'node', node: staticVariable(variable) }, token: variable.token }));
    }
    executeBody(frame, body.statement);
  }

  /** What cannot be parsed may refer to every name in it. */
  function keepAllNames(frame: Frame, tokens: readonly Token[], name: string, error: unknown): void {
    if (!(error instanceof ParseFailure)) throw error;
    const part = { from: tokens[0]!, reason: `${name} could not be parsed: ${error.message}` };
    record?.unread.push(part);
    sayUnread(part);
    for (const token of tokens) {
      const entity = token.kind === 'identifier' ? lookup(token.text) : undefined;
      if (entity?.kind !== 'function' && entity?.kind !== 'object') continue;
      emitEffect(frame, leaf({ kind: 'reference', to: { kind: 'entity', entity }, token }));
    }
  }

  // ---- versions of the unit --------------------------------------------------------------------------------------

  function recorded<T>(walk: (own: WalkRecord) => T): T {
    const outer = record;
    record = newRecord();
    said.add(record);
    const result = walk(record);
    record = outer;
    return result;
  }

  /** A walk that is taken over from an earlier version tells this one what it told that one. */
  function sayAgain(walk: WalkRecord): void {
    if (said.has(walk)) return;
    said.add(walk);
    for (const { callee, parameters } of walk.calls) joinParameters(callee, parameters);
    walk.unread.forEach(sayUnread);
    walk.names.forEach(keep);
    for (const part of walk.parts) sayAgain(part);
  }

  function sayUnread({ from, reason }: WalkRecord['unread'][number]): void {
    const { file, range } = locationOf(from);
    unread.push({ file, line: range.start.line, reason });
  }

  function follow(version: TranslationUnit, edits: readonly BodyEdit[]): boolean {
    const entities = edits.map(({ before }) => scope.lookup(before.name));
    if (!edits.every(({ before }, i) => entities[i]?.declaration === before)) return false;
    scope.follow(version);
    edits.forEach(({ after }, i) => scope.replaceBody(entities[i]!, after));
    analysis.work = MOST_WORK;
    bodies.clear();
    mentions.follow(version, edits.map(({ items }) => items));
    said.clear();
    names.clear();
    changed.length = unread.length = 0;
    keepWhatRestsOnNone(new Set([...(entities as Entity[]), ...calledOnceNoMore()]));
    return true;
  }

  /** Functions that were compiled into their only caller and have another now, or the other way round. */
  function calledOnceNoMore(): Entity[] {
    const answers = [...calledOnce];
    calledOnce.clear();
    return answers.filter(([entity, once]) => isCalledOnce(entity) !== once).map(([entity]) => entity);
  }

  function keepWhatRestsOnNone(others: ReadonlySet<Entity>): void {
    const rests = restsOn(others);
    for (const walks of [instances, bodyWalks, objects, statics]) walks.drop(others, rests);
  }

  // ---- functions on their own ------------------------------------------------------------------------------------

  function ownBody(entity: Entity): OwnBody {
    let own = bodies.get(entity);
    if (!own) {
      own = { node: { entity, edges: new Map() }, parameters: undefined, walk: undefined };
      bodies.set(entity, own);
    }
    return own;
  }

  function joinArguments(callee: Entity, args: readonly Value[]): void {
    const parameters = callee.declaration!.body!.parameters.map((_, index) => {
      const arg = args[index];
      return arg && callee.isStatic ? withNeeds({ ...arg, variable: undefined, text: undefined }, null) : UNKNOWN;
    });
    record?.calls.push({ callee, parameters });
    joinParameters(callee, parameters);
  }

  function joinParameters(callee: Entity, parameters: readonly Value[]): void {
    const own = ownBody(callee);
    if (!own.parameters) {
      own.parameters = parameters;
      return;
    }
    let grew = false;
    own.parameters = own.parameters.map((old, index) => {
      const joined = joinValues(old, parameters[index]!);
      if (!sameKnowledge(old, joined)) grew = true;
      return joined;
    });
    if (grew && own.walk) walkAgain(own);
  }

  function walkAgain(own: OwnBody): void {
    own.walk = undefined;
    changed.push(own.node);
  }

  function expose(entity: Entity, args: readonly Value[] = []): void {
    const body = entity.declaration?.body;
    if (body) joinParameters(entity, body.parameters.map((_, index) => args[index] ?? UNKNOWN));
  }

  function nodeOf(entity: Entity): ReferenceNode {
    if (entity.kind === 'function' && entity.declaration?.body) {
      const own = ownBody(entity);
      if (!own.walk) {
        const { parameters } = own;
        own.walk = bodyWalk(entity, parameters);
        addEdges(own.node, own.walk.node);
        // A function that calls itself may have learnt of other arguments meanwhile.
        if (own.parameters && keyOf(own.parameters) !== keyOf(parameters)) walkAgain(own);
      }
      return own.node;
    }
    return objectNode(entity);
  }

  function bodyWalk(entity: Entity, parameters: readonly Value[] | undefined): BodyWalk {
    const walk = bodyWalks.get(entity, keyOf(parameters), () => recorded((own) => walkBody(entity, parameters, own)));
    sayAgain(walk.record);
    return walk;
  }

  function walkBody(entity: Entity, known: readonly Value[] | undefined, own: WalkRecord): BodyWalk {
    const frame = newFrame(analysis, entity);
    const { parameters } = entity.declaration!.body!;
    parameters.forEach((parameter, index) => {
      const value = known?.[index] ?? UNKNOWN;
      frame.environment!.set(parameter, value === UNDEFINED ? UNKNOWN : converted(frame, value, scope.types.ofVariable(parameter)));
    });
    stack.push(entity);
    run(frame, entity);
    stack.pop();
    const node: ReferenceNode = { entity, edges: new Map() };
    const flat = flattenNeeds(frame.returned?.needs ?? null, frame.environment);
    for (const reference of flat.references) addEdge(node, reference.token, reference.to);
    addEdges(node, frame.effects);
    addEdges(node, frame.control);
    return { record: own, node, returns: frame.returned !== undefined || frame.environment !== null };
  }

  // ---- objects ---------------------------------------------------------------------------------------------------

  function objectNode(entity: Entity): ReferenceNode {
    const object = objects.get(entity, '', () => walkedInitializer(entity, entity.declaration?.initializer));
    sayAgain(object.record);
    return object.node;
  }

  function walkedInitializer(entity: Entity | undefined, initializer: LazyInitializer | undefined, node: ReferenceNode = { entity, edges: new Map() }): WalkedInitializer {
    return recorded((own) => {
      if (initializer) walkInitializer(node, initializer);
      return { record: own, node };
    });
  }

  function walkInitializer(node: ReferenceNode, initializer: LazyInitializer): void {
    const frame = newFrame(analysis, node.entity);
    let needs: Needs | null = null;
    try {
      needs = evaluateInitializer(frame, initializer.parse(), (all) => unknownValue(all)).needs;
    } catch (error) {
      keepAllNames(frame, initializer.tokens, node.entity?.name ?? 'an initialiser', error);
    }
    for (const reference of flattenNeeds(needs, null).references) addEdge(node, reference.token, reference.to);
    addEdges(node, frame.effects);
  }

  function staticVariable(variable: LocalVariable): ReferenceNode {
    const { initializer } = variable;
    const underWay = staticsUnderWay.get(variable);
    if (underWay) return underWay;
    const walked = statics.get(variable, '', () => {
      const node: ReferenceNode = { entity: undefined, edges: new Map() };
      staticsUnderWay.set(variable, node);
      try {
        return walkedInitializer(undefined, initializer && { tokens: [], parse: () => initializer }, node);
      } finally {
        staticsUnderWay.delete(variable);
      }
    });
    sayAgain(walked.record);
    record?.parts.add(walked.record);
    return walked.node;
  }

  function originOfResult(callee: Extract<Expression, { kind: 'name' }>): Origin | undefined {
    const entity = returnsKernelPointer && !callee.local ? scope.lookup(callee.name) : undefined;
    const number = entity && numberedFunction(entity);
    return number !== undefined && returnsKernelPointer!(number) ? 'kernel' : undefined;
  }

  const nestedRunning = new Set<NestedFunction>();

  function nestedFunction(f: Frame, nested: NestedFunction): void {
    if (!nested.body || nestedRunning.has(nested) || f.environment === null) return;
    nestedRunning.add(nested);
    const outer: { environment: Environment | null; returned: Value | undefined } = { environment: f.environment, returned: f.returned };
    f.environment = copyEnvironment(f.environment);
    for (const parameter of nested.parameters) f.environment?.set(parameter, UNKNOWN);
    executeBody(f, nested.body);
    emitEffect(f, f.returned?.needs ?? null);
    f.environment = outer.environment;
    f.returned = outer.returned;
    nestedRunning.delete(nested);
  }

  return analysis;
}

/** The same for arguments of which the same is known. */
function keyOf(args: readonly Value[] | undefined): string {
  let key = '';
  for (const { constant, callee, text, nonZero, origin } of args ?? []) {
    if (constant !== undefined) key += `${constant},`;
    else if (callee) key += `f${callee.id},`;
    else if (text !== undefined) key += `"${text.length}:${text},`;
    else key += `${nonZero ? 'n' : ''}${origin ?? ''},`;
  }
  return key;
}
