/** A program while its build file is being read, and the last step, the same for all readers: from drafts to programs. */

import path from 'node:path';
import type { Location } from '../base/location.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import type { BuildRun } from './build-run.ts';
import type { BuildSystem, CompiledSource, LinkRequest, Program, UsedProgram } from './program.ts';
import { isCSource } from './source-tree.ts';

export interface SourceDraft extends CompiledSource {
  /** Where the build names it. */
  readonly at: Location;
}

export interface ProgramDraft {
  readonly kind: Program['kind'];
  readonly name: string;
  readonly directory: string;
  readonly buildSystem: BuildSystem;
  readonly at: Location;
  readonly sources: SourceDraft[];
  readonly links: LinkRequest[];
  readonly uses: Map<ProgramDraft, Pick<UsedProgram, 'at' | 'condition'>>;
}

/** Flags as a compiled source carries them: what -U takes back is gone. */
export function sourceFlags(flags: CompileFlags): Pick<CompiledSource, 'defines' | 'includeDirectories'> {
  const defines = new Map<string, string>();
  for (const { name, value } of flags.macros) {
    defines.delete(name);
    if (value !== undefined) defines.set(name, value === '1' ? name : `${name}=${value}`);
  }
  return { defines: [...defines.values()], includeDirectories: flags.includeDirs };
}

/**
 * Of several build systems that describe one program, the first one's description is taken.
 *
 * @param known flags of sources that compile_commands.json tells: they go before those that were worked out
 */
export function finishPrograms(run: BuildRun, drafts: readonly ProgramDraft[], known: ReadonlyMap<string, CompiledSource>): Program[] {
  const chosen = firstDescriptions(drafts);
  const ids = new Map<ProgramDraft, string>();
  const taken = new Set<string>();
  for (const draft of new Set(chosen.values())) {
    const plain = `program:${path.join(draft.directory, draft.name)}`;
    let id = plain;
    for (let n = 2; taken.has(id); n++) id = `${plain}#${n}`;
    taken.add(id);
    ids.set(draft, id);
  }
  return [...ids].map(([draft, id]) => ({
    id,
    kind: draft.kind,
    name: draft.name,
    directory: draft.directory,
    buildSystem: draft.buildSystem,
    at: draft.at,
    sources: presentSources(run, draft.sources, known),
    links: distinctLinks(draft.links),
    uses: distinctUses([...draft.uses].map(([used, { at, condition }]) => ({ id: ids.get(chosen.get(used)!)!, at, condition }))).filter((used) => used.id !== id),
  }));
}

/** For each draft the one that stands for it: itself, or the same program as an earlier build system describes it. */
function firstDescriptions(drafts: readonly ProgramDraft[]): Map<ProgramDraft, ProgramDraft> {
  const named = new Map<string, ProgramDraft[]>();
  const chosen = new Map<ProgramDraft, ProgramDraft>();
  // Grows while it is walked: what is used comes behind what was listed.
  const all = new Set(drafts);
  for (const draft of all) {
    const key = `${isLibrary(draft)} ${draft.name}`;
    const namesakes = named.get(key) ?? [];
    const earlier = namesakes.find((one) => one.buildSystem !== draft.buildSystem && shareSources(one, draft));
    chosen.set(draft, earlier ?? draft);
    if (!earlier) named.set(key, [...namesakes, draft]);
    for (const used of draft.uses.keys()) all.add(used);
  }
  return chosen;
}

/** What is only named alike in two places of a workspace is not the same program. */
function shareSources(one: ProgramDraft, other: ProgramDraft): boolean {
  const sources = new Set(one.sources.map((source) => source.path));
  return other.sources.some((source) => sources.has(source.path)) || (one.sources.length === 0 && other.sources.length === 0);
}

function isLibrary({ kind }: ProgramDraft): boolean {
  return kind === 'shared-library' || kind === 'static-library';
}

function presentSources(run: BuildRun, sources: readonly SourceDraft[], known: ReadonlyMap<string, CompiledSource>): CompiledSource[] {
  const present = new Map<string, CompiledSource>();
  for (const { path: source, defines, includeDirectories, at } of sources) {
    if (present.has(source) || !isCSource(source)) continue;
    if (run.isFile(source)) present.set(source, known.get(source) ?? { path: source, defines, includeDirectories });
    else {
      const shown = path.relative(path.dirname(at.file), source);
      run.report(at.file, `names the source ${shown}, which is not there: the build may make it`, at.range.start.line);
    }
  }
  return [...present.values()];
}

/** One request for each thing that is asked for: the one about which the least decides. */
export function distinctLinks(links: readonly LinkRequest[]): LinkRequest[] {
  const distinct = new Map<string, LinkRequest>();
  for (const link of links) {
    const key = `${link.by} ${link.name}`;
    const earlier = distinct.get(key);
    if (!earlier || factsOf(link) < factsOf(earlier)) distinct.set(key, link);
  }
  return [...distinct.values()];
}

function distinctUses(uses: readonly UsedProgram[]): UsedProgram[] {
  const distinct = new Map<string, UsedProgram>();
  for (const use of uses) {
    const earlier = distinct.get(use.id);
    if (!earlier || factsOf(use) < factsOf(earlier)) distinct.set(use.id, use);
  }
  return [...distinct.values()];
}

/** Notes that a word of the build links one program with another; of several, the one about which the least decides. */
export function addUse(draft: ProgramDraft, used: ProgramDraft, { at, condition }: Pick<UsedProgram, 'at' | 'condition'>): void {
  const earlier = draft.uses.get(used);
  if (!earlier || factsOf({ condition }) < factsOf(earlier)) draft.uses.set(used, { at, condition });
}

function factsOf({ condition }: Pick<LinkRequest, 'condition'>): number {
  return condition === null ? 0 : condition.split(' and ').length;
}
