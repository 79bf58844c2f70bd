/**
 * Conditions of build files. Most hang on what only configuring would find out: those are neither true nor false, but a
 * text that a reader of the report understands ("WITH_READLINE"). Platforms are known: the sources are read as for Linux.
 */

export type Truth = boolean | string;

export function not(value: Truth): Truth {
  if (typeof value === 'boolean') return !value;
  return value.startsWith('not ') && !/ (and|or) /.test(value) ? value.slice(4) : `not ${grouped(value)}`;
}

export function and(left: Truth, right: Truth): Truth {
  if (left === false || right === false) return false;
  if (left === true) return right;
  if (right === true || left === right) return left;
  return `${grouped(left, ' or ')} and ${grouped(right, ' or ')}`;
}

export function or(left: Truth, right: Truth): Truth {
  if (left === true || right === true) return true;
  if (left === false) return right;
  if (right === false || left === right) return left;
  return `${left} or ${right}`;
}

/** The condition of a word under it; not to be asked of `false`. */
export function conditionOf(value: Truth): string | null {
  return typeof value === 'string' ? shortened(value) : null;
}

const LONGEST = 200;

/** Conditions of conditions can grow without end; a reader needs their beginning. */
function shortened(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST) + '…' : text;
}

function grouped(text: string, weaker = ' '): string {
  const long = shortened(text);
  return long.includes(weaker) && !/^\([^()]*\)$/.test(long) ? `(${long})` : long;
}
