/** What a condition of a configure script comes to: `test "x$enable_foo" = xyes`, `test -n "$FOO_LIBS" && …`. */

import { globPattern } from '../../make/glob.ts';
import { shellWords } from '../../make/shell-words.ts';
import { and, fact, not, or, type Truth } from '../truth.ts';
import { isOption, unknownValue, type BranchedValues } from '../branched-values.ts';

const ALTERNATIVES_LIMIT = 16;

/** One value that a text can have, and when it has it. */
interface Alternative {
  readonly text: string;
  /** The variable whose unknown value this is, between what stands around it. */
  readonly unknown: string | undefined;
  readonly when: Truth;
}

export function conditionTruth(text: string, values: BranchedValues): Truth {
  const parts = text.replace(/\\\r?\n/g, ' ').replace(/(\w)\[([^\][]*)\]/g, '$1$2').split(/(&&|\|\|)/);
  let result = commandTruth(parts[0]!, values);
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const next = commandTruth(parts[i + 1]!, values);
    result = parts[i] === '&&' ? and(result, next) : or(result, next);
  }
  return result;
}

function commandTruth(text: string, values: BranchedValues): Truth {
  const plain = text.trim().replace(/^eval\s+["']?(test\s.*?)["']?$/s, '$1');
  if (plain.startsWith('!')) return not(commandTruth(plain.slice(1), values));
  if (/^(?:true|:)$/.test(plain)) return true;
  if (plain === 'false') return false;
  const test = /^(?:test\s|\[+\s)(.*?)\s*\]*$/s.exec(plain.replace(/^[{(]\s*/, ''));
  return test ? testTruth(quotedWords(test[1]!), values) : fact(plain);
}

/** Splits as a shell does; what was quoted and empty stays a word. */
function quotedWords(text: string): string[] {
  return shellWords(text.replace(/[[\]]/g, ' '));
}

function testTruth(words: readonly string[], values: BranchedValues): Truth {
  const either = words.indexOf('-o');
  if (either > 0) return or(testTruth(words.slice(0, either), values), testTruth(words.slice(either + 1), values));
  const both = words.indexOf('-a');
  if (both > 0) return and(testTruth(words.slice(0, both), values), testTruth(words.slice(both + 1), values));
  if (words[0] === '!') return not(testTruth(words.slice(1), values));
  const [first, operator, second] = words;
  if (words.length === 3 && (operator === '=' || operator === '==')) return equal(first!, second!, values);
  if (words.length === 3 && operator === '!=') return not(equal(first!, second!, values));
  if (words.length === 2 && first === '-n') return not(equal(operator!, '', values));
  if (words.length === 2 && first === '-z') return equal(operator!, '', values);
  if (words.length === 1) return not(equal(first!, '', values));
  return fact(words.join(' '));
}

function equal(left: string, right: string, values: BranchedValues): Truth {
  let result: Truth = false;
  for (const one of alternatives(left, values)) {
    for (const other of alternatives(right, values)) result = or(result, under(and(one.when, other.when), same(one, other)));
  }
  return result;
}

/** A value that hangs on an option, compared with what the option says: that is one condition, not two. */
function under(when: Truth, result: Truth): Truth {
  return typeof when === 'string' && typeof result === 'string' && result.includes(when) ? result : and(when, result);
}

function same(one: Alternative, other: Alternative): Truth {
  if (one.unknown !== undefined) return other.unknown === undefined ? hasValue(one.unknown, stripMark(one.text, other.text)) : `${one.unknown} = ${other.unknown}`;
  if (other.unknown !== undefined) return hasValue(other.unknown, stripMark(other.text, one.text));
  return one.text === other.text;
}

/** "yes" of "xyes", where `x$variable` was compared with it. */
function stripMark(prefix: string, value: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

/** In the words of who calls configure. */
export function hasValue(variable: string, value: string): Truth {
  const option = isOption(variable) ? `--${variable.replace(/_/g, '-')}` : undefined;
  if (option === undefined) return value === '' ? `not ${variable}` : value === 'yes' ? variable : value === 'no' ? `not ${variable}` : `${variable}=${value}`;
  if (value === 'yes') return option;
  if (value === 'no' || value === '') return `not ${option}`;
  return `${option}=${value}`;
}

function alternatives(text: string, values: BranchedValues): Alternative[] {
  const match = /^([^$`]*)\$\{?(\w+)\}?([^$`]*)$/s.exec(text);
  if (!match) return [/[$`]/.test(text) ? { text: '', unknown: fact(text), when: true } : { text, unknown: undefined, when: true }];
  const [, before, name, after] = match as unknown as [string, string, string, string];
  const words = values.get(name);
  if (!words) return [{ text: before, unknown: name, when: true }];
  if (words.length === 0) return [{ text: before + after, unknown: undefined, when: true }];
  const sure = words.filter((word) => word.condition === null);
  if (sure.length === words.length) {
    const unknown = words.map(unknownValue).find((value) => value !== undefined);
    if (unknown !== undefined) return [{ text: before, unknown, when: true }];
    return [{ text: before + words.map((word) => word.text).join(' ') + after, unknown: undefined, when: true }];
  }
  const found: Alternative[] = words.slice(0, ALTERNATIVES_LIMIT).map((word) => {
    const unknown = unknownValue(word);
    return { text: unknown === undefined ? before + word.text + after : before, unknown, when: word.condition ?? true };
  });
  if (words.length === 1) found.push({ text: before + after, unknown: undefined, when: not(words[0]!.condition!) });
  return found;
}

/** Whether a `case` pattern list ("linux*|gnu*") matches what a word can be. */
export function caseTruth(word: string, patterns: string, values: BranchedValues): Truth {
  const cleaned = patterns.replace(/^[\s([]+|[\s\]]+$/g, '');
  let result: Truth = false;
  for (const pattern of cleaned.split('|').map((one) => one.trim().replace(/["']/g, ''))) {
    for (const one of alternatives(word.replace(/["']/g, ''), values)) {
      const matches = one.unknown === undefined ? globPattern(pattern).test(one.text.replace(/\//g, '_')) : pattern === '*' ? true : hasValue(one.unknown, stripMark(one.text, pattern));
      result = or(result, and(one.when, matches));
    }
  }
  return result;
}
