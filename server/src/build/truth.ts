/**
 * Conditions of build files. Most hang on what only configuring would find out: those are neither true nor false, but a
 * text that a reader of the report understands ("--with-readline and libreadline is found"). It says what decides, in few
 * words, and not every way to get there. Platforms are known: the sources are read as for Linux.
 */

/** A text is facts joined by " and ", all of which must hold. */
export type Truth = boolean | string;

const AND = ' and ';
const NOT = 'not ';
/** More facts than that help nobody. */
const FACTS_LIMIT = 4;
const LONGEST = 160;

/** One fact, out of text of a build file. */
export function fact(text: string): string {
  const plain = text.replace(/\s+/g, ' ').replaceAll(AND, ', ').trim();
  return plain.length > LONGEST ? plain.slice(0, LONGEST) + '…' : plain;
}

export function not(value: Truth): Truth {
  if (typeof value === 'boolean') return !value;
  const facts = value.split(AND);
  if (facts.length > 1) return fact(`${NOT}(${facts.join(', ')})`);
  return value.startsWith(`${NOT}(`) || !value.startsWith(NOT) ? NOT + value : value.slice(NOT.length);
}

export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  if (left === true) return right;
  if (right === true || left === right) return left;
  return allOf([...left.split(AND), ...right.split(AND)]);
}

/** Of two ways the shorter one, unless both are short. */
export function or(left: Truth, right: Truth): Truth {
  if (left === true || right === true) return true;
  if (left === false) return right;
  if (right === false || left === right) return left;
  const [one, other] = [left.split(AND).length, right.split(AND).length];
  if (one > 1 || other > 1) return other < one ? right : left;
  return fact(`${left} or ${right}`);
}

/** The condition of a thing under it; not to be asked of `false`. */
export function conditionOf(value: Truth): string | null {
  return typeof value === 'string' ? value : null;
}

/** That another branch was not taken is the least that decides; and a fact goes before its opposite. */
function allOf(facts: readonly string[]): string {
  const distinct = [...new Set(facts)].filter((one) => !(one.startsWith(NOT) && facts.includes(one.slice(NOT.length))));
  if (distinct.length <= FACTS_LIMIT) return distinct.join(AND);
  const positive = distinct.filter((one) => !one.startsWith(NOT));
  const kept = positive.length > 0 ? positive : distinct;
  return [...kept.slice(0, FACTS_LIMIT / 2), ...kept.slice(FACTS_LIMIT / 2).slice(-FACTS_LIMIT / 2)].join(AND);
}
