/** Asks the engine about every name that one header defines. */

import type { Token } from '../../server/src/preprocess/token.ts';
import type { MacroDefinition } from '../../server/src/preprocess/token.ts';
import type { CallFact, DeclaredName, NameFact } from '../../server/src/knowledge/kernel-index.ts';
import type { Entity } from '../../server/src/linkage/unit-scope.ts';
import { isAttributeWord, isBalanced, placeholder, shapeOf, useOf, type ArgumentUse, type Shape } from './classify.ts';
import type { ProbedUnit, ProbeUnit } from './engine.ts';
import { outcomeOfCall, referencesOf, symbolsBehind, type IsWanted } from './reach.ts';

export interface ProbeOptions {
  readonly probe: ProbeUnit;
  readonly wanted: IsWanted;
  /** Names that are worth a fact even if they lead to no symbol. */
  readonly isUsed: (name: string) => boolean;
  /** Worth its value: it may decide what is compiled. */
  readonly isConstantOfInterest: (name: string) => boolean;
  /** #include lines that come behind the header's own: what its macros rely on. */
  readonly background: string;
}

export interface HeaderOnDisk {
  readonly path: string;
  readonly absolute: string;
  readonly text: string;
}

interface MacroProbe {
  readonly number: number;
  readonly macro: MacroDefinition;
  readonly parameters: number | null;
  readonly variadic: boolean;
  tokens: readonly Token[];
  shape: Shape;
  uses: readonly ArgumentUse[];
}

let probes = 0;

export function probeHeader(header: HeaderOnDisk, options: ProbeOptions): NameFact[] {
  const start = `#include "${header.absolute}"\n${options.background}`;
  const first = options.probe(start);
  const facts: NameFact[] = [];
  const macros = macrosOf(header, first, options);
  inlineFacts(header, first, options, facts);
  if (macros.length > 0) macroFacts(start, macros, options, facts);
  return facts;
}

// ---- functions, types ----------------------------------------------------------------------------------------------

function inlineFacts(header: HeaderOnDisk, { unit, analysis }: ProbedUnit, options: ProbeOptions, facts: NameFact[]): void {
  const { scope } = analysis;
  for (const item of unit.everyItem) {
    if (item.source.path !== header.absolute) continue;
    for (const declaration of scope.parsed(item).declarations) {
      const { name } = declaration;
      if (declaration.storage === 'typedef') {
        if (options.isUsed(name)) facts.push({ kind: 'type', name, scalar: scalarOf(scope.lookup(name), analysis) });
        continue;
      }
      if (!declaration.body) continue;
      const entity = scope.lookup(name);
      if (!entity?.isStatic && !entity?.inlineOnly) continue;
      const count = declaration.body.parameters.length;
      const outcome = outcomeOfCall(analysis, entity, count, options.wanted);
      const leads = outcome.effectSymbols.length + outcome.resultSymbols.length > 0;
      if (leads || options.isUsed(name)) facts.push({ kind: 'inline', name, parameters: count, variadic: false, ...outcome });
    }
    for (const enumerator of scope.parsed(item).enumerators) {
      if (!options.isConstantOfInterest(enumerator.name)) continue;
      const value = scope.types.context.enumerator(enumerator);
      if (value !== undefined) facts.push({ kind: 'constant', name: enumerator.name, parameters: null, value });
    }
  }
}

function scalarOf(entity: Entity | undefined, analysis: ProbedUnit['analysis']): string {
  if (!entity) return '';
  let type = analysis.scope.types.resolve(entity.declaration!.type);
  while (type.kind === 'qualified') type = type.of;
  if (type.kind === 'pointer') return 'p';
  if (type.kind === 'integer') return type.name === '_Bool' ? 'b' : `${type.signed ? 's' : 'u'}${type.size}`;
  return '';
}

// ---- macros --------------------------------------------------------------------------------------------------------

