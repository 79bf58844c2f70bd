/** Functions of the kernel that refuse a program because its licence is not GPL-compatible. */

import { bracesFrom, type CText } from './c-text.ts';

export function readChecks(texts: readonly CText[]): string[] {
  const names = texts.flatMap(({ text }) => {
    if (!text.includes('->gpl_compatible')) return [];
    return [...text.matchAll(/^(?:static\s+)?(?:int|bool)\s+(\w+)\([^;{]*\)\s*(?=\{)/gm)].flatMap((match) =>
      /!(?:env->)?prog->gpl_compatible\b/.test(bracesFrom(text, match.index + match[0].length)) ? [match[1]!] : [],
    );
  });
  return [...new Set(names)].sort();
}
