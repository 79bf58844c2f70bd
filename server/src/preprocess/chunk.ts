/**
 * Chunks: stretches of text that begin and end between external declarations, and what they declare under
 * given macros. Most segments are a chunk of their own; where a directive stands inside a declaration, the
 * segments that the walk meets one after the other are joined, for each order in which it has met them.
 */

import { type Declared, declaredNames } from './declared-names.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import { type Expander, ExpansionLimit, type Surroundings, type TextPiece } from './expander.ts';
import type { RawTokens } from './lexer.ts';
import { IDENTIFIER } from './names.ts';
import type { Dependencies } from './macro-names.ts';
import type { MacroState, Time } from './macro-state.ts';
import { noteMove } from './moved-text.ts';
import { type Library, type Segment, segmentTokens, type Skeleton } from './skeleton.ts';
import { type Split, splitDeclarations, type SplitIds, type Stretch } from './split.ts';
import type { Tok } from './tok.ts';
import type { SourceText } from './token.ts';

/** Segments that were met one after the other while a declaration was open. */
export interface Group {
  readonly pieces: readonly Segment[];
  readonly split: Split;
  /** By the id of the segment that came next. */
  readonly next: Map<number, Group>;
  chunk: Chunk | undefined;
}

export interface Chunk {
  readonly pieces: readonly Segment[];
  /** Of the pieces' tokens, counted through. */
  readonly stretches: readonly Stretch[];
  /** Index of the first token of each piece, and the number of all. */
  readonly starts: readonly number[];
  readonly variants: Variant[];
  /** Full expansions by stretch, each with the macros it depends on. */
  readonly expansions: Map<number, FullExpansion[]>;
}

/** A chunk under certain macros. */
export interface Variant {
  readonly id: number;
  readonly dependsOn: Dependencies;
  readonly chunk: Chunk;
  readonly items: readonly Item[];
  /** Indices of the items that may emit something. */
  readonly emitting: readonly number[];
  /** Why a part could not be expanded. */
  readonly problem: string | undefined;
}

/** One external declaration of a variant. */
export interface Item extends Declared {
  /** Stretches of the chunk that hold it: [firstStretch, endStretch). */
  readonly firstStretch: number;
  readonly endStretch: number;
  /** Which of the declarations in these stretches, and how many there are. */
  readonly ordinal: number;
  readonly count: number;
  readonly source: SourceText;
  /** Where its text begins. */
  readonly offset: number;
}

export interface FullExpansion {
  readonly dependsOn: Dependencies;
  /** Undefined for kernel headers, and for declarations that run over several files. */
  readonly origin: Origin | undefined;
  readonly declarations: readonly (readonly Tok[])[];
  /** Since the last look of ExpansionBudget. */
  used: boolean;
}

/** The text of an own file that something was made of. */
interface Origin {
  readonly source: SourceText;
  /** Start and end of each stretch between directives: [start, end]*. */
  readonly parts: readonly number[];
  /** The same for the same text, divided by directives in the same way. */
  readonly key: string;
}

/** Enough for a header under every combination of macros that the units of one module bring. */
const MAX_VARIANTS = 12;

export function firstGroup(library: Library, ids: SplitIds, segment: Segment): Group {
  const tokens = segmentTokens(library.names, segment);
  return { pieces: [segment], split: splitDeclarations(ids, tokens.ids, tokens.length), next: new Map(), chunk: undefined };
}

export function nextGroup(library: Library, ids: SplitIds, group: Group, segment: Segment): Group {
  let next = group.next.get(segment.id);
  if (next === undefined) {
    const pieces = [...group.pieces, segment];
    const all = joinIds(pieces.map((piece) => segmentTokens(library.names, piece)));
    next = { pieces, split: splitDeclarations(ids, all, all.length), next: new Map(), chunk: undefined };
    group.next.set(segment.id, next);
  }
  return next;
}

