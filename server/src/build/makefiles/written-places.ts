/**
 * Where a word of an expanded recipe was written. Make's variables are texts and keep no places, so the word is looked for
 * in the make files that were read; a word that was put together from parts has the place of its rule.
 */

import type { Location } from '../../base/location.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { requestOfWord } from '../request-words.ts';

export class WrittenPlaces {
  private readonly texts: readonly BuildText[];
  private readonly known = new Map<string, Location | undefined>();

  constructor(
    private readonly run: BuildRun,
    files: readonly string[],
  ) {
    this.texts = [...new Set(files)].flatMap((file) => run.open(file) ?? []);
  }

  of(word: string): Location | undefined {
    if (!this.known.has(word)) this.known.set(word, this.find(word));
    return this.known.get(word);
  }

  line(file: string, line: number): Location {
    const text = this.run.open(file);
    if (!text) return { file, range: { start: { line, column: 1 }, end: { line, column: 1 } } };
    return text.ofLine(line);
  }

  private find(word: string): Location | undefined {
    const module = requestOfWord({ text: word, at: NOWHERE, condition: null })[0]?.name;
    if (module === undefined && !/^-l|\.(?:a|so)\b/.test(word)) return undefined;
    const sought = module ?? word;
    const escaped = sought.replace(/[\\^$.|?*+(){}[\]]/g, '\\$&');
    // A module's name may be glued to "-config"; it counts in a line that asks for modules.
    const line = module === undefined ? `(?<![\\w./+-])${escaped}(?![\\w+-])` : `(?<![\\w.+-])${escaped}(?![\\w.+])`;
    for (const text of this.texts) {
      for (const match of text.text.matchAll(new RegExp(line, 'g'))) {
        const lineText = text.text.slice(text.text.lastIndexOf('\n', match.index) + 1, text.text.indexOf('\n', match.index) >>> 0);
        const isComment = lineText.trimStart().startsWith('#');
        if (!isComment && (module === undefined || /config|PKG|MODULES|DEPS|LIBS/i.test(lineText))) return text.at(match.index, match.index + sought.length);
      }
    }
    return undefined;
  }
}

const NOWHERE: Location = { file: '', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };
