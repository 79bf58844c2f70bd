/**
 * The kernel engine as the analysis uses it: one preprocessor and one linker for each kernel whose headers, or
 * the bundled index of them, are there, and the linked object of each source kept as long as nothing that it read has changed.
 */

import { createHash } from 'node:crypto';
import type { ByteStore } from '../base/byte-store.ts';
import type { Files, Unread } from '../base/files.ts';
import type { Logger } from '../base/runtime.ts';
import type { KernelModule, SourceFile } from '../kbuild/kernel-module.ts';
import { wasExported, type KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelHeaders, KernelTarget } from '../knowledge/kernel-target.ts';
import type { LinkedObject } from '../linkage/external-name.ts';
import { createLinker, type Linker } from '../linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../preprocess/preprocessor.ts';
import { CurrentFiles } from './current-files.ts';
import { symbolLookup } from '../knowledge/symbol-lookup.ts';
import { EMPTY_GRAPH, type OwnGraph } from '../linkage/own-graph.ts';
import { indexedHeaders, type IndexedHeaders } from './index-files.ts';
import { TrackedCache, untracked } from './tracked-cache.ts';

interface Engine {
  /** Tells the objects of one engine from those of another: a target that was read anew has a new one. */
  readonly id: number;
  readonly preprocessor: Preprocessor;
  readonly linker: Linker;
  readonly files: CurrentFiles;
  /** Set where the headers are virtual ones, made of the bundled index. */
  readonly virtual: IndexedHeaders | undefined;
  /** Of what was found out about the headers; undefined where that is not stored. */
  readonly storedAs: string | undefined;
  /** Headers that are in the store. */
  storedHeaders: number;
}

/** What a process finds out about fewer headers is found out again in no time. */
const WORTH_STORING = 100;
/** Kernels whose headers are stored: more are hardly worked with at a time. */
const MOST_RECENT = 4;

/**
 * Spellings that a preprocessor holds at most. The register headers of a graphics driver have more, and reading a kernel's
 * headers again costs less than keeping those.
 */
export const MOST_NAMES = 1_000_000;

/** Objects of all targets that are kept. */
const KEPT_OBJECTS = 5_000;
const KEPT_GRAPHS = 500;

export interface KernelEngineOptions {
  readonly logger: Logger;
  /** Tells which names that the kernel does not export were symbols once, so that they are kept. */
  readonly history: KernelHistory;
  /** Of how many units a kernel's engine remembers what makes their next edit quick. */
  readonly keptUnits: number;
  /** For what was found out about headers. */
  readonly headerStore: ByteStore | undefined;
  /** Of the product: what another one has stored is not used. */
  readonly version: string;
}

export class KernelEngine {
  private readonly engines = new WeakMap<KernelTarget, Engine>();
  private engineCount = 0;
  private readonly objects = new TrackedCache<LinkedObject | Unread>(KEPT_OBJECTS);

  private readonly graphs = new TrackedCache<OwnGraph>(KEPT_GRAPHS);

  /** Kernels whose headers, or those that most sources include, have been read. */
  private readonly warm = new Set<KernelTarget>();
  /** The last ones, newest first. */
  private recent: readonly Engine[] = [];

  constructor(private readonly options: KernelEngineOptions) {}

  /** Whether a source has been linked against the kernel: the first one is much slower than all others. */
  isWarm(target: KernelTarget): boolean {
    return this.warm.has(target);
  }

  /** Whether the source has been linked in some version of it. */
  hasSeen(target: KernelTarget, module: KernelModule, source: SourceFile): boolean {
    return this.objects.has(keyOf(target, module, source));
  }

