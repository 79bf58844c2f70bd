/** One BPF source from its text to its findings: link, resolve, apply the rules, take suppressions into account. */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { Finding } from '../findings/finding.ts';
import type { BpfFacts } from '../knowledge/bpf-facts.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { BpfObject } from '../linkage/bpf-object.ts';
import { resolvePrograms, type BpfKernel, type BpfLicense, type BpfSubject } from '../resolve/bpf-subject.ts';
import { BPF_RULES } from '../rules/index.ts';
import type { BpfEngine } from './bpf-engine.ts';
import { bpfFlags } from './bpf-includes.ts';
import { bpfKernels } from './bpf-kernels.ts';
import { isRead, type CSources } from './c-sources.ts';
import { suppress } from './judge-module.ts';
import type { StandIn } from './libbpf-stand-in.ts';
import type { Settings } from './settings.ts';

export interface BpfResolver {
  readonly sources: CSources;
  readonly bpfEngine: BpfEngine;
  readonly facts: BpfFacts;
  readonly standIn: StandIn;
}

export interface JudgedBpfObject {
  readonly subject: BpfSubject;
  readonly findings: readonly Finding[];
  readonly suppressed: number;
}

/** @param top the opened folder, in which headers are looked for */
export function judgeBpfObject(
  source: string, top: string, targets: readonly KernelTarget[], resolver: BpfResolver, files: Files, settings: Settings,
): JudgedBpfObject {
  const { sources, facts } = resolver;
  const kernels = bpfKernels(targets, facts);
  const object = linked(source, top, targets, resolver, files, settings);
  const name = path.basename(source, '.c');
  const subject: BpfSubject = {
    id: `bpf-object:${path.join(path.dirname(source), name)}`,
    name,
    directory: path.dirname(source),
    source,
    license: licenseOf(object, settings.assumeLicense),
    kernels,
    programs: resolvePrograms(object, kernels, facts),
    unread: [...summarised(object.unread), ...inexact(source, kernels)],
  };
  const found = BPF_RULES.flatMap((rule) => rule.check(subject));
  const places = new Set([source, ...found.map((finding) => finding.file)]);
  return { subject, ...suppress(found, [...places].map((file) => sources.read(file, files, settings.maxFileSize)), subject.id) };
}

function linked(
  source: string, top: string, targets: readonly KernelTarget[], { sources, bpfEngine, facts, standIn }: BpfResolver, files: Files, settings: Settings,
): BpfObject {
  const nothing = (reason: Unread): BpfObject => ({ programs: [], license: undefined, unread: [reason] });
  const read = sources.read(source, files, settings.maxFileSize);
  if (!isRead(read)) return nothing({ file: source, reason: read.reason });
  const arch = targets.find((target) => target.arch !== undefined)?.arch ?? 'x86';
  const said = bpfEngine.saidFlags(source, top, files);
  // libbpf's headers want to know the machine that the program will run on.
  const machine = said?.macros.some(({ name }) => name.startsWith('__TARGET_ARCH_')) ? [] : [{ name: `__TARGET_ARCH_${arch}`, value: '1' }];
  const given = { includeDirs: said?.includeDirs ?? [], forcedIncludes: said?.forcedIncludes ?? [], macros: [...machine, ...(said?.macros ?? [])] };
  const { flags, standIns } = bpfFlags(read, given, top, standIn, sources, files, settings.maxFileSize);
  const object = bpfEngine.link(source, flags, facts.structurePointers, standIn, files);
  if ('reason' in object) return nothing(object);
  return standIns.length === 0 ? object : { ...object, unread: [...object.unread, stoodIn(source, standIns)] };
}

function licenseOf({ license }: BpfObject, assumed: string | null): BpfLicense {
  if (assumed !== null) return { value: assumed, assumed: true };
  if (!license) return { value: null, missing: 'none', assumed: false };
  return { value: license.value, ...(license.value === null && { missing: 'unreadable' as const }), location: license.at, assumed: false };
}

function stoodIn(source: string, names: readonly string[]): Unread {
  const were = names.length === 1 ? 'was not found: what is bundled of it' : 'were not found: what is bundled of them';
  return { file: source, reason: `${names.join(', ')} ${were} stands in (helpers and macros of libbpf, no types of the kernel)` };
}

/** What cannot be parsed is a result of missing headers, and then there is much of it: a file is named once. */
function summarised(unread: readonly Unread[]): Unread[] {
  const unparsed = new Map<string, Unread[]>();
  const others: Unread[] = [];
  for (const entry of unread) {
    if (!entry.reason.includes('could not be parsed')) others.push(entry);
    else unparsed.set(entry.file, [...(unparsed.get(entry.file) ?? []), entry]);
  }
  return [...others, ...[...unparsed.values()].map((entries) => (entries.length === 1 ? entries[0]! : severalIn(entries)))];
}

function severalIn(entries: readonly Unread[]): Unread {
  const [first] = entries;
  return { ...first!, reason: `${entries.length} declarations could not be parsed; of the first: ${first!.reason}` };
}

function inexact(source: string, kernels: readonly BpfKernel[]): Unread[] {
  return kernels
    .filter((kernel) => !kernel.exact)
    .map(({ release, series }) => ({ file: source, reason: `was judged for ${release} by what Linux ${series} says of BPF: no nearer kernel was sampled` }));
}
