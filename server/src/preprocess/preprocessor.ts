/**
 * The preprocessor for one toolchain, such as that of a kernel: keeps what it has read of headers, and gives out preprocessed units.
 * It stands between `Files` and the C front end; what the declarations mean is linkage's business.
 */

import type { Files } from '../base/files.ts';
import type { KernelConfig, KernelHeaders } from '../knowledge/kernel-target.ts';
import type { Workshop } from './chunk.ts';
import { ExpansionBudget } from './expansion-budget.ts';
import { Expander, type Surroundings } from './expander.ts';
import { FileCache } from './file-cache.ts';
import { decodeHeaders, encodeHeaders } from './header-store.ts';
import { Existence, SearchPath } from './include-search.ts';
import type { CommandLineMacro } from './kernel-flags.ts';
import { lex } from './lexer.ts';
import { type Builtin, Macro } from './macro.ts';
import { MacroState, SharedHeads } from './macro-state.ts';
import { addMacro, createLibrary, OP_DEFINE, OP_SIZE, readSkeleton, type Skeleton } from './skeleton.ts';
import { splitIds } from './split.ts';
import type { SourceText } from './token.ts';
import { kernelToolchain, type Toolchain } from './toolchain.ts';
import type { PreprocessRequest, TranslationUnit } from './translation-unit.ts';
import { addToIndex, emptyIndex, PreprocessedUnit, type WalkResult } from './unit.ts';
import { type Checkpoint, Walk, type WalkContext } from './walk.ts';

export interface PreprocessorOptions {
  readonly files: Files;
  readonly headers: KernelHeaders;
  /** Decides about the -D options of the kernel's make files. */
  readonly config?: KernelConfig;
  readonly keptUnits?: number;
  /** What another preprocessor found out about the same headers. Where they have changed, or it is damaged, it is left aside. */
  readonly encodedHeaders?: Uint8Array;
}

export interface Preprocessor {
  /** Never throws for what is in the files: problems are the unit's `unread`. */
  translationUnit(request: PreprocessRequest): PreprocessedUnit;
  /**
   * Looks again at every file that was read: those whose version changed are read anew, and missing ones are
   * looked for again. Files outside the kernel's headers are looked at before every unit anyway.
   */
  revalidate(): void;
  /** Number of the platform's headers that have been read. */
  readonly headerCount: number;
  /** Spellings that it has met. They stay for its life: one that has met too many is better replaced by a new one. */
  readonly nameCount: number;
  /** What was found out about them, for `restore`. */
  encodeHeaders(): Uint8Array;
}

const BUILTINS: readonly (readonly [string, Builtin])[] = [
  ['__LINE__', 'line'], ['__FILE__', 'file'], ['__BASE_FILE__', 'base-file'], ['__INCLUDE_LEVEL__', 'include-level'],
  ['__COUNTER__', 'counter'], ['__DATE__', 'date'], ['__TIME__', 'time'], ['__TIMESTAMP__', 'timestamp'], ['_Pragma', 'pragma'],
  ['__has_attribute', 'has-attribute'], ['__has_c_attribute', 'has-attribute'], ['__has_cpp_attribute', 'has-attribute'],
  ['__has_builtin', 'has-builtin'], ['__has_include', 'has-include'], ['__has_include_next', 'has-include-next'],
];

type Language = 'c' | 'assembler';

interface Prefix {
  readonly state: MacroState;
  readonly walked: WalkResult;
  /** Every name that its files mention: a -D of one of these may change it. */
  readonly mentions: ReadonlySet<number>;
}

/** A unit as it was walked last, and what its beginning rests on. */
interface EarlierWalk {
  readonly walked: WalkResult;
  readonly checkpoint: Checkpoint;
  readonly generation: number;
  /** Which files outside the kernel's headers were there. */
  readonly existing: ReadonlyMap<string, boolean>;
}

export function createPreprocessor({ files, headers, config, keptUnits, encodedHeaders }: PreprocessorOptions): Preprocessor {
  const toolchain = kernelToolchain(headers, config);
  const preprocessor = new LazyPreprocessor(files, toolchain, keptUnits ?? 0);
  if (!encodedHeaders || preprocessor.restore(encodedHeaders)) return preprocessor;
  return createPreprocessorFor(files, toolchain, keptUnits);
}

/** @param keptUnits of how many units the last walk is kept, for when they are edited. */
export function createPreprocessorFor(files: Files, toolchain: Toolchain, keptUnits = 0): Preprocessor {
  return new LazyPreprocessor(files, toolchain, keptUnits);
}

