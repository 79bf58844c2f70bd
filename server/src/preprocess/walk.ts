/**
 * The walk through one unit, in exactly the order of the preprocessor: every directive that counts is obeyed,
 * text is only noted. A kernel unit walks through some thousand files and fifty thousand directives.
 */

import type { Unread } from '../base/files.ts';
import { chunkOf, continuesWith, firstGroup, type Group, knownVariant, type Moments, newVariant, nextGroup, type Variant, type Workshop } from './chunk.ts';
import { evaluateCondition } from './condition.ts';
import { ExpansionLimit, type Surroundings } from './expander.ts';
import type { Found, SearchPath } from './include-search.ts';
import type { MacroState, Time } from './macro-state.ts';
import {
  type ConditionOutcome, conditionTokens, type Include, OP_DEFINE, OP_ELIF, OP_ELSE, OP_ENDIF, OP_ERROR, OP_IF, OP_IFDEF, OP_IFNDEF,
  OP_INCLUDE, OP_PRAGMA, OP_SIZE, OP_TEXT, OP_UNDEF, type Segment, type Skeleton,
} from './skeleton.ts';
import { addToIndex, type DeclarationIndex, emptyIndex, type Occurrence, type WalkResult } from './unit.ts';

/** gcc: max_include_depth. */
export const MAX_INCLUDE_DEPTH = 200;
/** Directives and stretches of text that one unit may have: ten times what the largest kernel unit needs. */
export const MAX_OPERATIONS = 20_000_000;
/** Results of one #if that are remembered. */
const MAX_OUTCOMES = 8;
/** Segments that one declaration may run over. */
const MAX_PIECES = 2000;

export interface WalkContext {
  readonly shop: Workshop;
  readonly index: DeclarationIndex;
  readonly searchPath: SearchPath;
  /** The skeleton of a file, or why there is none. */
  load(path: string): Skeleton | string;
  /** Counts how often everything that is remembered about files was thrown away. */
  readonly generation: number;
}

interface Frame {
  readonly file: Skeleton;
  readonly found: Found;
}

/**
 * How far a walk had come behind an #include of its main file, before any text of that file. What comes before costs
 * most of a walk, and an edit further down changes nothing of it.
 */
export interface Checkpoint {
  /** Operation of the main file to go on with, and where in its text the one before ends. */
  readonly pc: number;
  readonly readTo: number;
  readonly clock: Time;
  readonly occurrences: number;
  readonly unread: number;
  readonly files: number;
}

export class Walk implements Surroundings {
  readonly mainFile: string;
  private readonly number: number;
  includeLevel = 0;
  private readonly occurrences: Occurrence[];
  private occurrenceOf: Int32Array;
  private readonly ownIndex = emptyIndex();
  private readonly unread: Unread[] = [];
  private readonly files: Skeleton[] = [];
  private readonly pushed = new Map<number, number[]>();
  private group: Group | undefined;
  private moments: number[] = [];
  private groupOwn = false;
  private operations = 0;
  private frame: Frame | undefined;
  private mainText = false;
  private checkpoint: Checkpoint | undefined;

  /** `base`: an earlier walk to go on from. */
  constructor(
    private readonly context: WalkContext,
    readonly state: MacroState,
    mainFile: string,
    private readonly answers: Pick<Surroundings, 'hasAttribute' | 'hasBuiltin'>,
    base?: WalkResult,
  ) {
    this.mainFile = mainFile;
    this.number = ++context.shop.library.walkCount;
    this.occurrences = base ? [...base.occurrences] : [];
    this.occurrenceOf = new Int32Array(Math.max(1 << 14, context.shop.variantCount + 1024));
    if (base) this.occurrenceOf.set(base.occurrenceOf);
    for (const file of base?.files ?? []) this.meet(file);
  }

  /** Goes on from an earlier version's checkpoint with the main file as it is now. */
  resume(from: WalkResult, at: Checkpoint, file: Skeleton): void {
    this.takeOver(from, at.occurrences);
    this.unread.push(...from.unread.slice(0, at.unread));
    const mainAt = from.files.findIndex(({ source }) => source.path === file.source.path);
    for (const [i, met] of from.files.slice(0, at.files).entries()) this.meet(i === mainAt ? file : met);
    this.checkpoint = at;
    this.frame = { file, found: { path: file.source.path, index: -1 } };
    this.includeLevel = 1;
    this.run(file, at.pc);
    this.includeLevel = 0;
    this.frame = undefined;
  }

