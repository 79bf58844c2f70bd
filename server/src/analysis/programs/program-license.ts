/**
 * The licence of a program itself: what a person says (setting, policy), then what its sources say of themselves, then the
 * licence files of its directory and of those above it.
 */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { START_OF_FILE } from '../../base/location.ts';
import type { LicenseExpression } from '../../knowledge/license-expression.ts';
import { licenseOfHeader } from '../../libraries/header-license.ts';
import { textOf, type LicenseBase } from '../../licensing/license-base.ts';
import { ownLicense } from '../../licensing/own-license.ts';
import type { PackageLicense } from '../../licensing/package-license.ts';
import type { FolderPolicy } from '../../licensing/policy.ts';
import type { ScannedFile } from './scanned-files.ts';

/** What sources say is the same all over a program: so many are asked. */
const ASKED = 40;

export interface ProgramLicenseQuestion {
  readonly directory: string;
  /** Where the project ends. */
  readonly top: string;
  readonly sources: readonly ScannedFile[];
  readonly override: string | null;
  readonly policy: FolderPolicy;
}

export class ProgramLicenses {
  private readonly heads = new WeakMap<ScannedFile, LicenseExpression | null>();

  constructor(private readonly base: LicenseBase) {}

  of({ directory, top, sources, override, policy }: ProgramLicenseQuestion, files: Files): PackageLicense {
    const said = ownLicense(EMPTY, override, policy, files, this.base);
    if (said.state !== 'missing') return said;
    return this.ofSources(sources) ?? this.ofFiles(directory, top, policy, files);
  }

  /** What most of them state: projects take in files of others, which keep their own licence. */
  private ofSources(sources: readonly ScannedFile[]): PackageLicense | undefined {
    const stated = new Map<string, { expression: LicenseExpression; first: string; count: number }>();
    for (const source of sources.slice(0, ASKED)) {
      const expression = this.headOf(source);
      if (!expression) continue;
      const text = textOf(expression);
      const known = stated.get(text);
      if (known) known.count++;
      else stated.set(text, { expression, first: source.file, count: 1 });
    }
    const [most, ...others] = [...stated].sort((a, b) => b[1].count - a[1].count);
    if (!most) return undefined;
    const evidence = [most, ...others].map(([text, { first, count }]) => ({
      message: `${count === 1 ? 'a source says' : `${count} sources say`} that ${count === 1 ? 'it is' : 'they are'} under ${text}`,
      location: { file: first, range: START_OF_FILE },
    }));
    return { text: most[0], expression: most[1].expression, state: 'known', evidence, files: [], mismatch: null, textsCompared: true };
  }

  private headOf(source: ScannedFile): LicenseExpression | null {
    let head = this.heads.get(source);
    if (head === undefined) this.heads.set(source, (head = licenseOfHeader(source.text, this.base)?.expression ?? null));
    return head;
  }

  private ofFiles(directory: string, top: string, policy: FolderPolicy, files: Files): PackageLicense {
    for (let folder = directory; ; folder = path.dirname(folder)) {
      const found = ownLicense({ ...EMPTY, directory: folder }, null, policy, files, this.base);
      if (found.state !== 'missing' || folder === top || folder === path.dirname(folder) || !folder.startsWith(top)) return found;
    }
  }
}

const EMPTY = { name: '', version: null, directory: null, manifest: null, lockfile: null };
