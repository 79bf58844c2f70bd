/** The chains that begin at one place, put together into a tree: what an editor's call hierarchy walks. */

import { rangeTouches, type Position } from '../base/location.ts';
import { isGplOnly, type KernelExport } from '../knowledge/kernel-exports.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { ChainStep } from '../linkage/external-name.ts';
import type { KernelSubject } from '../resolve/kernel-subject.ts';
import type { CallTree } from './analyzer.ts';

interface GrowingTree extends CallTree {
  readonly children: GrowingTree[];
}

export function callTree(subject: KernelSubject, file: string, position: Position): CallTree | undefined {
  let root: GrowingTree | undefined;
  for (const { target, symbols } of subject.targets) {
    for (const { export: entry, uses } of symbols) {
      for (const { at, text, chain } of uses) {
        if (at.file !== file || !rangeTouches(at.range, position)) continue;
        root ??= { name: text, detail: `in ${subject.name}.ko`, kind: 'function', location: at, children: [] };
        grow(root, chain, entry, target);
      }
    }
  }
  return root;
}

function grow(root: GrowingTree, chain: readonly ChainStep[], entry: KernelExport, target: KernelTarget): void {
  let node = root;
  for (const step of chain) node = child(node, { name: step.name, detail: step.kind, kind: step.kind, ...(step.location && { location: step.location }) });
  const how = isGplOnly(entry.kind) ? 'GPL-only' : 'for every module';
  child(node, { name: entry.symbol, detail: `${how}, exported by ${entry.module} (${target.release})`, kind: 'symbol' });
}

function child(parent: GrowingTree, node: Omit<CallTree, 'children'>): GrowingTree {
  const known = parent.children.find(({ name, detail }) => name === node.name && detail === node.detail);
  if (known) return known;
  const added = { ...node, children: [] };
  parent.children.push(added);
  return added;
}