  /** The first occurrences of an earlier walk, with the indices as they were then. */
  private takeOver({ occurrences, occurrenceOf }: WalkResult, count: number): void {
    this.occurrenceOf = new Int32Array(Math.max(occurrenceOf.length, this.context.shop.variantCount + 1024));
    this.occurrenceOf.set(occurrenceOf);
    for (let at = occurrences.length - 1; at >= count; at--) {
      const { variant, previous } = occurrences[at]!;
      this.occurrenceOf[variant.id] = previous + 1;
    }
    for (let at = 0; at < count; at++) {
      const occurrence = occurrences[at]!;
      this.occurrences.push(occurrence);
      if (isOfThisUnit(occurrence)) addToIndex(this.ownIndex, occurrence.variant);
    }
  }

  private meet(file: Skeleton): void {
    if (file.metBy === this.number) return;
    file.metBy = this.number;
    this.files.push(file);
  }

  hasAttribute(name: string): number {
    return this.answers.hasAttribute(name);
  }

  hasBuiltin(name: string): boolean {
    return this.answers.hasBuiltin(name);
  }

  hasInclude(form: 'quoted' | 'angled', name: string, next: boolean): boolean {
    return this.find(form, name, next) !== null;
  }

  /** Walks a file of the command line: the main file, or one of -include. */
  command(path: string): void {
    this.enter({ path, index: -1 });
  }

  finish(path: string): WalkResult {
    this.closeGroup();
    return {
      path, state: this.state, occurrences: this.occurrences, occurrenceOf: this.occurrenceOf, ownIndex: this.ownIndex,
      unread: this.unread, files: this.files, checkpoint: this.checkpoint,
    };
  }

  report(file: string, reason: string, line?: number): void {
    this.unread.push(line === undefined ? { file, reason } : { file, reason, line });
  }

  private reportAt(file: Skeleton, offset: number, reason: string): void {
    let line = 1;
    const { text, path } = file.source;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
    this.report(path, reason, line);
  }

  private enter(found: Found, offset?: number): Skeleton | undefined {
    const file = this.context.load(found.path);
    if (typeof file === 'string') {
      if (offset === undefined) this.report(found.path, file);
      else this.reportAt(this.frame!.file, offset, `includes ${found.path}, which ${file}`);
      return undefined;
    }
    this.walkFile(file, found);
    return file;
  }

  /** Obeys a file that was made for the purpose: predefined macros and -D options. */
  definitions(file: Skeleton): void {
    for (let pc = 0; pc < file.ops.length; pc += OP_SIZE) {
      if (file.ops[pc] === OP_DEFINE) this.state.define(file.ops[pc + 2]!, file.ops[pc + 1]!);
      else if (file.ops[pc] === OP_UNDEF) this.state.define(file.ops[pc + 2]!, 0);
    }
  }

  private walkFile(file: Skeleton, found: Found): void {
    // A defined guard means that the walk would meet nothing (cpplib's multiple-include optimisation).
    if (file.guard !== 0 && this.state.current(file.guard) !== 0) {
      this.meet(file);
      return;
    }
    if (file.once && file.metBy === this.number) return;
    this.meet(file);
    const outer = this.frame;
    this.frame = { file, found };
    this.includeLevel++;
    this.run(file);
    this.includeLevel--;
    this.frame = outer;
  }

  private run(file: Skeleton, from = 0): void {
    const { ops } = file;
    const { state } = this;
    const n = ops.length;
    const isMain = this.includeLevel === 1 && file.source.path === this.mainFile;
    for (let pc = from; pc < n; ) {
      const a = ops[pc + 1]!;
      const b = ops[pc + 2]!;
      if (++this.operations > MAX_OPERATIONS) {
        if (this.operations === MAX_OPERATIONS + 1) this.report(file.source.path, `was left after ${MAX_OPERATIONS} directives`);
        return;
      }
      switch (ops[pc]) {
        case OP_DEFINE:
          state.define(b, a);
          break;
        case OP_UNDEF:
          if (state.current(b) !== 0) state.define(b, 0);
          break;
        case OP_TEXT:
          this.mainText ||= isMain;
          this.text(file.segments[a]!);
          break;
        case OP_INCLUDE:
          this.include(file.includes[a]!);
          if (isMain && !this.mainText) this.setCheckpoint(pc + OP_SIZE, file.includes[a]!.end);
          break;
        case OP_IF:
        case OP_IFDEF:
        case OP_IFNDEF:
          if (!this.holds(file, ops, pc)) {
            pc = this.nextBranch(file, ops, pc);
            continue;
          }
          break;
        case OP_ELIF:
        case OP_ELSE:
          pc = b; // the branch before was taken
          break;
        case OP_ERROR:
          this.reportAt(file, a, `stops the compiler: ${lineAt(file.source.text, a)}`);
          break;
        case OP_PRAGMA:
          this.pragma(file.pragmas[a]!);
          break;
      }
      pc += OP_SIZE;
    }
  }

