/** SPDX licence expressions as trees. Parsed, never searched for words: "(MIT AND GPL-2.0)" is GPL, "(MIT OR GPL-2.0)" a choice. */

import parse from 'spdx-expression-parse';

export interface ExpressionLicense {
  /** SPDX identifier, "LicenseRef-…" or "DocumentRef-…:LicenseRef-…". */
  readonly license: string;
  /** The old "+" behind an identifier; "-or-later" is part of the identifier. */
  readonly orLater: boolean;
  readonly exception: string | null;
}

export interface Conjunction {
  readonly conjunction: 'and' | 'or';
  readonly left: LicenseExpression;
  readonly right: LicenseExpression;
}

export type LicenseExpression = ExpressionLicense | Conjunction;

export function isConjunction(expression: LicenseExpression): expression is Conjunction {
  return 'conjunction' in expression;
}

/** The tree, or why the text is no SPDX expression. Nothing is corrected on the way. */
export function parseLicenseExpression(text: string): LicenseExpression | { readonly reason: string } {
  const known = parsed.get(text);
  if (known) return known;
  const result = parseAnew(text);
  // A field of a hundred kilobytes comes once.
  if (text.length < 1_000) parsed.set(text, result);
  if (parsed.size > 2_000) parsed.delete(parsed.keys().next().value!);
  return result;
}

/** Thousands of packages state a handful of licences, and the parser compares each with the whole SPDX list. */
const parsed = new Map<string, LicenseExpression | { readonly reason: string }>();

function parseAnew(text: string): LicenseExpression | { readonly reason: string } {
  if (text.trim() === '') return { reason: 'is empty' };
  try {
    return fromParser(parse(text));
  } catch (error) {
    const detail = error instanceof Error && error.message !== '' ? error.message : 'it ends too early';
    return { reason: `is not an SPDX licence expression: ${detail}` };
  }
}

/** Every licence that is named, from left to right. */
export function licensesIn(expression: LicenseExpression): readonly ExpressionLicense[] {
  return isConjunction(expression) ? [...licensesIn(expression.left), ...licensesIn(expression.right)] : [expression];
}

/** Whether `accepts` holds for what must be kept: for both sides of an AND, for one of an OR. */
export function satisfies(expression: LicenseExpression, accepts: (license: ExpressionLicense) => boolean): boolean {
  if (!isConjunction(expression)) return accepts(expression);
  const left = satisfies(expression.left, accepts);
  const right = satisfies(expression.right, accepts);
  return expression.conjunction === 'and' ? left && right : left || right;
}

function fromParser(info: parse.Info): LicenseExpression {
  if ('conjunction' in info) {
    return { conjunction: info.conjunction, left: fromParser(info.left), right: fromParser(info.right) };
  }
  return { license: info.license, orLater: info.plus === true, exception: info.exception ?? null };
}

/** More alternatives than anybody would weigh: then nothing is taken as a choice. */
const MOST_ALTERNATIVES = 64;

/** The choices that an expression offers, each with all the licences that bind together: "(A OR B) AND C" is A and C, or B and C. */
export function alternativesOf(expression: LicenseExpression): readonly (readonly ExpressionLicense[])[] {
  return alternativesCount(expression) > MOST_ALTERNATIVES ? [licensesIn(expression)] : listAlternatives(expression);
}

function listAlternatives(expression: LicenseExpression): readonly (readonly ExpressionLicense[])[] {
  if (!isConjunction(expression)) return [[expression]];
  const [left, right] = [listAlternatives(expression.left), listAlternatives(expression.right)];
  if (expression.conjunction === 'or') return [...left, ...right];
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function alternativesCount(expression: LicenseExpression): number {
  if (!isConjunction(expression)) return 1;
  const [left, right] = [alternativesCount(expression.left), alternativesCount(expression.right)];
  return expression.conjunction === 'or' ? left + right : left * right;
}
