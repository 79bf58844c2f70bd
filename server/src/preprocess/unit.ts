/** The preprocessed unit as the rest of the product sees it: walked once, expanded where it is asked. */

import type { Unread } from '../base/files.ts';
import { type Item, itemTokens, type Moments, type Variant, type Workshop } from './chunk.ts';
import type { Surroundings } from './expander.ts';
import { END_OF_UNIT, type MacroState } from './macro-state.ts';
import { optionsAt } from './options-at.ts';
import type { Skeleton } from './skeleton.ts';
import type { MacroDefinition, SourceText, Token } from './token.ts';
import type { ChangedItem, TopLevelItem, TranslationUnit } from './translation-unit.ts';
import type { Checkpoint } from './walk.ts';

/** A chunk's place in the order of the unit. */
export interface Occurrence {
  readonly variant: Variant;
  readonly moments: Moments;
  /** The unit's main file and what it includes that is no header of the kernel: all items are candidates. */
  readonly own: boolean;
  /** Earlier occurrence of the same variant, -1 for none. */
  readonly previous: number;
}

/** Where items of shared headers are found by name, whatever unit has met them first. */
export interface DeclarationIndex {
  readonly names: Map<number, [Variant, number][]>;
  readonly tags: Map<number, [Variant, number][]>;
}

export const emptyIndex = (): DeclarationIndex => ({ names: new Map(), tags: new Map() });

export function addToIndex(index: DeclarationIndex, variant: Variant): void {
  for (const [at, item] of variant.items.entries()) {
    for (const name of item.names) add(index.names, name, variant, at);
    for (const tag of item.tags) add(index.tags, tag, variant, at);
  }
}

function add(map: Map<number, [Variant, number][]>, id: number, variant: Variant, at: number): void {
  const list = map.get(id);
  if (list) list.push([variant, at]);
  else map.set(id, [[variant, at]]);
}

/** Items of one occurrence follow one another; no chunk has as many. */
const ITEMS_PER_OCCURRENCE = 1 << 20;

const sequenceOf = (occurrence: number, index: number): number => occurrence * ITEMS_PER_OCCURRENCE + index;

/** Item by item the same names and tags. */
function declareTheSame(a: Variant, b: Variant): boolean {
  return a.items.length === b.items.length && a.items.every((item, i) => {
    const other = b.items[i]!;
    return item.mayEmit === other.mayEmit && sameIds(item.names, other.names) && sameIds(item.tags, other.tags);
  });
}

const sameIds = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);

class UnitItem implements TopLevelItem {
  private expanded: readonly Token[] | undefined;

  constructor(
    private readonly unit: PreprocessedUnit,
    private readonly occurrence: Occurrence,
    private readonly item: Item,
    readonly sequence: number,
  ) {}

  get source(): SourceText {
    return this.item.source;
  }

  get isExpanded(): boolean {
    return this.expanded !== undefined;
  }

  get tokens(): readonly Token[] {
    return (this.expanded ??= this.unit.expand(this.occurrence, this.item));
  }
}

export interface WalkResult {
  readonly path: string;
  readonly state: MacroState;
  readonly occurrences: readonly Occurrence[];
  /** Index of the newest occurrence + 1 by variant id. */
  readonly occurrenceOf: Int32Array;
  readonly ownIndex: DeclarationIndex;
  readonly unread: readonly Unread[];
  /** Every file that was read, the main file first. */
  readonly files: readonly Skeleton[];
  readonly checkpoint: Checkpoint | undefined;
}

export class PreprocessedUnit implements TranslationUnit {
  private readonly items = new Map<number, UnitItem>();
  private candidateList: readonly TopLevelItem[] | undefined;
  private ownPaths: ReadonlySet<string> | undefined;

  constructor(
    private readonly shop: Workshop,
    private readonly index: DeclarationIndex,
    private readonly walk: WalkResult,
    private readonly surroundings: Surroundings,
  ) {}

  get path(): string {
    return this.walk.path;
  }

  get unread(): readonly Unread[] {
    return this.walk.unread;
  }

  get files(): readonly SourceText[] {
    return this.walk.files.map((file) => file.source);
  }

