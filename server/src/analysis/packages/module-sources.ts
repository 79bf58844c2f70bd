/** JavaScript and TypeScript files, the configurations of their projects, and what they import, each read once per version. */

import path from 'node:path';
import { isReadable, type Files } from '../../base/files.ts';
import { LineIndex } from '../../base/line-index.ts';
import { extractImports, mayImport } from '../../facts/extract-imports.ts';
import { extractNative, mayLoadNative } from '../../facts/extract-native.ts';
import { NO_NATIVE_FACTS, type NativeFacts } from '../../facts/native-facts.ts';
import type { ModuleFacts } from '../../facts/module-facts.ts';
import type { Language, SyntaxEngine } from '../../syntax/syntax-tree.ts';
import { readSuppressions, type Suppressions } from '../suppressions.ts';
import { TrackedCache } from '../tracked-cache.ts';
import { importsOfConfig, isProjectConfig } from './project-config.ts';

export interface ModuleSource extends ModuleFacts {
  readonly native: NativeFacts;
  readonly file: string;
  readonly lines: LineIndex;
  readonly suppressions: Suppressions;
}

export interface UnreadModuleSource {
  readonly reason: string;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
};

export function isModuleSource(file: string): boolean {
  return path.extname(file) in LANGUAGES || isProjectConfig(file);
}

type Facts = ModuleFacts & Pick<ModuleSource, 'native'>;

const NOTHING: Facts = { imports: [], computed: [], native: NO_NATIVE_FACTS };

export class ModuleSources {
  private readonly cache = new TrackedCache<ModuleSource | UnreadModuleSource>(20_000);

  private engine: SyntaxEngine | undefined;

  /** @param loadEngine loads the grammars, which most of the time goes into and a workspace without such sources never needs */
  constructor(private readonly loadEngine: () => Promise<SyntaxEngine>) {}

  /** Has to be awaited before anything is read. */
  async ready(): Promise<void> {
    this.engine ??= await this.loadEngine();
  }

  /** @param maxFileSize bytes */
  read(file: string, files: Files, maxFileSize: number): ModuleSource | UnreadModuleSource {
    return this.cache.get(`${maxFileSize} ${file}`, files, (tracked) => this.parse(file, tracked, maxFileSize));
  }

  private parse(file: string, files: Files, maxFileSize: number): ModuleSource | UnreadModuleSource {
    const size = files.stat(file)?.size ?? 0;
    if (size > maxFileSize) return { reason: `is larger than the limit of ${(maxFileSize / 1048576).toFixed(1)} MiB and was not read` };
    const content = files.read(file);
    if (!isReadable(content)) return content;
    const { text } = content;
    const lines = new LineIndex(text);
    const facts = isProjectConfig(file)
      ? { ...importsOfConfig(file, text, files), native: NO_NATIVE_FACTS }
      : mayImport(text) || mayLoadNative(text)
        ? this.facts(file, text)
        : NOTHING;
    if ('reason' in facts) return facts;
    return { ...facts, file, lines, suppressions: readSuppressions(file, directivesIn(text), lines) };
  }

  private facts(file: string, text: string): Facts | UnreadModuleSource {
    const declarations = /\.d\.[cm]?ts$/.test(file);
    try {
      const facts = this.engine!.withTree(LANGUAGES[path.extname(file)]!, text, (root): Facts => {
        const imported = extractImports(text, root, declarations);
        if (declarations || !mayLoadNative(text)) return { ...imported, native: NO_NATIVE_FACTS };
        const native = extractNative(text, root);
        // What an addon's path is put together of is understood, though it is no name of a module.
        const understood = new Set(native.addons.map(({ span }) => span.start));
        return { ...imported, computed: imported.computed.filter(({ start }) => !understood.has(start)), native };
      });
      return facts ?? { reason: 'takes too long to parse and was given up' };
    } catch (error) {
      if (error instanceof RangeError) return { reason: 'is nested too deeply to be read' };
      throw error;
    }
  }
}

/** Comments that silence findings stand on lines of their own or at the end of one. */
function directivesIn(text: string): { text: string; span: { start: number; end: number } }[] {
  return [...text.matchAll(/(?:\/\/|\/\*)[^\n]*?copyleft-lens-ignore-[^\n]*/g)].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
}