class LazyPreprocessor implements Preprocessor {
  private readonly library = createLibrary();
  private readonly names = this.library.names;
  private readonly heads = new SharedHeads(() => this.names.count);
  private readonly shop: Workshop = { library: this.library, ids: splitIds(this.names), expander: new Expander(this.library), budget: new ExpansionBudget(), variantCount: 0 };
  private readonly index = emptyIndex();
  private readonly existence: Existence;
  private readonly fileCache: FileCache;
  private readonly searchPaths = new Map<string, SearchPath>();
  private generation = 0;
  private readonly prefixes = new Map<Language, Prefix>();
  private expectedDefinitions = 1 << 14;
  private readonly earlierWalks = new Map<string, EarlierWalk>();
  private readonly commandLine = new Map<string, Skeleton>();
  private readonly answers: Pick<Surroundings, 'hasAttribute' | 'hasBuiltin'>;

  constructor(
    private readonly files: Files,
    private readonly toolchain: Toolchain,
    private readonly keptUnits: number,
  ) {
    const isShared = (path: string): boolean => toolchain.isShared(path);
    this.existence = new Existence(files, isShared);
    this.fileCache = new FileCache(files, this.library, isShared);
    const { facts } = toolchain;
    const attributes = new Set(facts.attributes.split(' '));
    const builtins = new Set(facts.builtins.split(' '));
    this.answers = {
      hasAttribute: (name) => (attributes.has(name.replace(/^(?:gnu|__gnu__)::/, '').replace(/^__(.*)__$/, '$1')) ? 1 : 0),
      hasBuiltin: (name) => builtins.has(name),
    };
  }

  translationUnit(request: PreprocessRequest): PreprocessedUnit {
    this.fileCache.beginUnit();
    this.existence.beginUnit();
    const key = JSON.stringify(request);
    const walk = this.resumed(request, this.earlierWalks.get(key)) ?? this.fromTheStart(request);
    const walked = walk.finish(request.path);
    this.expectedDefinitions = Math.max(this.expectedDefinitions, walked.state.clock + 1);
    this.remember(key, walked);
    return new PreprocessedUnit(this.shop, this.index, walked, walk);
  }

  private fromTheStart({ path, flags, moduleName }: PreprocessRequest): Walk {
    const language = path.endsWith('.S') ? 'assembler' : 'c';
    const commandLine = [...flags.macros, ...this.toolchain.unitMacros(path, moduleName)].map((macro) => this.commandLineMacro(macro));
    let prefix: Prefix | undefined = this.prefix(language);
    if (commandLine.some((file) => prefix!.mentions.has(file.ops[2]!))) prefix = undefined; // -D decides about the forced includes
    const start = prefix && { state: prefix.state, clock: prefix.state.clock };
    const state = new MacroState(this.heads, start, this.expectedDefinitions);
    const walk = new Walk(this.context(flags.includeDirs), state, path, this.answers, prefix?.walked);
    if (!prefix) this.beforeForced(walk, language);
    for (const file of commandLine) walk.definitions(file);
    if (!prefix) this.forcedByKernel(walk, language);
    for (const file of flags.forcedIncludes) walk.command(file);
    walk.command(path);
    return walk;
  }

  /** The walk of an edited unit from behind its #includes on; undefined where something before may have changed. */
  private resumed({ path, flags }: PreprocessRequest, earlier: EarlierWalk | undefined): Walk | undefined {
    if (earlier?.generation !== this.generation) return undefined;
    const { walked, checkpoint } = earlier;
    const file = this.fileCache.load(path);
    const before = walked.files.find(({ source }) => source.path === path);
    if (typeof file === 'string' || before === undefined || !beginsAlike(before, file, checkpoint)) return undefined;
    if (!this.existence.stillAnswers(earlier.existing)) return undefined;
    const others = walked.files.slice(0, checkpoint.files).filter((one) => one !== before && !one.shared && one.source.path.startsWith('/'));
    if (others.some((one) => this.fileCache.load(one.source.path) !== one)) return undefined;
    const state = new MacroState(this.heads, { state: walked.state, clock: checkpoint.clock }, this.expectedDefinitions);
    const walk = new Walk(this.context(flags.includeDirs), state, path, this.answers);
    walk.resume(walked, checkpoint, file);
    return walk;
  }

  private remember(key: string, walked: WalkResult): void {
    this.earlierWalks.delete(key);
    const { checkpoint } = walked;
    if (checkpoint === undefined) return;
    this.earlierWalks.set(key, { walked, checkpoint, generation: this.generation, existing: this.existence.ownAnswers() });
    if (this.earlierWalks.size > this.keptUnits) this.earlierWalks.delete(this.earlierWalks.keys().next().value!);
  }

  private context(includeDirs: readonly string[]): WalkContext {
    return {
      shop: this.shop, index: this.index, searchPath: this.searchPath(includeDirs), generation: this.generation,
      load: (file) => this.fileCache.load(file),
    };
  }

