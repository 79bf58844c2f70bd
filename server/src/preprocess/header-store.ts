/**
 * What a preprocessor has found out about the platform's headers, as bytes that another one can go on from: their
 * directives, the macros that they define, how their text falls into declarations, and what these declare under which
 * macros. Their text is not among it: it is read from the headers when it is wanted. A header that has changed since
 * makes all of it void.
 */

import { type Files, isReadable } from '../base/files.ts';
import { type Chunk, emittingOf, type Group, type Item, stretchesOf, type Variant } from './chunk.ts';
import { directoryOf } from './include-search.ts';
import { StreamReader, StreamWriter } from './int-stream.ts';
import { type Builtin, Macro } from './macro.ts';
import type { Dependencies } from './macro-names.ts';
import { type Condition, addMacro, type Include, type Library, OP_DEFINE, OP_SIZE, type Pragma, type Segment, type Skeleton } from './skeleton.ts';
import type { Split, Stretch } from './split.ts';
import type { SourceText } from './token.ts';

/** The part of a preprocessor that outlives it. */
export interface HeaderState {
  readonly library: Library;
  /** Headers by path. */
  readonly headers: ReadonlyMap<string, Skeleton>;
  /** Predefined macros and -D options, by their text. */
  readonly commandLine: ReadonlyMap<string, Skeleton>;
}

export interface StoredHeaders {
  readonly headers: Map<string, Skeleton>;
  readonly commandLine: Map<string, Skeleton>;
  readonly variants: readonly Variant[];
}

const INCLUDE_FORMS: readonly Include['form'][] = ['quoted', 'angled', 'computed'];
const PRAGMA_KINDS: readonly Pragma['kind'][] = ['once', 'push_macro', 'pop_macro'];
const SPLIT_STATES: readonly Split['state'][] = ['none', 'maybe', 'open'];

export function encodeHeaders(state: HeaderState): Uint8Array {
  return new Encoder(state).encode();
}

/**
 * @param library of a new preprocessor, which is filled
 * @returns undefined where a header is no longer what it was
 * @throws Error that says what is wrong with the bytes; the library is of no use then
 */
export function decodeHeaders(bytes: Uint8Array, library: Library, files: Files): StoredHeaders | undefined {
  return new Decoder(bytes, library, files).decode();
}

class Encoder {
  private readonly out = new StreamWriter();
  private readonly files: readonly Skeleton[];
  private readonly fileIds = new Map<SourceText, number>();
  private readonly macroIds = new Map<number, number>([[0, 0]]);
  private readonly segmentIds = new Map<Segment, number>();
  /** Dependencies that were written, in their order. */
  private readonly dependencies: Dependencies[] = [];

  constructor(private readonly state: HeaderState) {
    this.files = [...state.commandLine.values(), ...state.headers.values()];
    for (const [id, file] of this.files.entries()) {
      this.fileIds.set(file.source, id);
      for (const macro of macrosOf(file)) if (!this.macroIds.has(macro)) this.macroIds.set(macro, this.macroIds.size);
      for (const segment of file.segments) this.segmentIds.set(segment, this.segmentIds.size);
    }
  }

  encode(): Uint8Array {
    const { out, state } = this;
    const { names } = state.library;
    out.list([...state.headers.values()], ({ source, version }) => {
      out.text(source.path);
      out.text(version);
    });
    out.ints(names.kind);
    for (const text of names.text) out.text(text);
    out.list([...state.commandLine], ([text, { source }]) => {
      out.text(text);
      out.text(source.path);
      out.text(source.text);
    });
    for (const file of this.files) this.file(file);
    for (const file of this.files) for (const segment of file.segments) this.group(segment.group);
    this.waiting();
    return out.bytes();
  }

  private file(file: Skeleton): void {
    const { out } = this;
    const ops = file.ops.slice();
    for (let pc = 0; pc < ops.length; pc += OP_SIZE) if (ops[pc] === OP_DEFINE) ops[pc + 1] = this.macroIds.get(ops[pc + 1]!)!;
    out.ints(ops);
    for (const macro of macrosOf(file)) this.macro(this.state.library.macros[macro]!);
    out.list(file.segments, ({ start, end }) => out.ints([start, end]));
    out.list(file.conditions, (condition) => this.condition(condition));
    out.list(file.includes, ({ form, name, next, start, end }) => {
      out.text(name);
      out.ints([INCLUDE_FORMS.indexOf(form), Number(next), start, end]);
    });
    out.list(file.pragmas, ({ kind, name }) => out.ints([PRAGMA_KINDS.indexOf(kind), name]));
    out.int(file.guard);
    out.int(Number(file.once));
  }

  private macro({ nameId, source, offset, nameEnd, end, builtin }: Macro): void {
    this.out.int(Number(builtin !== undefined));
    if (builtin !== undefined) {
      this.out.text(builtin);
      this.out.text(source.text);
    }
    this.out.ints([nameId, offset, nameEnd, end]);
  }

