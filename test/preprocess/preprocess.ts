/** Preprocesses texts in memory, with an invented kernel at /kernel whose headers are given too. */

import { createPreprocessor, type PreprocessedUnit, type Preprocessor } from '../../server/src/preprocess/preprocessor.ts';
import type { TopLevelItem } from '../../server/src/preprocess/translation-unit.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

export const KERNEL = { buildDirectory: '/kernel', sourceDirectory: '/kernel', arch: 'x86' };

export interface Setting {
  /** Names below /kernel/include are headers of the kernel; absolute ones are what they are. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly macros?: readonly { readonly name: string; readonly value?: string }[];
  readonly includeDirs?: readonly string[];
  readonly forcedIncludes?: readonly string[];
  readonly path?: string;
}

export function preprocess(text: string, setting: Setting = {}): PreprocessedUnit {
  const path = setting.path ?? '/module/main.c';
  const contents = new Map([[path, text]]);
  for (const [name, header] of Object.entries(setting.headers ?? {})) contents.set(name.startsWith('/') ? name : `/kernel/include/${name}`, header);
  return unit(createPreprocessor({ files: createMemoryFiles(contents), headers: KERNEL }), setting);
}

export function unit(preprocessor: Preprocessor, setting: Setting = {}): PreprocessedUnit {
  const { path = '/module/main.c', macros = [], includeDirs = [], forcedIncludes = [] } = setting;
  return preprocessor.translationUnit({ path, flags: { macros, includeDirs, forcedIncludes }, moduleName: 'my-module' });
}

export const textOf = (item: TopLevelItem): string => item.tokens.map((token) => token.text).join(' ');

/** Everything that the unit expands to, tokens separated by blanks. */
export const expanded = (text: string, setting?: Setting): string => preprocess(text, setting).everyItem.map(textOf).join(' ');