function macrosOf(header: HeaderOnDisk, { unit }: ProbedUnit, options: ProbeOptions): MacroProbe[] {
  const names = new Set([...header.text.matchAll(/^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)/gm)].map((match) => match[1]!));
  return [...names].flatMap((name) => {
    const macro = unit.macro(name);
    if (macro?.source.path !== header.absolute || !options.isUsed(name)) return [];
    const { parameters } = macro;
    return [{ number: ++probes, macro, parameters: parameters?.length ?? null, variadic: macro.variadic !== null, tokens: [], shape: 'other' as const, uses: [] }];
  });
}

const invocation = ({ macro, parameters }: MacroProbe, args: readonly string[]): string => macro.name + (parameters === null ? '' : `(${args.join(', ')})`);

function placeholders(one: MacroProbe): string[] {
  return Array.from({ length: one.parameters ?? 0 }, (_, i) => placeholder(one.number, i));
}

function macroFacts(start: string, macros: readonly MacroProbe[], options: ProbeOptions, facts: NameFact[]): void {
  const raw = options.probe(start + macros.map((one) => `\nvoid lens_raw_${one.number}(void) { ${invocation(one, placeholders(one))} }`).join(''));
  const calls: MacroProbe[] = [];
  for (const one of macros) {
    const tokens = raw.unit.declarationsOf(`lens_raw_${one.number}`)[0]?.tokens;
    if (!tokens) continue;
    one.tokens = tokens.slice(tokens.findIndex((token) => token.text === '{') + 1, -1);
    if (!isBalanced(one.tokens)) continue;
    one.shape = shapeOf(one.tokens, (name) => raw.analysis.scope.lookup(name)?.kind === 'typedef');
    one.uses = placeholders(one).map((name) => useOf(one.tokens, name));
    const { name } = one.macro;
    if (one.shape === 'empty') facts.push({ kind: 'empty', name, parameters: one.parameters });
    else if (one.shape === 'attribute') facts.push(attributeFact(one));
    else if (one.shape === 'string') facts.push({ kind: 'string', name, parameters: one.parameters });
    else if (one.shape === 'name' && one.parameters === null) {
      const target = one.tokens[0]!.text;
      const known = raw.analysis.scope.lookup(target);
      if (known?.kind === 'enumerator') calls.push(one);
      else if (target !== name) facts.push({ kind: 'alias', name, target });
    } else if (one.shape === 'declaration') {
      const fact = typeFact(start, one, options) ?? declarationFact(start, one, options);
      if (fact) facts.push(fact);
    } else if (one.shape === 'initializer') facts.push(initializerFact(start, one, options));
    else if (one.shape !== 'other') calls.push(one);
  }
  if (calls.length > 0) callFacts(start, calls, options, facts);
}

function attributeFact(one: MacroProbe): NameFact {
  const { macro, tokens, parameters } = one;
  const cleanup = tokens.findIndex((token) => /^_*cleanup_*$/.test(token.text));
  const refersTo = cleanup >= 0 ? [pattern(tokens[cleanup + 2]?.text ?? '', one)] : [];
  const isUsed = tokens.some((token) => /^_*used_*$/.test(token.text));
  if (!isUsed && refersTo.length === 0) return { kind: 'empty', name: macro.name, parameters };
  return {
    kind: 'declaration', name: macro.name, parameters, variadic: one.variadic, closed: true,
    declares: [{ kind: 'attribute', name: isUsed ? 'used' : 'cleanup', isStatic: false, isRoot: isUsed, refersTo }],
  };
}

function argumentFor(use: ArgumentUse, number: number, index: number): string {
  return use === 'type' ? 'struct lens_any' : use === 'value' ? `lens_p${index}` : `lens_n${number}_${index}_`;
}