  private condition({ start, end, results }: Condition): void {
    const { out } = this;
    out.ints([start, end]);
    out.list(results.filter(({ dependsOn }) => this.isKnown(dependsOn)), ({ value, dependsOn }) => {
      out.int(Number(value));
      this.dependsOn(dependsOn);
    });
  }

  /** Macros of own files are gone with them. */
  private isKnown({ macros }: Dependencies): boolean {
    return macros !== null && macros.every((id, i) => i % 2 === 0 || this.macroIds.has(id));
  }

  private dependsOn(dependencies: Dependencies): void {
    this.dependencies.push(dependencies);
    this.out.ints(dependencies.macros!.map((id, i) => (i % 2 === 0 ? id : this.macroIds.get(id)!)));
    this.out.ints(dependencies.pieces ?? []);
    this.out.int(Number(dependencies.pieces !== undefined));
  }

  private group(group: Group | undefined): void {
    const { out } = this;
    out.int(Number(group !== undefined));
    if (group === undefined) return;
    const { split, chunk } = group;
    out.list(split.complete, (stretch) => this.stretch(stretch));
    out.list(split.rest ? [split.rest] : [], (stretch) => this.stretch(stretch));
    out.int(SPLIT_STATES.indexOf(split.state));
    out.list(chunk ? [chunk] : [], (one) => this.chunk(one));
    const next = [...group.next.values()].filter(({ pieces }) => this.segmentIds.has(pieces.at(-1)!));
    out.list(next, (one) => {
      out.int(this.segmentIds.get(one.pieces.at(-1)!)!);
      this.group(one);
    });
  }

  private stretch({ from, to, outside }: Stretch): void {
    this.out.ints([from, to, ...outside]);
  }

  private chunk({ starts, variants }: Chunk): void {
    this.out.ints(starts);
    this.out.list(variants.filter(({ dependsOn, problem }) => problem === undefined && this.isKnown(dependsOn)), (variant) => {
      this.dependsOn(variant.dependsOn);
      this.out.list(variant.items, (item) => this.item(item));
    });
  }

  private item({ names, tags, mayEmit, firstStretch, endStretch, ordinal, count, source, offset }: Item): void {
    this.out.ints(names);
    this.out.ints(tags);
    this.out.ints([Number(mayEmit), firstStretch, endStretch, ordinal, count, this.fileIds.get(source)!, offset]);
  }

  /** Names that no header defines, each with what waits for it to become a macro. */
  private waiting(): void {
    const ids = new Map(this.dependencies.map((dependencies, id) => [dependencies, id]));
    const names: [number, number[]][] = [];
    for (const [name, waiting] of this.state.library.macroNames.waitingByName) {
      const known = waiting.flatMap((dependencies) => ids.get(dependencies) ?? []);
      if (known.length > 0) names.push([name, known]);
    }
    this.out.list(names, ([name, known]) => {
      this.out.int(name);
      this.out.ints(known);
    });
  }
}

function macrosOf({ ops }: Skeleton): number[] {
  const ids: number[] = [];
  for (let pc = 0; pc < ops.length; pc += OP_SIZE) if (ops[pc] === OP_DEFINE) ids.push(ops[pc + 1]!);
  return ids;
}

class Decoder {
  private readonly in: StreamReader;
  private readonly files: Skeleton[] = [];
  private readonly segments: Segment[] = [];
  private readonly dependencies: Dependencies[] = [];
  private readonly variants: Variant[] = [];

  constructor(
    bytes: Uint8Array,
    private readonly library: Library,
    private readonly disk: Files,
  ) {
    this.in = new StreamReader(bytes);
  }

  decode(): StoredHeaders | undefined {
    const { in: input, library } = this;
    const headers = input.list(() => ({ path: input.text(), version: input.text() }));
    if (headers.some(({ path, version }) => this.disk.stat(path)?.version !== version)) return undefined;
    const kinds = input.ints();
    library.names.restore(Array.from(kinds, () => input.text()), kinds);
    const commandLine = input.list(() => ({ key: input.text(), source: { path: input.text(), text: input.text() } }));
    for (const { source } of commandLine) this.file(source, '');
    for (const { path, version } of headers) this.file(new HeaderText(path, this.disk), version);
    for (const segment of this.segments) segment.group = this.group([segment]);
    this.waiting();
    return {
      commandLine: new Map(commandLine.map(({ key }, i) => [key, this.files[i]!])),
      headers: new Map(headers.map(({ path }, i) => [path, this.files[commandLine.length + i]!])),
      variants: this.variants,
    };
  }

