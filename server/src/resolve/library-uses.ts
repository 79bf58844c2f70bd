/**
 * Joins what a program's build files ask for with what its sources include, call and load: which libraries it uses, and how
 * sure that is. A name counts as a use of a library when the library exports it and the project does not define it.
 */

import type { LineIndex } from '../base/line-index.ts';
import type { Location } from '../base/location.ts';
import type { LinkRequest } from '../build/program.ts';
import { conditionAt, type ConditionalInclude, type CUses } from '../facts/c-uses.ts';
import { isUnknown, type FoundLibrary, type Libraries, type UnknownLibrary } from '../libraries/library.ts';
import { certaintyOf, conditionOf, keyOf, kindOf, type Decide } from './library-evidence.ts';
import { NameBodies, type HeaderBodies } from './name-bodies.ts';
import type { CalledBy, IncludedBy, LinkedBy, LoadedBy, StartedProgram, UnknownLibraryUse, UsedLibrary } from './program-subject.ts';

/** A source or a header of the project. */
export interface ProgramText {
  readonly file: string;
  readonly lines: LineIndex;
  readonly uses: CUses;
  /** Includes that lead out of the project. */
  readonly outside: readonly ConditionalInclude[];
}

export interface ProgramParts {
  /** In the order in which they are built. */
  readonly texts: readonly ProgramText[];
  readonly links: readonly LinkRequest[];
  /** Whether build files were there to name what is linked: without, nothing follows from a missing link line. */
  readonly hasBuild: boolean;
  /** What the names of library headers on this machine stand for. */
  readonly headers: HeaderBodies;
  /** What a configuration says about a condition. */
  readonly decide: Decide;
}

export interface LibraryUses {
  readonly libraries: readonly UsedLibrary[];
  readonly unknown: readonly UnknownLibraryUse[];
  /** Headers that neither the project nor a known library has. */
  readonly unknownHeaders: readonly IncludedBy[];
  readonly started: readonly StartedProgram[];
}

/** So many names that only one library has are no accident. */
const ENOUGH_NAMES = 3;

interface Candidate {
  readonly found: FoundLibrary;
  readonly alsoOffers: Set<string>;
  readonly links: LinkedBy[];
  readonly includes: IncludedBy[];
  readonly calls: CalledBy[];
  readonly loads: LoadedBy[];
}

export function libraryUses(parts: ProgramParts, libraries: Libraries): LibraryUses {
  return new Join(parts, libraries).result();
}

class Join {
  private readonly candidates = new Map<string, Candidate>();
  private readonly unknown: UnknownLibraryUse[] = [];
  private readonly unknownHeaders: IncludedBy[] = [];
  private readonly started: StartedProgram[] = [];

  constructor(
    private readonly parts: ProgramParts,
    private readonly libraries: Libraries,
  ) {}

  result(): LibraryUses {
    for (const request of this.parts.links) this.link(request);
    for (const text of this.parts.texts) this.starts(text);
    for (const text of this.parts.texts) for (const include of text.outside) this.include(text, include);
    this.calls();
    this.dropGuesses();
    const used = [...this.candidates.values()].filter(({ found }) => !found.library.isSystemLibrary).map((candidate) => this.used(candidate));
    return { libraries: used, unknown: this.unknown, unknownHeaders: this.unknownHeaders, started: this.started };
  }

  private link(request: LinkRequest): void {
    const answer = this.ask(request);
    if (isUnknown(answer)) {
      this.unknown.push({ name: request.name, how: 'linked', reason: answer.reason, at: request.at, condition: request.condition });
      return;
    }
    this.candidate(answer).links.push({ request, at: request.at });
  }

  private ask({ by, name }: LinkRequest): readonly FoundLibrary[] | UnknownLibrary {
    switch (by) {
      case 'link-name':
        return this.libraries.byLinkName(name);
      case 'pkg-config':
        return this.libraries.byPkgConfig(name);
      case 'cmake-package':
        return this.libraries.byCMakePackage(name);
      case 'file':
        return this.libraries.byFileName(name);
    }
  }

  private include(text: ProgramText, { path: header, quoted, span, condition }: ConditionalInclude): void {
    const answer = this.libraries.byHeader(header);
    const by: IncludedBy = { header, quoted, at: locate(text, span.start, span.end), condition };
    if (isUnknown(answer)) this.unknownHeaders.push(by);
    else this.candidate(answer).includes.push(by);
  }

  /** A quoted name that the project lacks, and of which nothing is used, is a header that the build makes. */
  private dropGuesses(): void {
    for (const [key, { links, includes, calls, loads }] of this.candidates) {
      if (links.length + calls.length + loads.length > 0 || includes.some(({ quoted }) => !quoted)) continue;
      this.candidates.delete(key);
      this.unknownHeaders.push(...includes);
    }
  }

