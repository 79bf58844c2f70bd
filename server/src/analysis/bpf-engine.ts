/**
 * The engine for BPF objects as the analysis uses it: one preprocessor for each directory of sources, which share what
 * they include, and the linked object of each source kept as long as nothing that it read has changed.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { Logger } from '../base/runtime.ts';
import { flagsOfBpfSource, readBpfCommands, type BpfCommand } from '../kbuild/bpf-commands.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import type { BpfObject } from '../linkage/bpf-object.ts';
import type { SymbolUse } from '../linkage/external-name.ts';
import { createBpfLinker, type BpfLinker, type StructurePointers } from '../linkage/link-bpf-object.ts';
import { bpfToolchain } from '../preprocess/bpf-toolchain.ts';
import { createPreprocessorFor, type Preprocessor } from '../preprocess/preprocessor.ts';
import { CurrentFiles } from './current-files.ts';
import type { StandIn } from './libbpf-stand-in.ts';
import { TrackedCache } from './tracked-cache.ts';

interface Engine {
  readonly files: CurrentFiles;
  readonly preprocessor: Preprocessor;
  readonly linker: BpfLinker;
}

/** A dump of the kernel's types is read once for each of them. */
const KEPT_ENGINES = 8;
/** Nobody writes a header of this size: it is a dump of types, however near it lies. */
const LARGEST_OWN = 512 * 1024;

export class BpfEngine {
  private readonly engines = new Map<string, Engine>();
  private readonly commands = new TrackedCache<readonly BpfCommand[]>(500);
  private readonly objects = new TrackedCache<BpfObject | Unread>(2_000);

  constructor(private readonly logger: Logger) {}

  /**
   * The flags that the build gives to a source, where that can be read.
   * @param top where the search upwards ends: the opened folder
   */
  saidFlags(source: string, top: string, files: Files): CompileFlags | undefined {
    const found: { directory: string; commands: readonly BpfCommand[] }[] = [];
    for (let directory = path.dirname(source); ; directory = path.dirname(directory)) {
      const here = directory;
      found.push({ directory, commands: this.commands.get(directory, files, (tracked) => readBpfCommands(tracked, here)) });
      if (directory === top || directory === path.dirname(directory)) return flagsOfBpfSource(source, found);
    }
  }

  link(source: string, flags: CompileFlags, pointers: StructurePointers, standIn: StandIn, files: Files): BpfObject | Unread {
    return this.objects.get(JSON.stringify([source, flags]), files, (tracked) => {
      const engine = this.engineFor(path.dirname(source), pointers, tracked);
      engine.files.current = standIn.over(tracked);
      engine.preprocessor.revalidate();
      try {
        const unit = engine.preprocessor.translationUnit({ path: source, flags, moduleName: path.basename(source, '.c') });
        return plain(engine.linker.link(unit), standIn);
      } catch (error) {
        this.logger.error(`${source}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return { file: source, reason: 'could not be analysed as a BPF object because of an error in Copyleft Lens (see its log)' };
      }
    });
  }

  private engineFor(directory: string, pointers: StructurePointers, files: Files): Engine {
    const known = this.engines.get(directory);
    this.engines.delete(directory);
    const engine = known ?? createEngine(directory, pointers, files);
    this.engines.set(directory, engine);
    if (this.engines.size > KEPT_ENGINES) this.engines.delete(this.engines.keys().next().value!);
    return engine;
  }
}

function createEngine(directory: string, pointers: StructurePointers, files: Files): Engine {
  const current = new CurrentFiles(files);
  const isOwn = (file: string): boolean => file.startsWith(directory + path.sep) && (current.stat(file)?.size ?? 0) < LARGEST_OWN;
  return { files: current, preprocessor: createPreprocessorFor(current, bpfToolchain(isOwn)), linker: createBpfLinker(pointers) };
}

/** The linker's answer computes uses when they are asked for, and so holds the whole graph of the unit. */
function plain({ programs, license, unread }: BpfObject, standIn: StandIn): BpfObject {
  const shown = (uses: readonly SymbolUse[]): SymbolUse[] => uses.map((use) => ({ ...use, chain: standIn.withoutPlaces(use.chain) }));
  return {
    license, unread,
    programs: programs.map((program) => ({
      ...program,
      calls: program.calls.map(({ name, helper, declared, uses }) => ({ name, helper, declared, uses: shown(uses) })),
      structures: program.structures.map(({ name, uses }) => ({ name, uses: shown(uses) })),
    })),
  };
}