  private file(source: SourceText, version: string): void {
    const { in: input } = this;
    const file: { -readonly [K in keyof Skeleton]: Skeleton[K] } = {
      source, version, ops: input.ints(), segments: [], conditions: [], includes: [], pragmas: [], guard: 0, once: false,
      directory: directoryOf(source.path), shared: true, earlier: undefined, metBy: 0,
    };
    for (const id of macrosOf(file)) if (this.macro(source) !== id) throw new Error('has macros out of order');
    file.segments = input.list(() => this.segment(file));
    file.conditions = input.list(() => this.condition(file));
    file.includes = input.list(() => this.include());
    file.pragmas = input.list(() => {
      const [kind, name] = input.ints() as unknown as [number, number];
      return { kind: PRAGMA_KINDS[kind]!, name };
    });
    file.guard = input.int();
    file.once = input.int() === 1;
    this.files.push(file);
  }

  private macro(source: SourceText): number {
    const { in: input, library } = this;
    const builtin = input.int() === 1 ? { name: input.text() as Builtin, text: input.text() } : undefined;
    const [nameId, offset, nameEnd, end] = input.ints() as unknown as [number, number, number, number];
    const where = builtin ? { path: source.path, text: builtin.text } : source;
    return addMacro(library, new Macro(library.names, nameId, where, offset, nameEnd, end, builtin?.name));
  }

  private segment(file: Skeleton): Segment {
    const [start, end] = this.in.ints() as unknown as [number, number];
    const segment: Segment = { id: this.library.segmentCount++, file, start, end, tokens: undefined, group: undefined };
    this.segments.push(segment);
    return segment;
  }

  private condition(file: Skeleton): Condition {
    const [start, end] = this.in.ints() as unknown as [number, number];
    const results = this.in.list(() => ({ value: this.in.int() === 1, dependsOn: this.dependsOn() }));
    return { file, start, end, tokens: undefined, results };
  }

  private include(): Include {
    const name = this.in.text();
    const [form, next, start, end] = this.in.ints() as unknown as [number, number, number, number];
    return { form: INCLUDE_FORMS[form]!, name, next: next === 1, start, end, last: undefined };
  }

  private dependsOn(): Dependencies {
    const macros = this.in.ints();
    const pieces = this.in.ints();
    const dependencies = { macros, pieces: this.in.int() === 1 ? pieces : undefined };
    this.dependencies.push(dependencies);
    return dependencies;
  }

  private group(pieces: readonly Segment[]): Group | undefined {
    const { in: input } = this;
    if (input.int() === 0) return undefined;
    const complete = input.list(() => this.stretch());
    const [rest] = input.list(() => this.stretch());
    const split: Split = { complete, rest, state: SPLIT_STATES[input.int()]! };
    const [chunk] = input.list(() => this.chunk(pieces, split));
    const next = input.list((): [number, Group] => {
      const segment = this.segments[input.int()]!;
      return [segment.id, this.group([...pieces, segment])!];
    });
    return { pieces, split, next: new Map(next), chunk };
  }

  private stretch(): Stretch {
    const [from, to, ...outside] = this.in.ints();
    return { from: from!, to: to!, outside };
  }

  private chunk(pieces: readonly Segment[], split: Split): Chunk {
    const starts = Array.from(this.in.ints());
    const variants: Variant[] = [];
    const chunk: Chunk = { pieces, stretches: stretchesOf(split), starts, variants, expansions: new Map() };
    variants.push(...this.in.list(() => this.variant(chunk)));
    return chunk;
  }

  private variant(chunk: Chunk): Variant {
    const dependsOn = this.dependsOn();
    const items = this.in.list(() => this.item());
    const variant: Variant = { id: this.variants.length, chunk, dependsOn, items, emitting: emittingOf(items), problem: undefined };
    this.variants.push(variant);
    return variant;
  }

  private item(): Item {
    const names = Array.from(this.in.ints());
    const tags = Array.from(this.in.ints());
    const [mayEmit, firstStretch, endStretch, ordinal, count, file, offset] = this.in.ints() as unknown as [number, number, number, number, number, number, number];
    return { names, tags, mayEmit: mayEmit === 1, firstStretch, endStretch, ordinal, count, source: this.files[file]!.source, offset };
  }

  private waiting(): void {
    for (const [name, known] of this.in.list((): [number, Int32Array] => [this.in.int(), this.in.ints()])) {
      for (const id of known) this.library.macroNames.wait(name, this.dependencies[id]!);
    }
  }
}

/** Most headers' text is never looked at: what is known of it was stored. */
class HeaderText implements SourceText {
  private content: string | undefined;

  constructor(
    readonly path: string,
    private readonly files: Files,
  ) {}

  get text(): string {
    if (this.content === undefined) {
      const content = this.files.read(this.path);
      this.content = isReadable(content) ? content.text : ''; // it was there a moment ago
    }
    return this.content;
  }
}