function joinIds(parts: readonly RawTokens[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part.ids, at);
    at += part.length;
  }
  return all;
}

/** Whether a group that is 'maybe' finished goes on with this segment: an identifier starts something new. */
export function continuesWith(library: Library, segment: Segment): boolean {
  const tokens = segmentTokens(library.names, segment);
  return library.names.kind[tokens.ids[0]!] !== IDENTIFIER;
}

export function chunkOf(library: Library, group: Group): Chunk {
  if (group.chunk === undefined) {
    const starts = [0];
    for (const piece of group.pieces) starts.push(starts.at(-1)! + segmentTokens(library.names, piece).length);
    group.chunk = { pieces: group.pieces, stretches: stretchesOf(group.split), starts, variants: [], expansions: new Map() };
  }
  return group.chunk;
}

export function stretchesOf({ complete, rest }: Split): readonly Stretch[] {
  return rest ? [...complete, rest] : complete;
}

/** What expansion needs, apart from the text. */
export interface Workshop {
  readonly library: Library;
  readonly ids: SplitIds;
  readonly expander: Expander;
  readonly budget: ExpansionBudget;
  variantCount: number;
}

/** Moments at which the pieces of a chunk were met: one for all, or one for each. */
export type Moments = Time | readonly Time[];

const momentOf = (moments: Moments, piece: number): Time => (typeof moments === 'number' ? moments : moments[piece]!);

/** Whether the macros that something depends on are what they were. */
export function holds({ macros, pieces }: Dependencies, state: MacroState, moments: Moments): boolean {
  if (macros === null) return false;
  if (typeof moments === 'number') {
    if (pieces !== undefined) return false;
    if (moments === state.clock) return state.agrees(macros);
    for (let i = 0; i < macros.length; i += 2) if (state.at(macros[i]!, moments) !== macros[i + 1]) return false;
    return true;
  }
  if (pieces === undefined) return false;
  for (let i = 0; i < macros.length; i += 2) if (state.at(macros[i]!, moments[pieces[i >> 1]!]!) !== macros[i + 1]) return false;
  return true;
}

/** A variant of a chunk, made before, that holds at these moments. The one that held last comes first. */
export function knownVariant(chunk: Chunk, state: MacroState, moments: Moments): Variant | undefined {
  const { variants } = chunk;
  for (let i = 0; i < variants.length; i++) {
    const variant = variants[i]!;
    if (!holds(variant.dependsOn, state, moments)) continue;
    if (i > 0) {
      variants.splice(i, 1);
      variants.unshift(variant);
    }
    return variant;
  }
  return undefined;
}

/** The variant of a chunk at moments for which none is known. */
export function newVariant(shop: Workshop, chunk: Chunk, state: MacroState, moments: Moments, surroundings: Surroundings): Variant {
  const variant = makeVariant(shop, chunk, state, moments, surroundings);
  if (variant.dependsOn.macros !== null) {
    if (chunk.variants.length >= MAX_VARIANTS) chunk.variants.pop();
    chunk.variants.unshift(variant);
  }
  return variant;
}

