/**
 * Names that some kernel exported once, that a bundled kernel exports no longer, and that its headers define as a macro
 * or an inline function: whoever calls them still builds. A text match over its headers, whatever the configuration.
 *
 * The file: `# kernels:` lists releases; then a line for each name, a tab, and a letter for each kernel: `m` a macro,
 * `i` an inline function, `-` neither (or still exported).
 */

export interface DefinedName {
  readonly release: string;
  readonly kind: 'macro' | 'inline';
}

export interface HeaderNames {
  readonly releases: readonly string[];
  /** How the kernel's headers define the name; undefined where they do not, and where the kernel exports it. */
  of(name: string, release: string): DefinedName | undefined;
}

export function writeHeaderNames(releases: readonly string[], names: ReadonlyMap<string, string>): string {
  const lines = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, letters]) => `${name}\t${letters}`);
  return [`# kernels: ${releases.join(' ')}`, ...lines, ''].join('\n');
}

/** Throws where the text is no such list: the caller verified its checksum. */
export function readHeaderNames(text: string): HeaderNames {
  const releases = /^# kernels: (.+)$/m.exec(text)?.[1]?.split(' ');
  if (!releases) throw new Error('this is no list of header names: it lists no kernels');
  const names = new Map<string, string>();
  for (const [, name, letters] of text.matchAll(/^(\w+)\t([mi-]+)$/gm)) names.set(name!, letters!);
  return {
    releases,
    of(name, release) {
      const letter = names.get(name)?.[releases.indexOf(release)];
      return letter === 'm' || letter === 'i' ? { release, kind: letter === 'm' ? 'macro' : 'inline' } : undefined;
    },
  };
}