  /** The object of one source of a module, or why there is none. The target must have headers or an index of them. */
  link(target: KernelTarget, module: KernelModule, source: SourceFile, files: Files): LinkedObject | Unread {
    const engine = this.engineFor(target, files);
    return this.objects.get(keyOf(target, module, source), files, (tracked) => {
      engine.files.current = tracked;
      this.warm.add(target);
      try {
        const unit = engine.preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
        const object = withoutGraph(engine.linker.link(unit), target, this.options.history);
        return engine.virtual ? engine.virtual.withoutPlaces(object) : object;
      } catch (error) {
        this.options.logger.error(`${source.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return { file: source.path, reason: 'could not be linked because of an error in Copyleft Lens (see its log): the names in the source were looked at instead' };
      }
    });
  }

  /** What the functions of a source lead to. The target must have headers or an index of them. */
  graphOf(target: KernelTarget, module: KernelModule, source: SourceFile, files: Files): OwnGraph {
    const engine = this.engineFor(target, files);
    return this.graphs.get(keyOf(target, module, source), files, (tracked) => {
      engine.files.current = tracked;
      try {
        const unit = engine.preprocessor.translationUnit({ path: source.path, flags: source.flags, moduleName: module.name });
        const graph = engine.linker.graphOf(unit);
        return engine.virtual ? engine.virtual.graphWithoutPlaces(graph) : graph;
      } catch (error) {
        this.options.logger.error(`${source.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return EMPTY_GRAPH;
      }
    });
  }

  private engineFor(target: KernelTarget, files: Files): Engine {
    const known = this.engines.get(target);
    if (known && known.preprocessor.nameCount <= MOST_NAMES) return known;
    const virtual = target.headers ? undefined : target.index && indexedHeaders(target.index, target);
    const headers = target.headers ?? virtual?.headers;
    if (!headers) throw new Error(`${target.release} has no headers to read, and no index of them`);
    const current = new CurrentFiles(untracked(files));
    const { keptUnits, headerStore } = this.options;
    const storedAs = virtual || !headerStore ? undefined : this.nameInStore(target, headers);
    const encodedHeaders = storedAs === undefined ? undefined : headerStore?.read(storedAs);
    const preprocessor = createPreprocessor({
      files: virtual ? virtual.over(current) : current, headers, config: target.config, keptUnits, ...(encodedHeaders && { encodedHeaders }),
    });
    const storedHeaders = preprocessor.headerCount;
    const engine: Engine = { id: ++this.engineCount, preprocessor, linker: createLinker(keptUnits), files: current, virtual, storedAs, storedHeaders };
    this.engines.set(target, engine);
    this.recent = [engine, ...this.recent].slice(0, MOST_RECENT);
    return engine;
  }

  /** Release first, for people who look into the directory. */
  private nameInStore({ release }: KernelTarget, headers: KernelHeaders): string {
    const identity = JSON.stringify([this.options.version, headers]);
    return `${release.replace(/[^\w.+-]/g, '_')}-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
  }

  /** Puts what was found out about headers into the store, when there is so much more of it that it is worth the time. */
  storeHeaders(): void {
    for (const engine of this.recent) {
      const { headerCount } = engine.preprocessor;
      if (engine.storedAs === undefined || headerCount < WORTH_STORING || headerCount < engine.storedHeaders * 1.1) continue;
      engine.storedHeaders = headerCount;
      this.options.headerStore?.write(engine.storedAs, engine.preprocessor.encodeHeaders());
    }
  }
}

function keyOf(target: KernelTarget, module: KernelModule, source: SourceFile): string {
  return JSON.stringify([target.release, target.headers, module.name, source]);
}

/**
 * The linker's answer computes uses when they are asked for, and so holds the whole graph of the unit: what is kept is
 * the plain answer. What the kernel does not export may come from another module, from another source of this one, or from
 * another kernel: it is kept, with few uses where no kernel has exported it. Strings count where they name a symbol.
 */
function withoutGraph(object: LinkedObject, target: KernelTarget, history: KernelHistory): LinkedObject {
  const external = object.external.map(({ symbol, weak, uses }) => ({
    symbol,
    weak,
    uses: target.exports.get(symbol) ?? wasExported(symbol, history) ? uses : uses.slice(0, FEW_USES),
  }));
  const names = object.names
    .filter(({ name }) => target.exports.get(name) ?? symbolLookup(name))
    .map(({ name, at, argumentOf }) => ({ name, at, ...(argumentOf !== undefined && { argumentOf }) }));
  return { ...object, external, names };
}

const FEW_USES = 8;