function callFacts(start: string, calls: readonly MacroProbe[], options: ProbeOptions, facts: NameFact[]): void {
  const text = calls.map((one) => {
    const invoked = invocation(one, one.uses.map((use, i) => argumentFor(use, one.number, i)));
    const declared = (type: string) => one.uses.map((_, i) => `${type} lens_p${i}`).join(', ') || 'void';
    const head = (shape: string, type: string) => `\nstatic inline __attribute__((always_inline)) long lens_${shape}_${one.number}(${declared(type)}) `;
    if (one.shape === 'head') return `${head('h', 'struct lens_any *')}{ ${invoked} { lens_body(); } return 0; }`;
    return (
      (one.shape === 'statement' ? '' : `${head('e', 'struct lens_any *')}{ return (long)(${invoked}); }${head('u', 'unsigned long')}{ return (long)(${invoked}); }`) +
      `${head('s', 'struct lens_any *')}{ ${invoked}; return 0; }`
    );
  });
  const types = calls.flatMap((one) => namesOfTypes(one).map((name) => inCall(name, one))).map((name) => `typedef struct lens_any ${name};`);
  const { analysis } = options.probe(`${start}\nstruct lens_any;\n${types.join(' ')}${text.join('')}`);
  for (const one of calls) {
    const fact = bestCall(one, analysis, options);
    if (fact) facts.push(fact);
  }
}

/** Names of an argument's making that stand where only a type can: `class_##name##_t variable`. */
function namesOfTypes(one: MacroProbe): string[] {
  const mine = placeholders(one);
  const isPasted = (text: string): boolean => !mine.includes(text) && mine.some((name) => text.includes(name));
  return unique(one.tokens.flatMap(({ kind, text }, at) => (kind === 'identifier' && isPasted(text) && isWord(one.tokens[at + 1]) ? text : [])));
}

/** Names of an argument's making that clean up behind a variable. */
function namesOfCleanups(one: MacroProbe): string[] {
  return unique(one.tokens.flatMap(({ text }, at) => (/^_*cleanup_*$/.test(text) ? one.tokens[at + 2]!.text : []))).filter((name) => pattern(name, one) !== name);
}

const isWord = (token: Token | undefined): boolean => token?.kind === 'identifier' && !isAttributeWord(token.text);

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** As the probes of calls spell it. */
function inCall(text: string, one: MacroProbe): string {
  return placeholders(one).reduceRight((spelled, name, i) => spelled.replaceAll(name, `lens_n${one.number}_${i}_`), text);
}

/** Wanted symbols, and names of an argument's making, which become patterns. */
const wantedOrPasted = (wanted: IsWanted): IsWanted => (symbol) => wanted(symbol) || /lens_n\d+_\d+_/.test(symbol);

function patternsOf(symbols: readonly string[]): string[] {
  return symbols.map((symbol) => symbol.replace(/lens_n\d+_(\d+)_/g, (_, index: string) => `{${Number(index).toString(36)}}`)).filter((symbol) => !/^\{\w+\}$/.test(symbol));
}

function bestCall(one: MacroProbe, analysis: ProbedUnit['analysis'], options: ProbeOptions): NameFact | undefined {
  const { macro, parameters, variadic } = one;
  let last: CallFact | undefined;
  for (const shape of ['h', 'e', 'u', 's'] as const) {
    const entity = analysis.scope.lookup(`lens_${shape}_${one.number}`);
    const body = entity?.declaration?.body;
    if (!entity || !body || !parses(body)) continue;
    const found = outcomeOfCall(analysis, entity, parameters ?? 0, wantedOrPasted(options.wanted));
    const outcome = { ...found, effectSymbols: [...patternsOf(found.effectSymbols), ...namesOfCleanups(one).map((name) => pattern(name, one))], resultSymbols: patternsOf(found.resultSymbols) };
    const result = shape === 'e' || shape === 'u' || outcome.result.kind === 'none' ? outcome.result : ({ kind: 'unknown' } as const);
    last = { kind: shape === 'h' ? 'head' : 'expression', name: macro.name, parameters, variadic, ...outcome, result };
    // Operands of types that do not fit can make a build-time assertion fail: then other types are tried.
    if (outcome.result.kind !== 'none') break;
  }
  if (!last) return undefined;
  const { result } = last;
  if (result.kind === 'constant' && !last.hasEffects && last.kind === 'expression') {
    if (parameters === null && !options.isConstantOfInterest(macro.name)) return undefined;
    return { kind: 'constant', name: macro.name, parameters, value: result.value };
  }
  return last;
}