function makeVariant(shop: Workshop, chunk: Chunk, state: MacroState, moments: Moments, surroundings: Surroundings): Variant {
  const items: Item[] = [];
  /** What was expanded from end to end and will be asked for: it need not be done twice. */
  const keep: { first: number; end: number; tokens: readonly Tok[]; parts: readonly Stretch[] }[] = [];
  const consulted = new Consulted(moments);
  let pure = true;
  let problem: string | undefined;
  const { stretches } = chunk;
  const addItems = (first: number, end: number, declared: readonly Declared[]): void => {
    const place = rawPlace(shop.library, chunk, stretches[first]!.from);
    for (const [ordinal, one] of declared.entries()) {
      items.push({ ...one, firstStretch: first, endStretch: end, ordinal, count: declared.length, ...place });
    }
  };
  for (let first = 0; first < stretches.length; ) {
    const adopted = adopt(chunk, first, undefined, originOf(shop.library, chunk, first, first + 1), state, moments);
    if (adopted !== undefined) {
      consulted.include(adopted.dependsOn);
      addItems(first, first + 1, adopted.declarations.map((tokens) => declaredNames(tokens, 0, tokens.length)));
      first++;
      continue;
    }
    let end = first;
    let tokens: Tok[] = [];
    let split: Split;
    do {
      const stretch = stretches[end++]!;
      const expanded = expandRanges(shop, chunk, stretch.outside, state, moments, surroundings);
      problem ??= expanded.problem;
      pure &&= expanded.pure;
      consulted.add(expanded.macros, expanded.times);
      tokens = tokens.length === 0 ? expanded.tokens : tokens.concat(expanded.tokens);
      split = splitDeclarations(shop.ids, tokens.map((token) => token.id), tokens.length);
    } while (split.state === 'open' && end < stretches.length); // a macro hid a brace, or the cut was wrong
    const parts = declarationsIn(shop.ids, split, tokens);
    const before = items.length;
    addItems(first, end, parts.map((part) => declaredNames(tokens, part.from, part.to)));
    const whole = stretches.slice(first, end).every(({ from, to, outside }) => outside.length === 2 && outside[0] === from && outside[1] === to);
    if (whole && items.slice(before).some((item) => item.mayEmit)) keep.push({ first, end, tokens, parts });
    first = end;
  }
  const variant = { id: shop.variantCount++, chunk, dependsOn: consulted.dependencies(pure), items, emitting: emittingOf(items), problem };
  // Text of own files comes and goes; nothing may hold on to it.
  const shared = chunk.pieces.every((piece) => piece.file.shared);
  if (shared) shop.library.macroNames.watch(variant.dependsOn);
  if (variant.dependsOn.macros !== null) {
    for (const { first, end, tokens, parts } of keep) {
      const origin = originOf(shop.library, chunk, first, end);
      if (adopt(chunk, first, parts.length, origin, state, moments) !== undefined) continue;
      keepExpansion(shop, chunk, first, { dependsOn: consulted.dependencies(pure), declarations: partsOf(tokens, parts), origin, used: true });
    }
  }
  return variant;
}

export function emittingOf(items: readonly Item[]): number[] {
  return [...items.keys()].filter((i) => items[i]!.mayEmit);
}

/** Gathers what several expansions of one chunk consulted, each name once for a moment. */
class Consulted {
  private readonly macros: number[] = [];
  private readonly pieces: number[] = [];
  private readonly seen = new Set<number>();

  constructor(private readonly moments: Moments) {}

  add(macros: Int32Array, times: readonly Time[]): void {
    const { moments } = this;
    this.addAll(macros, (i) => (typeof moments === 'number' ? 0 : moments.indexOf(times[i >> 1]!)));
  }

  private addAll(macros: Int32Array, pieceAt: (i: number) => number): void {
    for (let i = 0; i < macros.length; i += 2) {
      const piece = pieceAt(i);
      const key = macros[i]! * 4096 + piece;
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      this.macros.push(macros[i]!, macros[i + 1]!);
      this.pieces.push(piece);
    }
  }

  include({ macros, pieces }: Dependencies): void {
    this.addAll(macros!, (i) => pieces?.[i >> 1] ?? 0);
  }

  dependencies(reusable: boolean): Dependencies {
    return {
      macros: reusable ? Int32Array.from(this.macros) : null,
      pieces: typeof this.moments === 'number' ? undefined : Int32Array.from(this.pieces),
    };
  }
}

/** Complete declarations and an unfinished last one, without stray semicolons. */
function declarationsIn(ids: SplitIds, split: Split, tokens: readonly Tok[]): Stretch[] {
  const all = split.rest ? [...split.complete, split.rest] : split.complete;
  return all.filter((part) => part.to - part.from > 1 || tokens[part.from]!.id !== ids.semicolon);
}