  private starts(text: ProgramText): void {
    for (const { function: by, loads, text: written, name, span } of text.uses.starts) {
      const file = written ?? (name === null ? undefined : text.uses.strings.get(name));
      if (file === undefined || file === '') continue;
      const at = locate(text, span.start, span.end);
      if (!loads) {
        const program = programOf(file);
        if (program !== undefined) this.started.push({ by, program, at });
        continue;
      }
      const answer = this.libraries.byFileName(file);
      if (isUnknown(answer)) this.unknown.push({ name: file, how: 'loaded', reason: answer.reason, at, condition: null });
      else this.candidate(answer).loads.push({ by, file, at, condition: conditionAt(text.uses.conditions, span.start) });
    }
  }

  /** Of several that offer a name the one that is linked; otherwise the likeliest. */
  private candidate(offers: readonly FoundLibrary[]): Candidate {
    const linked = offers.find(({ library }) => (this.candidates.get(keyOf(library))?.links.length ?? 0) > 0);
    const found = linked ?? offers[0]!;
    let candidate = this.candidates.get(keyOf(found.library));
    if (!candidate) this.candidates.set(keyOf(found.library), (candidate = { found, alsoOffers: new Set(), links: [], includes: [], calls: [], loads: [] }));
    for (const { library } of offers) if (keyOf(library) !== keyOf(found.library)) candidate.alsoOffers.add(library.name);
    return candidate;
  }

  private calls(): void {
    const { texts } = this.parts;
    const setting = settingOf(texts, this.rankedCandidates(), this.libraries, () => this.newSetting());
    const strangers: Strangers = new Map();
    for (const text of texts) {
      for (const { name, places, meaning } of this.hitsOf(text, setting)) {
        for (const owner of meaning.owners) this.called(text, name, null, places, owner);
        for (const { symbol, owner } of meaning.brings) this.called(text, symbol, name, places, owner);
        if (meaning.stranger) addStranger(strangers, meaning.stranger, name, { text, at: places });
      }
    }
    for (const { found, names } of strangers.values()) {
      if (names.size < ENOUGH_NAMES) continue;
      const key = keyOf(this.candidate([found]).found.library);
      for (const [name, uses] of names) for (const { text, at } of uses) this.called(text, name, null, at, key);
    }
  }

  /** Those that are linked before those that are only included: of two that export a name, the first is meant. */
  private rankedCandidates(): readonly Candidate[] {
    const isLinked = ({ links, loads }: Candidate): boolean => links.length + loads.length > 0;
    const all = [...this.candidates.values()];
    return [...all.filter(isLinked), ...all.filter((candidate) => !isLinked(candidate))];
  }

  private newSetting(): Setting {
    const { texts, headers } = this.parts;
    const defined = new Set<string>();
    const declared = new Set<string>();
    for (const { uses } of texts) {
      for (const name of uses.definitions) if (!uses.fallbacks.has(name)) defined.add(name);
      for (const name of uses.declarations) declared.add(name);
    }
    const owners = this.ownersOf((symbol) => !defined.has(symbol));
    const bodies = new NameBodies(texts.map(({ uses }) => uses), headers, (name) => owners.has(name));
    return {
      meaningOf: (name) => {
        const brings = bodies.has(name) ? bodies.behind(name).flatMap((symbol) => owners.get(symbol)!.map((owner) => ({ symbol, owner }))) : [];
        // A function of a library can be a macro of its header as well: the linker then sees what that stands for.
        const own = owners.get(name) ?? [];
        if (own.length + brings.length > 0) return { owners: own, brings, stranger: null };
        const stranger = bodies.has(name) || defined.has(name) || declared.has(name) ? null : this.stranger(name);
        return stranger && { owners: [], brings: [], stranger };
      },
      meanings: new Map(),
      hits: new WeakMap(),
    };
  }

  /** Which candidates export a symbol: several where the build links one or the other, as with readline and libedit. */
  private ownersOf(isWanted: (symbol: string) => boolean): Map<string, string[]> {
    const owners = new Map<string, string[]>();
    const alternatives = new Set<string>();
    for (const { found, links } of this.rankedCandidates()) {
      const key = keyOf(found.library);
      const isAlternative = links.length > 0 && links.every(({ request }) => request.condition !== null);
      if (isAlternative) alternatives.add(key);
      for (const symbol of this.libraries.symbolsOf(found.library) ?? []) {
        if (!isWanted(symbol)) continue;
        const before = owners.get(symbol);
        if (!before) owners.set(symbol, [key]);
        else if (isAlternative && alternatives.has(before[0]!)) before.push(key);
      }
    }
    return owners;
  }

  private hitsOf({ uses }: ProgramText, { meaningOf, meanings, hits }: Setting): readonly Hit[] {
    let found = hits.get(uses);
    if (found) return found;
    found = [...uses.references].flatMap(([name, places]) => {
      let meaning = meanings.get(name);
      if (meaning === undefined) meanings.set(name, (meaning = meaningOf(name)));
      return meaning === null ? [] : [{ name, places, meaning }];
    });
    hits.set(uses, found);
    return found;
  }

  private called(text: ProgramText, symbol: string, through: string | null, places: readonly number[], owner: string): void {
    const { calls, found } = this.candidates.get(owner)!;
    if (found.library.isSystemLibrary) return;
    for (const call of callsOf(text, symbol, through, places)) calls.push(call);
  }

