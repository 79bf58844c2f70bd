/**
 * Folders of a workspace with settings of their own, asked as if they were one: what concerns a file is asked of its folder, what
 * concerns all of them is put together. Modules of folders that are judged differently are not joined with one another.
 */

import path from 'node:path';
import type { CheckRequest, KernelChoice, Snapshot } from '../analysis/analyzer.ts';
import { mergeReports } from '../findings/merge-reports.ts';
import type { Report } from '../findings/report.ts';

export interface FolderSnapshot {
  readonly roots: readonly string[];
  readonly snapshot: Snapshot;
}

/** @param folders at least one; the first answers for files that are in none */
export function joinSnapshots(folders: readonly FolderSnapshot[]): Snapshot {
  const first = folders[0]!.snapshot;
  if (folders.length === 1) return first;

  function of(file: string): Snapshot {
    const holding = folders.flatMap(({ roots, snapshot }) => roots.filter((root) => holds(root, file)).map((root) => ({ root, snapshot })));
    // A folder inside another one is the nearer.
    return holding.sort((a, b) => b.root.length - a.root.length)[0]?.snapshot ?? first;
  }

  async function check({ paths, progress, ...request }: CheckRequest = {}): Promise<Report> {
    const reports: Report[] = [];
    for (const [i, { snapshot }] of folders.entries()) {
      const own = paths?.filter((file) => of(file) === snapshot);
      if (own?.length === 0) continue;
      const report = await snapshot.check({
        ...request,
        ...(own && { paths: own }),
        ...(progress && { progress: (done, total, subject) => progress(i * total + done, folders.length * total, subject) }),
      });
      reports.push(report);
    }
    return mergeReports(reports.length > 0 ? reports : [await first.check({ ...request, paths: [] })]);
  }

  async function kernels(): Promise<KernelChoice> {
    const choices = await Promise.all(folders.map(({ snapshot }) => snapshot.kernels()));
    const distinct = <T>(items: readonly T[]): T[] => [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
    return { chosen: distinct(choices.flatMap(({ chosen }) => chosen)), problems: distinct(choices.flatMap(({ problems }) => problems)) };
  }

  return {
    check,
    kernels,
    knownKernels: () => first.knownKernels(),
    checkModulesOf: (file, token) => of(file).checkModulesOf(file, token),
    judgeModules: (modules) => first.judgeModules(modules),
    findingsIn: (file, token) => of(file).findingsIn(file, token),
    findingsAround: (file, token) => of(file).findingsAround(file, token),
    async countSources(limit) {
      let count = 0;
      for (const { snapshot } of folders) if (count < limit) count += await snapshot.countSources(limit - count);
      return count;
    },
    firstFindingsIn: (file, token) => of(file).firstFindingsIn(file, token),
    describeAt: (file, position, token) => of(file).describeAt(file, position, token),
    callTreeAt: (file, position, token) => of(file).callTreeAt(file, position, token),
    notesIn: (file, token) => of(file).notesIn(file, token),
    lensesIn: (file) => of(file).lensesIn(file),
    fixesIn: (file, range, token) => of(file).fixesIn(file, range, token),
    mechanicalFixIn: (file, token) => of(file).mechanicalFixIn(file, token),
    assuming: (license) => joinSnapshots(folders.map(({ roots, snapshot }) => ({ roots, snapshot: snapshot.assuming(license) }))),
    async explain(name) {
      for (const { snapshot } of folders) {
        const explanation = await snapshot.explain(name);
        if (explanation) return explanation;
      }
      return undefined;
    },
  };
}

function holds(root: string, file: string): boolean {
  return file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
