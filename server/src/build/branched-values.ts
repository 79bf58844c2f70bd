/**
 * The variables of a configure script or of CMake files while all branches are walked. A variable has words, each with what decides about
 * it: after `if`, the words of both branches are there, under the condition of theirs.
 */

import { conditionOf, type Truth } from './truth.ts';
import { underCondition, type Word } from './word.ts';

/** A value that nobody sets here: an option or the result of a test. Its name follows. */
const UNKNOWN = '\uE002';

/** More words than that, in one variable, have been put there by a loop. */
const WORDS_LIMIT = 2_000;

export function unknownValue(word: Pick<Word, 'text'>): string | undefined {
  return word.text.startsWith(UNKNOWN) ? word.text.slice(1) : undefined;
}

export function unknownWord(variable: string, at: Word['at']): Word {
  return { text: UNKNOWN + variable, at, condition: null };
}

export class BranchedValues {
  private readonly own = new Map<string, readonly Word[]>();
  /** Whether configure ends here with an error: nothing behind it is built. */
  aborted = false;

  constructor(private readonly outer: BranchedValues | null = null) {}

  get(name: string): readonly Word[] | undefined {
    // A loop, for hostile files nest branches as deep as they like.
    let words = this.own.get(name);
    for (let scope = this.outer; words === undefined && scope; scope = scope.outer) words = scope.own.get(name);
    return words;
  }

  set(name: string, words: readonly Word[]): void {
    this.own.set(name, words.length > WORDS_LIMIT ? words.slice(0, WORDS_LIMIT) : words);
  }

  branch(): BranchedValues {
    return new BranchedValues(this);
  }

  /**
   * What holds after branches of which one was taken; a branch that ended with an error was not.
   *
   * @param weak whether the branches' conditions say no more than those that words have already
   */
  join(branches: readonly { readonly when: Truth; readonly values: BranchedValues }[], at: Word['at'], weak = false): void {
    const open = branches.filter(({ when }) => when !== false);
    // Where configuring would surely end, it is the reader who is wrong.
    const going = open.filter(({ when, values }) => !values.aborted || when === true);
    if (going.length === 0 && open.length > 0) this.aborted = this.outer !== null;
    const possible = going.length > 0 ? going : open;
    if (possible.length === 0) return;
    const changed = new Set(possible.flatMap(({ values }) => [...values.own.keys()]));
    for (const name of changed) {
      const sides = possible.map(({ when, values }) => ({ when: possible.length === 1 ? true : when, words: values.get(name) ?? unset(name, at) }));
      this.set(name, joinWords(sides, weak));
    }
  }
}

/** Options have a value that their user gave; everything else is empty as long as nobody sets it. */
function unset(name: string, at: Word['at']): Word[] {
  return isOption(name) ? [unknownWord(name, at)] : [];
}

/** `enable_x` and `with_x` hold what `--enable-x` and `--with-x` say. */
export function isOption(name: string): boolean {
  return /^(?:enable|with)_/.test(name);
}

/** A word of every branch stays as it is, one of some branches is under their condition. */
function joinWords(sides: readonly { readonly when: Truth; readonly words: readonly Word[] }[], weak: boolean): Word[] {
  const sure = sides.find((side) => side.when === true);
  if (sure) return [...sure.words];
  // Branches mostly append to one long list: what they all begin with is not looked at.
  const [first, ...others] = sides.map((side) => side.words) as [readonly Word[], ...(readonly Word[])[]];
  let common = 0;
  while (common < first.length && others.every((words) => words[common] === first[common])) common++;
  const key = ({ text, condition }: Word) => `${text}\0${condition ?? ''}`;
  const counts = new Map<string, number>();
  for (const { words } of sides) for (const one of new Set(words.slice(common).map(key))) counts.set(one, (counts.get(one) ?? 0) + 1);
  const joined = new Map<string, Word>();
  for (const { when, words } of sides) {
    for (const word of words.slice(common)) {
      const everywhere = counts.get(key(word)) === sides.length;
      const placed = everywhere || (weak && word.condition !== null) ? word : underCondition(word, conditionOf(when));
      if (!joined.has(key(placed))) joined.set(key(placed), placed);
    }
  }
  return [...first.slice(0, common), ...joined.values()];
}