/** File and offset of a token that is counted through the pieces. */
function rawPlace(library: Library, chunk: Chunk, index: number): { source: SourceText; offset: number } {
  return { source: chunk.pieces[pieceOf(chunk, index)]!.file.source, offset: offsetOf(library, chunk, index) };
}

function endOf(library: Library, chunk: Chunk, index: number): number {
  const piece = pieceOf(chunk, index);
  const { ids } = segmentTokens(library.names, chunk.pieces[piece]!);
  return offsetOf(library, chunk, index) + library.names.text[ids[index - chunk.starts[piece]!]!]!.length;
}

function offsetOf(library: Library, chunk: Chunk, index: number): number {
  const piece = pieceOf(chunk, index);
  return segmentTokens(library.names, chunk.pieces[piece]!).offsets[index - chunk.starts[piece]!]!;
}

function pieceOf(chunk: Chunk, index: number): number {
  let piece = 0;
  while (piece + 1 < chunk.pieces.length && index >= chunk.starts[piece + 1]!) piece++;
  return piece;
}

/** Expands token ranges [from, to)* of a chunk as if they stood one behind the other. */
function expandRanges(
  shop: Workshop, chunk: Chunk, ranges: readonly number[], state: MacroState, moments: Moments, surroundings: Surroundings,
): { tokens: Tok[]; macros: Int32Array; times: readonly Time[]; pure: boolean; problem: string | undefined } {
  const pieces: TextPiece[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    for (let piece = pieceOf(chunk, ranges[i]!); piece < chunk.pieces.length; piece++) {
      const start = chunk.starts[piece]!;
      if (start >= ranges[i + 1]!) break;
      const segment = chunk.pieces[piece]!;
      const tokens = segmentTokens(shop.library.names, segment);
      const from = Math.max(0, ranges[i]! - start);
      const to = Math.min(tokens.length, ranges[i + 1]! - start);
      if (from < to) pieces.push({ source: segment.file.source, tokens, from, to, time: momentOf(moments, piece) });
    }
  }
  const { expander } = shop;
  expander.begin(pieces, state, surroundings, false);
  let tokens: Tok[] = [];
  let problem: string | undefined;
  try {
    tokens = expander.all();
  } catch (error) {
    if (!(error instanceof ExpansionLimit)) throw error;
    problem = error.message;
  }
  return { tokens, macros: expander.macrosConsulted(), times: expander.momentsConsulted(), pure: !expander.impure, problem };
}

/** All tokens of an item, expanded. The same array for the same text under the same macros, in whatever unit. */
export function itemTokens(
  shop: Workshop, variant: Variant, item: Item, state: MacroState, moments: Moments, surroundings: Surroundings,
): readonly Tok[] {
  const { chunk } = variant;
  for (const expansion of chunk.expansions.get(item.firstStretch) ?? []) {
    if (expansion.declarations.length === item.count && holds(expansion.dependsOn, state, moments)) {
      expansion.used = true;
      return expansion.declarations[item.ordinal]!;
    }
  }
  const origin = originOf(shop.library, chunk, item.firstStretch, item.endStretch);
  const earlier = adopt(chunk, item.firstStretch, item.count, origin, state, moments);
  if (earlier !== undefined) return earlier.declarations[item.ordinal]!;
  const range = [chunk.stretches[item.firstStretch]!.from, chunk.stretches[item.endStretch - 1]!.to];
  const { tokens, macros, times, pure } = expandRanges(shop, chunk, range, state, moments, surroundings);
  const split = item.count === 1 ? undefined : splitDeclarations(shop.ids, tokens.map((token) => token.id), tokens.length);
  const declarations = split ? partsOf(tokens, declarationsIn(shop.ids, split, tokens)) : [tokens];
  if (pure) {
    const consulted = new Consulted(moments);
    consulted.add(macros, times);
    keepExpansion(shop, chunk, item.firstStretch, { dependsOn: consulted.dependencies(true), declarations, origin, used: true });
  }
  return declarations[item.ordinal] ?? [];
}