  private setCheckpoint(pc: number, readTo: number): void {
    if (this.group !== undefined || this.pushed.size > 0) return;
    this.checkpoint = {
      pc, readTo, clock: this.state.clock,
      occurrences: this.occurrences.length, unread: this.unread.length, files: this.files.length,
    };
  }

  /** Index of the operation to go on with when a branch does not hold. */
  private nextBranch(file: Skeleton, ops: Int32Array, from: number): number {
    for (let pc = ops[from + 3]!; ; pc = ops[pc + 3]!) {
      const code = ops[pc];
      if (code === OP_ENDIF || code === OP_ELSE || this.holds(file, ops, pc)) return pc + OP_SIZE;
    }
  }

  private holds(file: Skeleton, ops: Int32Array, pc: number): boolean {
    switch (ops[pc]) {
      case OP_IFDEF: return this.state.current(ops[pc + 2]!) !== 0;
      case OP_IFNDEF: return this.state.current(ops[pc + 2]!) === 0;
      default: return this.condition(file, ops[pc + 1]!);
    }
  }

  private condition(file: Skeleton, index: number): boolean {
    const condition = file.conditions[index]!;
    const { state } = this;
    const { results } = condition;
    for (let at = 0; at < results.length; at++) if (state.agrees(results[at]!.dependsOn.macros!)) return results[at]!.value;
    const { expander, library } = this.context.shop;
    const tokens = conditionTokens(library.names, condition);
    expander.begin([{ source: file.source, tokens, from: 0, to: tokens.length, time: state.clock }], state, this, true);
    let value = false;
    let problem: string | undefined;
    try {
      ({ value, problem } = evaluateCondition(expander));
    } catch (error) {
      if (!(error instanceof ExpansionLimit)) throw error;
      problem = error.message;
    }
    if (problem !== undefined) this.reportAt(file, condition.start, `could not evaluate #if: ${problem}`);
    else if (!expander.impure && !expander.counted) {
      const outcome: ConditionOutcome = { dependsOn: { macros: expander.macrosConsulted(), pieces: undefined }, value };
      if (file.shared) library.macroNames.watch(outcome.dependsOn);
      if (results.length >= MAX_OUTCOMES) results.shift();
      results.push(outcome);
    }
    return value;
  }

  private include(include: Include): void {
    const { searchPath, generation } = this.context;
    const { file, found: { index: from } } = this.frame!;
    const { last } = include;
    if (last !== undefined && last.searchPath === searchPath && last.generation === generation && last.from === from) {
      if (last.file !== undefined) {
        this.walkFile(last.file, last.found);
        return;
      }
      if (last.walk === this.number) {
        this.enter(last.found, include.start);
        return;
      }
    }
    let { form, name } = include;
    if (form === 'computed') {
      const computed = this.computedName(file, include);
      if (computed === undefined) {
        this.reportAt(file, include.start, 'has an #include that names no file');
        return;
      }
      ({ form, name } = computed);
    }
    const found = this.find(form as 'quoted' | 'angled', name, include.next);
    if (found === null) {
      this.reportAt(file, include.start, `includes ${name}, which was not found`);
      return;
    }
    if (this.includeLevel >= MAX_INCLUDE_DEPTH) {
      this.reportAt(file, include.start, `includes ${name} more than ${MAX_INCLUDE_DEPTH} levels deep`);
      return;
    }
    const target = this.enter(found, include.start);
    if (include.form === 'computed') return;
    // A file may be put beside an own file at any time, and would then be found first.
    const lasting = target?.shared && (file.shared || include.form === 'angled');
    include.last = { searchPath, from, generation, walk: this.number, found, file: lasting ? target : undefined };
  }

