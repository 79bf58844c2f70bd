/**
 * Which modules of a workspace can have to do with one of them, by the words of their texts alone: it exports what
 * they mention, or mentions what they export, perhaps through others. Only these need to be linked for what an editor
 * says of one file. Too many may be named, because a word is no use; none is forgotten whose source could be read.
 */

import type { Files } from '../base/files.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import { isRead, type CSources, type ReadCFile } from './c-sources.ts';
import { TrackedCache } from './tracked-cache.ts';

export class ModuleConnections {
  private readonly texts = new TrackedCache<readonly ReadCFile[]>(2_000);
  private readonly exports = new WeakMap<ReadCFile, readonly string[]>();
  private readonly mentions = new WeakMap<ReadCFile, { readonly of: string; readonly found: readonly string[] }>();

  constructor(private readonly sources: CSources) {}

  /** The modules of `all` that are connected with one of `some`, in the order of `all`; these too. */
  connected(some: readonly KernelModule[], all: readonly KernelModule[], files: Files, maxFileSize: number): readonly KernelModule[] {
    const texts = new Map(all.map((module) => [module, this.textsOf(module, files, maxFileSize)]));
    const exporters = new Map<string, KernelModule[]>();
    for (const [module, read] of texts) {
      for (const symbol of read.flatMap((file) => this.exportsOf(file))) exporters.set(symbol, [...(exporters.get(symbol) ?? []), module]);
    }
    if (exporters.size === 0) return [];
    const key = [...exporters.keys()].sort().join(' ');
    const neighbours = new Map<KernelModule, Set<KernelModule>>(all.map((module) => [module, new Set()]));
    for (const [module, read] of texts) {
      for (const symbol of read.flatMap((file) => this.mentionsOf(file, exporters, key))) {
        for (const exporter of exporters.get(symbol)!) {
          if (exporter === module) continue;
          neighbours.get(module)!.add(exporter);
          neighbours.get(exporter)!.add(module);
        }
      }
    }
    const wanted = new Set(some.map((module) => JSON.stringify(module)));
    const found = new Set(all.filter((module) => wanted.has(JSON.stringify(module))));
    for (const module of found) for (const neighbour of neighbours.get(module)!) found.add(neighbour);
    return all.filter((module) => found.has(module));
  }

  /** Sources of a module, and the headers of its project that they include. */
  private textsOf(module: KernelModule, files: Files, maxFileSize: number): readonly ReadCFile[] {
    return this.texts.get(JSON.stringify([module, maxFileSize]), files, (tracked) => {
      const found = new Map<string, ReadCFile>();
      for (const source of module.sources) {
        if (source.language !== 'c') continue;
        const read = this.sources.read(source.path, tracked, maxFileSize);
        if (!isRead(read)) continue;
        for (const file of [read, ...this.sources.headersOf(read, source.flags, tracked, maxFileSize)]) found.set(file.file, file);
      }
      return [...found.values()];
    });
  }

  private exportsOf(file: ReadCFile): readonly string[] {
    let known = this.exports.get(file);
    if (!known) {
      // Macros of the project's own may write the export: every word behind EXPORT_SYMBOL in its text counts.
      known = [...new Set([...file.text.matchAll(/\bEXPORT_\w*SYMBOL\w*\s*\(\s*(\w+)/g)].map(([, symbol]) => symbol!))];
      this.exports.set(file, known);
    }
    return known;
  }

  private mentionsOf(file: ReadCFile, exporters: ReadonlyMap<string, unknown>, key: string): readonly string[] {
    let known = this.mentions.get(file);
    if (known?.of !== key) {
      const found = new Set<string>();
      for (const [word] of file.text.matchAll(/[A-Za-z_]\w*/g)) if (exporters.has(word)) found.add(word);
      this.mentions.set(file, (known = { of: key, found: [...found] }));
    }
    return known.found;
  }
}