function parses(body: { parse(): unknown }): boolean {
  try {
    body.parse();
    return true;
  } catch {
    return false;
  }
}

// ---- macros that declare -------------------------------------------------------------------------------------------

function pattern(text: string, one: MacroProbe): string {
  return placeholders(one).reduceRight((spelled, name, index) => spelled.replaceAll(name, `{${index.toString(36)}}`), text);
}

/** Members of an object that the user declares: what they refer to is all that counts. */
function initializerFact(start: string, one: MacroProbe, options: ProbeOptions): NameFact {
  const { macro, parameters, variadic, tokens } = one;
  const mine = placeholders(one);
  const names = new Set(tokens.filter((token) => token.kind === 'identifier' && mine.some((name) => token.text.includes(name))).map((token) => token.text));
  const braced = tokens[0]!.text === '{';
  const invoked = invocation(one, mine);
  const object = `static struct lens_any lens_object = ${braced ? invoked : `{ ${invoked} }`};`;
  const { analysis } = options.probe(`${start}\n${[...names].map((name) => `extern int ${name}();`).join(' ')}\n${object}`);
  const entity = analysis.scope.lookup('lens_object');
  const refersTo = entity ? behindDeclared(analysis, entity, options.wanted, (name) => names.has(name)) : [];
  return { kind: 'initializer', name: macro.name, parameters, variadic, braced, refersTo: refersTo.map((name) => pattern(name, one)) };
}

/** A macro that is the name of a type. */
function typeFact(start: string, { macro, parameters, tokens }: MacroProbe, options: ProbeOptions): NameFact | undefined {
  if (parameters !== null || tokens.some(({ kind }) => kind !== 'identifier')) return undefined;
  const { own, analysis } = options.probe(`${start}\ntypedef ${macro.name} lens_type;`, true);
  const parsed = own.map((item) => analysis.scope.parsed(item));
  const isType = parsed.length === 1 && parsed[0]!.unreadable.length === 0 && parsed[0]!.declarations[0]?.name === 'lens_type';
  return isType ? { kind: 'type', name: macro.name, scalar: scalarOf(analysis.scope.lookup('lens_type'), analysis) } : undefined;
}

/** Expanded at file level, in a unit of its own: what is declared, and what that refers to. */
function declarationFact(start: string, one: MacroProbe, options: ProbeOptions): NameFact | undefined {
  const types = new Set([...placeholders(one).filter((_, i) => one.uses[i] === 'type'), ...namesOfTypes(one)]);
  // An argument may be a list of parameters: where the parser waits for a type, the next try gives it one.
  for (let tries = 0; tries <= (one.parameters ?? 0); tries++) {
    const outcome = tryDeclaration(start, one, types, options, false);
    if (typeof outcome !== 'string') return outcome;
    const culprit = placeholders(one).find((name) => outcome.includes(name));
    if (culprit === undefined || types.has(culprit)) break;
    types.add(culprit);
  }
  const rest = tryDeclaration(start, one, types, options, true);
  return typeof rest === 'object' && rest.kind === 'declaration' && rest.declares.length > 0 ? rest : undefined;
}