  isOwn(source: SourceText): boolean {
    // By path: after an edit, tokens of text that it left alone name the version before (moved-text.ts).
    this.ownPaths ??= new Set(this.walk.files.filter((file) => !file.shared).map((file) => file.source.path));
    return this.ownPaths.has(source.path);
  }

  get candidates(): readonly TopLevelItem[] {
    return (this.candidateList ??= this.select((occurrence) => (occurrence.own ? undefined : occurrence.variant.emitting)));
  }

  /** Every item of the unit in order: what `gcc -E` prints. For tests; nothing lazy remains of it. */
  get everyItem(): readonly TopLevelItem[] {
    return this.select(() => undefined);
  }

  declarationsOf(name: string): readonly TopLevelItem[] {
    const id = this.shop.library.names.identifier(name);
    return this.find(this.index.names.get(id), this.walk.ownIndex.names.get(id));
  }

  definitionsOfTag(tag: string): readonly TopLevelItem[] {
    const id = this.shop.library.names.identifier(tag);
    return this.find(this.index.tags.get(id), this.walk.ownIndex.tags.get(id));
  }

  macro(name: string): MacroDefinition | undefined {
    this.walk.state.own();
    const macro = this.shop.library.macros[this.walk.state.at(this.shop.library.names.identifier(name), END_OF_UNIT)];
    return macro?.builtin === undefined ? macro : undefined;
  }

  /** Configuration options in the conditions around a place of a file of this unit, the innermost first: "CONFIG_SMP". */
  optionsAt(source: SourceText, offset: number): readonly string[] {
    const file = this.walk.files.find((candidate) => candidate.source === source);
    return file ? optionsAt(file, offset, (id) => this.shop.library.names.text[id]!) : [];
  }

  changesSince(before: TranslationUnit): readonly ChangedItem[] | undefined {
    if (!(before instanceof PreprocessedUnit) || before.shop !== this.shop) return undefined;
    const [old, now] = [before.walk, this.walk];
    if (old.occurrences.length !== now.occurrences.length || !old.state.sameHistory(now.state)) return undefined;
    const changes: ChangedItem[] = [];
    for (const [at, occurrence] of now.occurrences.entries()) {
      const { variant, own } = old.occurrences[at]!;
      if (variant === occurrence.variant) continue;
      if (!own || !occurrence.own || !declareTheSame(variant, occurrence.variant)) return undefined;
      for (const index of variant.items.keys()) {
        const earlier = before.items.get(sequenceOf(at, index));
        if (!earlier?.isExpanded) continue; // nobody has looked at it
        const item = this.itemAt(at, index);
        if (item.tokens !== earlier.tokens) changes.push({ before: earlier, after: item });
      }
    }
    return changes;
  }

  expand(occurrence: Occurrence, item: Item): readonly Token[] {
    this.walk.state.own();
    return itemTokens(this.shop, occurrence.variant, item, this.walk.state, occurrence.moments, this.surroundings);
  }

  /** Items by their indices in the variant; all where `wanted` gives none. */
  private select(wanted: (occurrence: Occurrence) => readonly number[] | undefined): TopLevelItem[] {
    const result: TopLevelItem[] = [];
    for (const [at, occurrence] of this.walk.occurrences.entries()) {
      for (const index of wanted(occurrence) ?? occurrence.variant.items.keys()) result.push(this.itemAt(at, index));
    }
    return result;
  }

  private find(...lists: (readonly [Variant, number][] | undefined)[]): TopLevelItem[] {
    const result: TopLevelItem[] = [];
    for (const list of lists) {
      if (list === undefined) continue;
      for (const [variant, index] of list) {
        let at = (this.walk.occurrenceOf[variant.id] ?? 0) - 1;
        for (; at >= 0; at = this.walk.occurrences[at]!.previous) result.push(this.itemAt(at, index));
      }
    }
    return result.length > 1 ? result.sort((a, b) => a.sequence - b.sequence) : result;
  }

  private itemAt(at: number, index: number): UnitItem {
    const sequence = sequenceOf(at, index);
    let item = this.items.get(sequence);
    if (item === undefined) {
      const occurrence = this.walk.occurrences[at]!;
      item = new UnitItem(this, occurrence, occurrence.variant.items[index]!, sequence);
      this.items.set(sequence, item);
    }
    return item;
  }
}