  /** What every unit begins with, walked once for all of them. */
  private prefix(language: Language): Prefix {
    const known = this.prefixes.get(language);
    if (known) return known;
    const state = new MacroState(this.heads);
    const walk = new Walk(this.context([]), state, '', this.answers);
    this.beforeForced(walk, language);
    this.forcedByKernel(walk, language);
    const walked = walk.finish('');
    const mentions = new Set<number>();
    state.eachName((name) => mentions.add(name));
    for (const { source } of walked.files) for (const name of lex(this.names, source.text, 0, source.text.length).ids) mentions.add(name);
    const prefix = { state, walked, mentions };
    this.prefixes.set(language, prefix);
    return prefix;
  }

  private beforeForced(walk: Walk, language: Language): void {
    for (const [name, builtin] of BUILTINS) walk.definitions(this.builtin(name, builtin));
    walk.definitions(this.predefined());
    for (const macro of this.toolchain.macros(language)) walk.definitions(this.commandLineMacro(macro));
  }

  private forcedByKernel(walk: Walk, language: Language): void {
    const { forcedIncludes } = this.toolchain;
    for (const path of language === 'c' ? forcedIncludes : forcedIncludes.slice(0, 2)) {
      if (this.existence.isFile(path)) walk.command(path); // compiler-version.h came with 6.2
    }
  }

  revalidate(): void {
    this.generation++;
    this.prefixes.clear();
    this.earlierWalks.clear();
    this.existence.forget();
    for (const path of this.searchPaths.values()) path.forget();
    this.fileCache.revalidate();
  }

  get nameCount(): number {
    return this.names.count;
  }

  get headerCount(): number {
    return this.fileCache.headers.size;
  }

  encodeHeaders(): Uint8Array {
    return encodeHeaders({ library: this.library, headers: this.fileCache.headers, commandLine: this.commandLine });
  }

  /** To be called once, before the first unit. False where the bytes do not fit: this preprocessor is of no use then. */
  restore(bytes: Uint8Array): boolean {
    try {
      const stored = decodeHeaders(bytes, this.library, this.files);
      if (!stored) return false;
      this.fileCache.restore(stored.headers);
      for (const [text, file] of stored.commandLine) this.commandLine.set(text, file);
      for (const variant of stored.variants) addToIndex(this.index, variant);
      this.shop.variantCount = stored.variants.length;
      return true;
    } catch {
      return false; // damaged, or of another version: the headers are there to be read
    }
  }

  private searchPath(includeDirs: readonly string[]): SearchPath {
    const key = includeDirs.join('\0');
    let path = this.searchPaths.get(key);
    if (path === undefined) {
      path = new SearchPath(this.toolchain.directories, includeDirs, this.existence);
      this.searchPaths.set(key, path);
    }
    return path;
  }

  private builtin(name: string, builtin: Builtin): Skeleton {
    let file = this.commandLine.get(name);
    if (file === undefined) {
      const source: SourceText = { path: '<built-in>', text: name };
      const id = this.names.identifier(name);
      const macro = addMacro(this.library, new Macro(this.names, id, source, 0, name.length, name.length, builtin));
      file = { ...readSkeleton(this.library, { path: '<built-in>', text: '' }, '', true), ops: Int32Array.of(OP_DEFINE, macro, id, 0) };
      this.commandLine.set(name, file);
    }
    return file;
  }

  private predefined(): Skeleton {
    return this.lines('<built-in>', this.toolchain.predefined);
  }

  private commandLineMacro({ name, value }: CommandLineMacro): Skeleton {
    return this.lines('<command-line>', value === undefined ? `#undef ${name}` : `#define ${name} ${value}`);
  }

  /** The same text gives the same macros, so that what was expanded under them can be used again. */
  private lines(path: string, text: string): Skeleton {
    let file = this.commandLine.get(text);
    if (file === undefined) this.commandLine.set(text, (file = readSkeleton(this.library, { path, text }, '', true)));
    return file;
  }
}

/** Whether the new version of a main file says the same as the one before, up to the checkpoint. */
function beginsAlike(before: Skeleton, now: Skeleton, { pc, readTo }: Checkpoint): boolean {
  if (before === now) return true;
  if (before.source.text.slice(0, readTo) !== now.source.text.slice(0, readTo)) return false;
  return before.ops.length >= pc && now.ops.length >= pc && sameOperations(before.ops, now.ops, pc) && endsAt(now, pc, readTo);
}

/** Macros have kept their ids; where a branch goes on may have changed behind the checkpoint, and is asked anew. */
function sameOperations(before: Int32Array, now: Int32Array, end: number): boolean {
  for (let pc = 0; pc < end; pc += OP_SIZE) for (let i = 0; i < 3; i++) if (before[pc + i] !== now[pc + i]) return false;
  return true;
}

/** The last #include was not made longer. */
function endsAt(file: Skeleton, pc: number, readTo: number): boolean {
  return file.includes[file.ops[pc - OP_SIZE + 1]!]!.end === readTo;
}

export type { PreprocessedUnit, TranslationUnit };
