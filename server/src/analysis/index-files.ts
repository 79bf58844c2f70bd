/** The virtual headers of a kernel index on top of the files of a workspace: the engine reads them as it reads real ones. */

import type { Files } from '../base/files.ts';
import { indexHeaders } from '../knowledge/index-headers.ts';
import type { ChainStep, LinkedObject } from '../linkage/external-name.ts';
import type { OwnGraph } from '../linkage/own-graph.ts';
import type { KernelIndex } from '../knowledge/kernel-index.ts';
import type { KernelHeaders, KernelTarget } from '../knowledge/kernel-target.ts';

export interface IndexedHeaders {
  /** Where the virtual headers seem to be; no disk has such a path. */
  readonly headers: KernelHeaders;
  /** The files with the virtual headers among them. */
  over(files: Files): Files;
  /** Chains lead through names of the kernel's headers whose places nobody knows here. */
  withoutPlaces(object: LinkedObject): LinkedObject;
  graphWithoutPlaces(graph: OwnGraph): OwnGraph;
}

export function indexedHeaders(index: KernelIndex, target: KernelTarget): IndexedHeaders {
  const root = `/:kernel-index/${target.release}`;
  const texts = indexHeaders(index, root, target);
  const stepsWithoutPlaces = (chain: readonly ChainStep[]): ChainStep[] =>
    chain.map((step) => (step.location?.file.startsWith(root) ? { kind: step.kind, name: step.name } : step));
  return {
    headers: { buildDirectory: root, sourceDirectory: root, arch: target.arch ?? '' },
    over: (files) => ({
      read(path) {
        if (!path.startsWith(root)) return files.read(path);
        const text = texts.get(path);
        return text === undefined ? { reason: 'does not exist' } : { text, encoding: 'utf-8' };
      },
      stat(path) {
        if (!path.startsWith(root)) return files.stat(path);
        const text = texts.get(path);
        return text === undefined ? undefined : { kind: 'file', size: text.length, version: target.release };
      },
      bytes: (path, start, length) => files.bytes(path, start, length),
      list: (directory) => (directory.startsWith(root) ? [] : files.list(directory)),
      realpath: (path) => (path.startsWith(root) ? path : files.realpath(path)),
    }),
    withoutPlaces: (object) => ({
      ...object,
      external: object.external.map((name) => ({
        ...name,
        uses: name.uses
          .filter((use) => !use.at.file.startsWith(root))
          .map((use) => ({ ...use, chain: stepsWithoutPlaces(use.chain) })),
      })),
      unread: object.unread.filter(({ file }) => !file.startsWith(root)),
    }),
    graphWithoutPlaces: (graph) => ({ ...graph, references: graph.references.map((reference) => ({ ...reference, chain: stepsWithoutPlaces(reference.chain) })) }),
  };
}
