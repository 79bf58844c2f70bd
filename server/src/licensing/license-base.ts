/**
 * What licensing asks of the bundled knowledge, in one object that is made once: families, judgements, licence texts.
 * Everything is loaded when it is first asked for; what could not be loaded makes a licence "unknown", and the knowledge
 * base says why in every report.
 */

import { isConjunction, type ExpressionLicense, type LicenseExpression } from '../knowledge/license-expression.ts';
import { LICENSE_FAMILIES, type ExceptionFact, type LicenseClass, type LicenseFacts, type LicenseFamily } from '../knowledge/license-facts.ts';
import type { KnowledgeBase } from '../knowledge/knowledge-base.ts';
import { TextMatcher, type TextMatch } from './match-text.ts';

export class LicenseBase {
  private readonly matcher: TextMatcher;

  constructor(readonly knowledge: KnowledgeBase) {
    this.matcher = new TextMatcher(knowledge);
  }

  get facts(): LicenseFacts | undefined {
    return this.knowledge.licenseFacts();
  }

  /** Which licences a text holds; quicker where it is one of the expected ids. */
  matchText(text: string, expected: readonly string[] = []): TextMatch {
    return this.matcher.match(text, expected);
  }

  /** How alike a text is to the text of one licence. */
  likeness(text: string, id: string): number {
    return this.matcher.likeness(text, id);
  }

  /** The class of one licence with its exception; never undefined: what is not known is said to be unknown. */
  classOf(license: ExpressionLicense): LicenseClass {
    const id = textOf(license);
    if (isOwnReference(license.license)) {
      return { id, family: 'custom', source: 'SPDX specification 2.3, annex D.2', detail: 'a licence of its own that the SPDX list does not hold' };
    }
    const base = this.facts?.classOf(license.license);
    if (!base) return { id, family: 'unknown', source: 'Copyleft Lens', detail: 'it is not on the SPDX list that is bundled' };
    const exception = license.exception === null ? undefined : this.facts?.exception(license.exception);
    return exception ? withException(id, base, exception) : { ...base, id };
  }
}

/** An exception for linking takes the copyleft off works that use the code; others leave its reach as it is. */
function withException(id: string, base: LicenseClass, exception: ExceptionFact): LicenseClass {
  const strong = base.family === 'strong-copyleft' || base.family === 'network-copyleft';
  const family = !strong ? base.family : EASED[exception.effect] ?? base.family;
  return { id, family, source: exception.source, detail: `${exception.id}: ${exception.detail}` };
}

const EASED: Readonly<Partial<Record<ExceptionFact['effect'], LicenseFamily>>> = {
  linking: 'library-copyleft',
  output: 'library-copyleft',
  font: 'file-copyleft',
};

/** "LicenseRef-…" and "DocumentRef-…:LicenseRef-…". */
export function isOwnReference(license: string): boolean {
  return license.includes('LicenseRef-');
}

/** An expression as SPDX text, with parentheses only where they are needed. */
export function textOf(expression: LicenseExpression): string {
  if (!isConjunction(expression)) {
    const { license, orLater, exception } = expression;
    return `${license}${orLater ? '+' : ''}${exception === null ? '' : ` WITH ${exception}`}`;
  }
  const side = (part: LicenseExpression): string =>
    isConjunction(part) && expression.conjunction === 'and' && part.conjunction === 'or' ? `(${textOf(part)})` : textOf(part);
  return `${side(expression.left)} ${expression.conjunction.toUpperCase()} ${side(expression.right)}`;
}

/** How much a family asks, the most first: what a person should hear of when several meet in one expression. */
const STRICTNESS: readonly LicenseFamily[] = [
  'proprietary',
  'missing',
  'unknown',
  'custom',
  'source-available',
  ...LICENSE_FAMILIES.slice(0, 5),
];

export function stricter(a: LicenseFamily, b: LicenseFamily): LicenseFamily {
  return STRICTNESS.indexOf(a) <= STRICTNESS.indexOf(b) ? a : b;
}

export function compareStrictness(a: LicenseFamily, b: LicenseFamily): number {
  return STRICTNESS.indexOf(b) - STRICTNESS.indexOf(a);
}

/** The family of what is kept: of an OR the milder side, of an AND the stricter. */
export function familyOf(expression: LicenseExpression, base: LicenseBase): LicenseFamily {
  if (!isConjunction(expression)) return base.classOf(expression).family;
  const [left, right] = [familyOf(expression.left, base), familyOf(expression.right, base)];
  const strict = stricter(left, right);
  return expression.conjunction === 'and' ? strict : strict === left ? right : left;
}

const WORDS: Readonly<Record<LicenseFamily, string>> = {
  'network-copyleft': 'network copyleft',
  'strong-copyleft': 'strong copyleft',
  'library-copyleft': 'weak copyleft (library)',
  'file-copyleft': 'weak copyleft (file)',
  permissive: 'permissive',
  'source-available': 'source-available, not open source',
  proprietary: 'proprietary',
  custom: 'a licence of its own',
  unknown: 'unknown',
  missing: 'no licence stated',
};

export function familyWords(family: LicenseFamily): string {
  return WORDS[family];
}
