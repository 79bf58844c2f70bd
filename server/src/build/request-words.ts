/**
 * What `pkg-config --libs x` would print, or find_package finds, is known on the developer's machine only. Until a link line
 * is read, a word of this form stands for it; the private use character keeps it apart from all that a build file can mean.
 */

import type { LinkRequest } from './program.ts';
import type { Word } from './word.ts';

const MARKS: Readonly<Record<string, LinkRequest['by']>> = { '\uE000': 'pkg-config', '\uE001': 'cmake-package' };

export function pkgConfigWord(module: string): string {
  return '\uE000' + module;
}

export function cmakePackageWord(name: string): string {
  return '\uE001' + name;
}

export function requestOfWord(word: Word): LinkRequest[] {
  const by = MARKS[word.text[0] ?? ''];
  return by ? [{ by, name: word.text.slice(1), at: word.at, linkage: 'dynamic', condition: word.condition }] : [];
}

/** "gtk+-3.0" and "glib-2.0" of "gtk+-3.0 >= 3.22 glib-2.0". */
export function moduleNames(list: string): string[] {
  const names: string[] = [];
  const words = list.replace(/["'\\[\]]/g, ' ').replace(/([<>=!]=?)/g, ' $1 ').split(/[\s,]+/).filter(Boolean);
  for (let i = 0; i < words.length; i++) {
    if (/^[<>=!]/.test(words[i]!)) i += words[i + 1] === '=' ? 2 : 1;
    else names.push(words[i]!);
  }
  return names;
}

/** The modules whose libraries a command line prints: `pkg-config --libs x`, `sdl2-config --libs`; undefined: another command. */
export function librariesPrinted(words: readonly string[]): string[] | undefined {
  const command = words[0]?.replace(/^.*\//, '') ?? '';
  const isPkgConfig = /(?:^|-)(?:pkg-config|pkgconf)$/.test(command);
  const script = /^([\w.+-]+?)[-_]config$/.exec(command)?.[1];
  if (!isPkgConfig && script === undefined) return undefined;
  if (!words.some((word) => /^--(?:.*-)?(?:libs|ldflags|lib)(?:$|-)/.test(word))) return [];
  if (!isPkgConfig) return [script!];
  return moduleNames(words.slice(1).filter((word) => !word.startsWith('--')).join(' '));
}