  /** Of a name that nothing at hand explains: the one library that is known to export it. */
  private stranger(name: string): FoundLibrary | null {
    let known = KNOWN_STRANGERS.get(this.libraries);
    if (!known) KNOWN_STRANGERS.set(this.libraries, (known = new Map()));
    let stranger = known.get(name);
    if (stranger === undefined) {
      const [found, other] = this.libraries.bySymbol(name);
      known.set(name, (stranger = !found || other || found.library.isSystemLibrary ? null : found));
    }
    return stranger;
  }

  private used({ found, alsoOffers, links, includes, calls, loads }: Candidate): UsedLibrary {
    const shown = { links, includes, calls, loads };
    return {
      library: found.library,
      through: [],
      kind: kindOf(shown, found.library),
      ...shown,
      certainty: certaintyOf(shown, found.library, this.parts.hasBuild),
      condition: conditionOf(shown, this.parts.decide),
      found: found.evidence,
      alsoOffers: [...alsoOffers],
    };
  }
}

/** What a name of a text leads to; null: nothing that is looked for. Libraries go by their keys. */
interface Meaning {
  readonly owners: readonly string[];
  readonly brings: readonly { readonly symbol: string; readonly owner: string }[];
  readonly stranger: FoundLibrary | null;
}

interface Hit {
  readonly name: string;
  readonly places: readonly number[];
  readonly meaning: Meaning;
}

/** What names mean in a program. It stays while nobody defines, declares or includes anything else: most edits do not. */
interface Setting {
  readonly meaningOf: (name: string) => Meaning | null;
  readonly meanings: Map<string, Meaning | null>;
  readonly hits: WeakMap<CUses, readonly Hit[]>;
}

/** So many programs are remembered. */
const SETTINGS = 20;

const KNOWN_SETTINGS = new WeakMap<Libraries, Map<string, Setting>>();
const SHAPES = new WeakMap<CUses, number>();
const SHAPE_NUMBERS = new Map<string, number>();

function settingOf(texts: readonly ProgramText[], candidates: readonly Candidate[], libraries: Libraries, create: () => Setting): Setting {
  let known = KNOWN_SETTINGS.get(libraries);
  if (!known) KNOWN_SETTINGS.set(libraries, (known = new Map()));
  const key = `${texts.map(shapeOf).join(' ')}|${candidates.map(({ found }) => keyOf(found.library)).join('|')}`;
  const setting = known.get(key) ?? create();
  known.delete(key);
  known.set(key, setting);
  if (known.size > SETTINGS) known.delete(known.keys().next().value!);
  return setting;
}

/** Two texts that give names to the same things have one number. */
function shapeOf({ uses, outside }: ProgramText): number {
  let shape = SHAPES.get(uses);
  if (shape === undefined) {
    const bodies = [...uses.bodies].filter(([name]) => !uses.definitions.has(name)).map(([name, body]) => `${name} ${body.join(' ')}`);
    const words = [[...uses.definitions].join(' '), [...uses.fallbacks].join(' '), [...uses.declarations].join(' '), ...bodies, ...outside.map(({ path }) => path)].join('\n');
    shape = SHAPE_NUMBERS.get(words) ?? SHAPE_NUMBERS.size;
    SHAPE_NUMBERS.set(words, shape);
    SHAPES.set(uses, shape);
  }
  return shape;
}

type Strangers = Map<string, { readonly found: FoundLibrary; readonly names: Map<string, { text: ProgramText; at: readonly number[] }[]> }>;

function addStranger(strangers: Strangers, found: FoundLibrary, name: string, use: { text: ProgramText; at: readonly number[] }): void {
  const key = keyOf(found.library);
  let known = strangers.get(key);
  if (!known) strangers.set(key, (known = { found, names: new Map() }));
  const uses = known.names.get(name);
  if (uses) uses.push(use);
  else known.names.set(name, [use]);
}

const KNOWN_STRANGERS = new WeakMap<Libraries, Map<string, FoundLibrary | null>>();

const KNOWN_CALLS = new WeakMap<CUses, Map<string, readonly CalledBy[]>>();

/** Places are worked out once for a text: an edit elsewhere leaves them as they are. */
function callsOf(text: ProgramText, symbol: string, through: string | null, places: readonly number[]): readonly CalledBy[] {
  let known = KNOWN_CALLS.get(text.uses);
  if (!known) KNOWN_CALLS.set(text.uses, (known = new Map()));
  const key = through === null ? symbol : `${symbol} ${through}`;
  let calls = known.get(key);
  if (!calls) {
    const length = (through ?? symbol).length;
    calls = places.map((at) => ({ symbol, through, at: locate(text, at, at + length), condition: conditionAt(text.uses.conditions, at) }));
    known.set(key, calls);
  }
  return calls;
}

function locate({ file, lines }: ProgramText, start: number, end: number): Location {
  return { file, range: lines.range({ start, end }) };
}

/** "gnuplot" of "/usr/bin/gnuplot -persist". A word that holds a shell's or printf's signs is no name. */
function programOf(command: string): string | undefined {
  const word = command.trim().split(/\s+/, 1)[0]!.split('/').at(-1)!;
  return /^[\w.+-]+$/.test(word) ? word : undefined;
}
