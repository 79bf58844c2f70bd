/**
 * What is found in files that are not open: in those of the units that open documents belong to, and in the whole workspace once
 * it has been checked. The newest word on a file counts. An open document speaks for itself.
 */

import type { Finding } from '../findings/finding.ts';

export interface OtherFilesHost {
  isOpen(file: string): boolean;
  tell(file: string, findings: readonly Finding[]): void;
}

export interface OtherFiles {
  /** Replaces what came from the same source, in whichever files. */
  take(source: string, findings: readonly Finding[]): void;
  /** What only this source has told is known no longer. */
  forget(source: string): void;
  /** Of a file that was closed: what is known of it. */
  of(file: string): readonly Finding[];
  /** Every file that something is found in. */
  all(): ReadonlyMap<string, readonly Finding[]>;
}

export function createOtherFiles(host: OtherFilesHost): OtherFiles {
  const byFile = new Map<string, readonly Finding[]>();
  const sources = new Map<string, ReadonlySet<string>>();

  function set(file: string, findings: readonly Finding[]): void {
    const before = byFile.get(file) ?? [];
    if (findings.length === 0) byFile.delete(file);
    else byFile.set(file, findings);
    if (!host.isOpen(file) && JSON.stringify(before) !== JSON.stringify(findings)) host.tell(file, findings);
  }

  return {
    take(source, findings) {
      const now = new Map<string, Finding[]>();
      for (const finding of findings) {
        const ofFile = now.get(finding.file);
        if (ofFile) ofFile.push(finding);
        else now.set(finding.file, [finding]);
      }
      const before = sources.get(source) ?? [];
      sources.set(source, new Set(now.keys()));
      for (const file of new Set([...before, ...now.keys()])) set(file, now.get(file) ?? []);
    },
    forget(source) {
      const files = sources.get(source) ?? new Set<string>();
      sources.delete(source);
      const still = new Set([...sources.values()].flatMap((others) => [...others]));
      for (const file of files) if (!still.has(file)) set(file, []);
    },
    of: (file) => byFile.get(file) ?? [],
    all: () => byFile,
  };
}
