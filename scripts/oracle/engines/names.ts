/**
 * The baseline: look for the names of GPL-only exports in the sources, outside comments and strings. It is what people
 * do with grep, and it is here to prove the harness: the figures of KERNEL.md's first rows must come out.
 */

import { isReadable } from '../../../server/src/base/files.ts';
import type { Analyse } from '../engine.ts';

export const analyse: Analyse = function* (module, target, files) {
  for (const source of module.sources) {
    const content = files.read(source.path);
    const code = isReadable(content) ? content.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, ' ') : '';
    const words = code.match(/[A-Za-z_]\w*/g) ?? [];
    yield { defined: [], gplOnly: words.filter((word) => target.exports.get(word)?.kind === 'gpl') };
  }
};