  private find(form: 'quoted' | 'angled', name: string, next: boolean): Found | null {
    const { file, found } = this.frame!;
    const { searchPath } = this.context;
    if (next) return searchPath.findFrom(name, found.index + 1);
    return searchPath.find(name, form === 'quoted' ? file.directory : undefined);
  }

  /** `#include MACRO(x)`: expands to a string or to the tokens between `<` and `>` (C17 6.10.2p4). */
  private computedName(file: Skeleton, include: Include): { form: 'quoted' | 'angled'; name: string } | undefined {
    const { expander, library } = this.context.shop;
    const tokens = conditionTokens(library.names, { file, start: include.start, end: include.end, tokens: undefined, results: [] });
    expander.begin([{ source: file.source, tokens, from: 0, to: tokens.length, time: this.state.clock }], this.state, this, true);
    const expanded = expander.all();
    const first = expanded[0];
    if (first?.kind === 'string') return { form: 'quoted', name: first.text.slice(1, -1) };
    const close = expanded.findIndex((token) => token.text === '>');
    if (first?.text !== '<' || close < 0) return undefined;
    // gcc keeps one space where white space separated the tokens (libcpp/directives.c, dequote and glue_header_name).
    const name = expanded.slice(1, close).map((token) => (token.flags & 1 ? ' ' : '') + token.text).join('');
    return { form: 'angled', name };
  }

  private pragma({ kind, name }: Skeleton['pragmas'][number]): void {
    if (kind === 'once') return;
    const stack = this.pushed.get(name) ?? [];
    this.pushed.set(name, stack);
    if (kind === 'push_macro') stack.push(this.state.current(name));
    else if (stack.length > 0) this.state.define(name, stack.pop()!);
  }

  private text(segment: Segment): void {
    const { shop } = this.context;
    if (this.group !== undefined) {
      if (this.group.split.state === 'maybe' && !continuesWith(shop.library, segment)) this.closeGroup();
      else {
        this.group = nextGroup(shop.library, shop.ids, this.group, segment);
        this.moments.push(this.state.clock);
        this.groupOwn ||= !segment.file.shared;
        if (this.group.split.state === 'none' || this.group.pieces.length > MAX_PIECES) this.closeGroup();
        return;
      }
    }
    const group = (segment.group ??= firstGroup(shop.library, shop.ids, segment));
    if (group.split.state === 'none') this.addChunk(group, this.state.clock, !segment.file.shared);
    else {
      this.group = group;
      this.moments = [this.state.clock];
      this.groupOwn = !segment.file.shared;
    }
  }

  private closeGroup(): void {
    const { group, moments } = this;
    if (group === undefined) return;
    this.group = undefined;
    this.moments = [];
    const first = moments[0]!;
    this.addChunk(group, moments.every((moment) => moment === first) ? first : moments, this.groupOwn);
  }

  private addChunk(group: Group, moments: Moments, own: boolean): void {
    const { shop } = this.context;
    const chunk = group.chunk ?? chunkOf(shop.library, group);
    const variant = knownVariant(chunk, this.state, moments) ?? this.newVariant(group, moments, own);
    if (variant.items.length > 0) this.note(variant, moments, own);
  }

  private note(variant: Variant, moments: Moments, own: boolean): void {
    const occurrence = { variant, moments, own, previous: this.occurrenceOf[variant.id]! - 1 };
    if (isOfThisUnit(occurrence)) addToIndex(this.ownIndex, variant);
    this.occurrenceOf[variant.id] = this.occurrences.push(occurrence);
  }

  private newVariant(group: Group, moments: Moments, own: boolean): Variant {
    const { shop, index } = this.context;
    const variant = newVariant(shop, group.chunk!, this.state, moments, this);
    if (variant.problem !== undefined) this.report(group.pieces[0]!.file.source.path, variant.problem);
    if (variant.dependsOn.macros !== null && !own) addToIndex(index, variant);
    if (variant.id >= this.occurrenceOf.length) {
      const { occurrenceOf } = this;
      (this.occurrenceOf = new Int32Array(variant.id * 2)).set(occurrenceOf);
    }
    return variant;
  }
}

/** What holds under no other macros is never found again, and so not worth a place in the index of all units. */
function isOfThisUnit({ own, variant }: Occurrence): boolean {
  return own || variant.dependsOn.macros === null;
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? undefined : end).trim();
}
