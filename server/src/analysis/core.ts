/** What stays from snapshot to snapshot: grammars, knowledge and caches, wired together. */

import { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { loadWasmEngine } from '../syntax/wasm-engine.ts';
import type { AnalyzerEnvironment } from './analyzer.ts';
import { BpfObjects } from './bpf-objects.ts';
import { ModuleConnections } from './connected-modules.ts';
import { CSources } from './c-sources.ts';
import type { JudgedModule } from './judge-module.ts';
import { KernelEngine } from './kernel-engine.ts';
import { LibraryFinder } from './library-finder.ts';
import type { LastJudged } from './license-lenses.ts';
import { ModuleFinder } from './modules-of.ts';
import { Packages } from './packages/packages.ts';
import { Programs } from './programs/programs.ts';
import type { Resolver } from './resolve-module.ts';
import { TargetChooser } from './targets.ts';
import type { JudgedDependency } from '../resolve/package-subject.ts';
import { TrackedCache } from './tracked-cache.ts';


export interface Core extends Resolver {
  readonly environment: AnalyzerEnvironment;
  readonly knowledge: KnowledgeBase;
  readonly finder: ModuleFinder;
  readonly targets: TargetChooser;
  readonly judged: TrackedCache<JudgedModule>;
  readonly packages: Packages;
  readonly libraries: LibraryFinder;
  readonly programs: Programs;
  readonly connections: ModuleConnections;
  readonly bpf: BpfObjects;
  /** By settings and file: its modules as they were judged last, for lenses. */
  readonly lastJudged: Map<string, readonly LastJudged[]>;
  /** And what arrives at the package of a package.json. */
  readonly lastPackages: Map<string, readonly JudgedDependency[]>;
}

export function createCore(environment: AnalyzerEnvironment): Core {
  const knowledge = new KnowledgeBase(environment.productFile);
  const history = knowledge.history();
  const sources = new CSources(() => loadWasmEngine(environment.productFile, ['c']));
  const libraries = new LibraryFinder(knowledge);
  const programs = new Programs(knowledge, libraries, environment.systemRoot ?? '');
  return {
    environment,
    knowledge,
    sources,
    engine: new KernelEngine({
      logger: environment.logger,
      history,
      keptUnits: environment.keptUnits ?? 0,
      headerStore: environment.headerStore,
      version: environment.version,
    }),
    history,
    finder: new ModuleFinder(sources),
    targets: new TargetChooser(knowledge, environment.runningKernel),
    judged: new TrackedCache(5_000),
    libraries,
    connections: new ModuleConnections(sources),
    packages: new Packages(knowledge, () => loadWasmEngine(environment.productFile, ['typescript', 'tsx', 'javascript']), libraries, programs),
    programs,
    bpf: new BpfObjects(knowledge, sources, environment.logger),
    lastJudged: new Map(),
    lastPackages: new Map(),
  };
}