/** The fact, or what the parser complains of; with `lenient` what cannot be parsed is passed over. */
function tryDeclaration(start: string, one: MacroProbe, types: ReadonlySet<string>, options: ProbeOptions, lenient: boolean): NameFact | string {
  const { macro, parameters, variadic, tokens } = one;
  const mine = placeholders(one);
  const isMine = (text: string): boolean => mine.some((name) => text.includes(name));
  const names = new Set(tokens.filter((token) => token.kind === 'identifier' && isMine(token.text)).map((token) => token.text));
  const prelude = [...types].map((name) => `typedef struct lens_any *${name};`).join(' ');
  const invoked = invocation(one, mine);
  const bare = options.probe(`${start}\n${prelude}\n${invoked};`, types.size > 0);
  const declared = new Set<string>();
  for (const item of bare.own) for (const declaration of bare.analysis.scope.parsed(item).declarations) declared.add(declaration.name);
  const theirs = new Set([...names].filter((name) => !types.has(name) && !declared.has(name)));
  const externs = [...theirs].map((name) => `extern int ${name}();`);
  const { own, analysis } = options.probe(`${start}\n${prelude}\n${externs.join(' ')}\n${invoked};`, types.size > 0);
  const declares: DeclaredName[] = [];
  const written = new Set<string>();
  for (const item of own) {
    const parsed = analysis.scope.parsed(item);
    if (parsed.unreadable[0] && !lenient) return parsed.unreadable[0].reason;
    for (const { name, attributes } of parsed.declarations) {
      if (theirs.has(name) || written.has(name) || types.has(name)) continue;
      written.add(name);
      const entity = analysis.scope.lookup(name);
      // A name with a counter in it is another one at each look: only the cleanup behind it is sure.
      if (!entity && attributes.cleanup) declares.push(cleanedUp(name.replace(/\d+$/, ''), attributes.cleanup.name, one));
      if (entity) declares.push(...declaredBy(entity, one, analysis, options.wanted, (other) => isMine(other) || declared.has(other)));
    }
  }
  const last = tokens.at(-1)?.text;
  return { kind: 'declaration', name: macro.name, parameters, variadic, closed: last === '}' || last === ';', declares };
}

function cleanedUp(name: string, cleanup: string, one: MacroProbe): DeclaredName {
  const refersTo = [cleanup, ...constructorOf(one.tokens, cleanup)].map((text) => pattern(text, one));
  return { kind: 'cleanup', name: pattern(name, one), isStatic: false, isRoot: false, refersTo };
}

function declaredBy(entity: Entity, one: MacroProbe, analysis: ProbedUnit['analysis'], wanted: IsWanted, isTheirs: (name: string) => boolean): DeclaredName[] {
  const name = pattern(entity.name, one);
  const plain = { name, isStatic: false, isRoot: false, refersTo: [] };
  if (entity.kind === 'typedef') return [{ kind: 'type', ...plain }];
  if (!entity.isDefined) return name !== entity.name && entity.kind === 'object' ? [{ kind: 'extern', ...plain }] : [];
  const cleanup = entity.attributes.cleanup?.name;
  if (cleanup !== undefined) return [cleanedUp(entity.name, cleanup, one)];
  const refersTo = behindDeclared(analysis, entity, wanted, isTheirs).map((other) => pattern(other, one));
  const isRoot = entity.isStatic && (entity.attributes.used === true || entity.attributes.runsAtStart === true);
  return [{ kind: entity.kind === 'function' ? 'function' : 'object', name, isStatic: entity.isStatic, isRoot, refersTo }];
}

/** `T x = constructor`, which the user's own brackets then call. */
function constructorOf(tokens: readonly Token[], cleanup: string): string[] {
  const last = tokens.at(-1)!;
  return last.kind === 'identifier' && last.text !== cleanup && tokens.at(-2)?.text === '=' ? [last.text] : [];
}

/** What a declared thing refers to: wanted symbols, and names that the macro or its user declares. */
function behindDeclared(analysis: ProbedUnit['analysis'], entity: Entity, wanted: IsWanted, isTheirs: (name: string) => boolean): string[] {
  const alias = entity.attributes.alias ?? entity.attributes.ifunc;
  if (alias !== undefined) return [alias];
  analysis.expose(entity);
  const { symbols, stopped } = symbolsBehind(analysis, referencesOf(analysis.nodeOf(entity)), wanted, (other) => isTheirs(other.name));
  return [...symbols, ...[...stopped].filter((other) => other !== entity).map((other) => other.symbol)].sort();
}
