/**
 * The kernel engine as the analysis uses it: one preprocessor and one linker for each kernel whose headers, or
 * the bundled index of them, are there, and the linked object of each source kept as long as nothing that it read has changed.
 */

import type { Files, Unread } from '../base/files.ts';
import type { Logger } from '../base/runtime.ts';
import type { KernelModule, SourceFile } from '../kbuild/kernel-module.ts';
import { wasExported, type KernelHistory } from '../knowledge/kernel-history.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { LinkedObject } from '../linkage/external-name.ts';
import { createLinker, type Linker } from '../linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../preprocess/preprocessor.ts';
import { CurrentFiles } from './current-files.ts';
import { symbolLookup } from '../knowledge/symbol-lookup.ts';
import { EMPTY_GRAPH, type OwnGraph } from '../linkage/own-graph.ts';
import { indexedHeaders, type IndexedHeaders } from './index-files.ts';
import { TrackedCache } from './tracked-cache.ts';

interface Engine {
  /** Tells the objects of one engine from those of another: a target that was read anew has a new one. */
  readonly id: number;
  readonly preprocessor: Preprocessor;
  readonly linker: Linker;
  readonly files: CurrentFiles;
  /** Set where the headers are virtual ones, made of the bundled index. */
  readonly virtual: IndexedHeaders | undefined;
}

/** Objects of all targets that are kept. */
const KEPT_OBJECTS = 5_000;
const KEPT_GRAPHS = 500;

export class KernelEngine {
  private readonly engines = new WeakMap<KernelTarget, Engine>();
  private engineCount = 0;
  private readonly objects = new TrackedCache<LinkedObject | Unread>(KEPT_OBJECTS);

  private readonly graphs = new TrackedCache<OwnGraph>(KEPT_GRAPHS);

  /** Kernels whose headers, or those that most sources include, have been read. */
  private readonly warm = new Set<KernelTarget>();

  /**
   * @param history tells which names that the kernel does not export were symbols once, so that they are kept
   * @param keptUnits of how many units a kernel's engine remembers what makes their next edit quick
   */
  constructor(
    private readonly logger: Logger,
    private readonly history: KernelHistory,
    private readonly keptUnits: number,
  ) {}

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
        const object = withoutGraph(engine.linker.link(unit), target, this.history);
        return engine.virtual ? engine.virtual.withoutPlaces(object) : object;
      } catch (error) {
        this.logger.error(`${source.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
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
        this.logger.error(`${source.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return EMPTY_GRAPH;
      }
    });
  }

  private engineFor(target: KernelTarget, files: Files): Engine {
    const known = this.engines.get(target);
    if (known) return known;
    const virtual = target.headers ? undefined : target.index && indexedHeaders(target.index, target);
    const headers = target.headers ?? virtual?.headers;
    if (!headers) throw new Error(`${target.release} has no headers to read, and no index of them`);
    const current = new CurrentFiles(files);
    const preprocessor = createPreprocessor({ files: virtual ? virtual.over(current) : current, headers, config: target.config, keptUnits: this.keptUnits });
    const engine: Engine = { id: ++this.engineCount, preprocessor, linker: createLinker(this.keptUnits), files: current, virtual };
    this.engines.set(target, engine);
    return engine;
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
