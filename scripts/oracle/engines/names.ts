/**
 * The baseline: look for the names of GPL-only exports in the sources, outside comments and strings. It is what people
 * do with grep, and it is here to prove the harness: the figures of KERNEL.md's first rows must come out.
 */

import { isReadable } from '../../../server/src/base/files.ts';
import type { AnalyseModule } from '../engine.ts';

export const analyseModule: AnalyseModule = (module, target, files) => {
  const found = new Set<string>();
  for (const source of module.sources) {
    const content = files.read(source.path);
    if (!isReadable(content)) continue;
    const code = content.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, ' ');
    for (const [word] of code.matchAll(/[A-Za-z_]\w*/g)) {
      if (target.exports.get(word)?.kind === 'gpl') found.add(word);
    }
  }
  return found;
};