/** Where the stretches [first, end) stand when they are text of one own file. */
function originOf(library: Library, chunk: Chunk, first: number, end: number): Origin | undefined {
  const from = chunk.stretches[first]!.from;
  const to = chunk.stretches[end - 1]!.to - 1;
  const [firstPiece, lastPiece] = [pieceOf(chunk, from), pieceOf(chunk, to)];
  const { file } = chunk.pieces[firstPiece]!;
  if (file.shared) return undefined;
  const parts: number[] = [];
  let key = '';
  for (let piece = firstPiece; piece <= lastPiece; piece++) {
    const segment = chunk.pieces[piece]!;
    const start = piece === firstPiece ? offsetOf(library, chunk, from) : segment.start;
    const end = piece === lastPiece ? endOf(library, chunk, to) : segment.end;
    if (segment.file !== file || start < (parts.at(-1) ?? 0)) return undefined;
    parts.push(start, end);
    key += (key === '' ? '' : `\n#${piece}\n`) + file.source.text.slice(start, end);
  }
  return { source: file.source, parts, key };
}

/** An expansion of the same text in the file's version before, when it holds under the macros of this one and has `count` declarations. */
function adopt(
  chunk: Chunk, first: number, count: number | undefined, origin: FullExpansion['origin'], state: MacroState, moments: Moments,
): FullExpansion | undefined {
  if (origin === undefined) return undefined;
  const { source, parts, key } = origin;
  const { file } = chunk.pieces[pieceOf(chunk, chunk.stretches[first]!.from)]!;
  const earlier = file.earlier?.get(key) ?? [];
  for (const [i, expansion] of earlier.entries()) {
    if ((count !== undefined && expansion.declarations.length !== count) || !holds(expansion.dependsOn, state, moments)) continue;
    earlier.splice(i, 1); // text that stands there twice was expanded twice
    const { origin: old } = expansion;
    for (let i = 0; i < parts.length; i += 2) noteMove(old!.source, old!.parts[i]!, old!.parts[i + 1]! - old!.parts[i]!, source, parts[i]!);
    addExpansion(chunk, first, expansion);
    return expansion;
  }
  return undefined;
}

/** All expansions of a file's own text, by that text: what the next version of the file may adopt. */
export function expansionsByText(file: Skeleton): Map<string, FullExpansion[]> {
  const found = new Map<string, FullExpansion[]>();
  const visit = (group: Group | undefined): void => {
    if (group === undefined) return;
    for (const expansion of [...(group.chunk?.expansions.values() ?? [])].flat()) {
      if (expansion.origin === undefined || expansion.dependsOn.macros === null) continue;
      const { key } = expansion.origin;
      const known = found.get(key);
      if (known) known.push(expansion);
      else found.set(key, [expansion]);
    }
    for (const next of group.next.values()) visit(next);
  };
  for (const segment of file.segments) visit(segment.group);
  return found;
}

function partsOf(tokens: readonly Tok[], parts: readonly Stretch[]): (readonly Tok[])[] {
  return parts.length === 1 ? [tokens] : parts.map((part) => tokens.slice(part.from, part.to));
}

function keepExpansion(shop: Workshop, chunk: Chunk, first: number, expansion: FullExpansion): void {
  shop.budget.add(expansion, addExpansion(chunk, first, expansion));
  if (chunk.pieces.every((piece) => piece.file.shared)) shop.library.macroNames.watch(expansion.dependsOn);
}

function addExpansion(chunk: Chunk, first: number, expansion: FullExpansion): FullExpansion[] {
  const home = chunk.expansions.get(first) ?? [];
  if (home.length === 0) chunk.expansions.set(first, home);
  if (home.length >= MAX_VARIANTS) home.shift();
  home.push(expansion);
  return home;
}
