/** The files of one project, and which of them an include means. Asked thousands of times for a program: so it asks no disk. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { walkFiles } from '../standalone.ts';

export class ProjectFiles {
  private readonly all = new Set<string>();
  private readonly byName = new Map<string, string[]>();

  constructor(root: string, files: Files) {
    for (const { path: file, name } of walkFiles(root, files)) {
      this.all.add(file);
      const known = this.byName.get(name);
      if (known) known.push(file);
      else this.byName.set(name, [file]);
    }
  }

  named(name: string): readonly string[] {
    return this.byName.get(name) ?? [];
  }

  /** As a compiler looks for it: beside the file that includes it, then in the directories that it is told. */
  include(header: string, quoted: boolean, from: string, directories: readonly string[]): string | undefined {
    const places = quoted ? [path.dirname(from), ...directories] : directories;
    for (const place of places) {
      const file = path.join(place, header);
      if (this.all.has(file)) return file;
    }
    return undefined;
  }

  /** A header of that name anywhere in the project: include directories are not always known. */
  anywhere(header: string): string | undefined {
    return this.named(path.basename(header)).find((file) => file.endsWith(`/${header}`));
  }
}
