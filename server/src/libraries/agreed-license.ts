/**
 * What the headers of a library say together. One licence nearly everywhere is the library's; a few permissive headers in a
 * copyleft library change nothing for who links it. Where copyleft licences differ, all of them are said to bind.
 */

import { isConjunction, licensesIn, parseLicenseExpression, type ExpressionLicense, type LicenseExpression } from '../knowledge/license-expression.ts';
import { compareStrictness, familyOf, textOf, type LicenseBase } from '../licensing/license-base.ts';
import type { HeaderLicense } from './header-license.ts';

export interface AgreedLicense {
  readonly expression: LicenseExpression;
  /** Whether hardly a header says otherwise. */
  readonly agreed: boolean;
  /** A clause: "14 of 16 headers say so". */
  readonly detail: string;
}

/** A licence that fewer headers state is a guest: a bundled file, a header of another project. */
const GUEST_SHARE = 0.15;

/** @param headers one entry for each header, undefined where it says nothing */
export function agreeOnLicense(headers: readonly (HeaderLicense | undefined)[], base: LicenseBase): AgreedLicense | undefined {
  const counts = new Map<string, number>();
  for (const header of headers) if (header) counts.set(textOf(header.expression), (counts.get(textOf(header.expression)) ?? 0) + 1);
  const speaking = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (speaking === 0) return undefined;
  const hosts = [...counts].filter(([, count]) => count >= GUEST_SHARE * speaking).sort((a, b) => b[1] - a[1]);
  const read = hosts.map(([text, count]) => ({ expression: expressionOf(text), text, count }));
  const strictest = read.map(({ expression }) => familyOf(expression, base)).sort(compareStrictness).at(-1)!;
  const binding = read.filter(({ expression }) => familyOf(expression, base) === strictest);
  const expression = binding.map((one) => one.expression).reduce((left, right) => ({ conjunction: 'and', left, right }));
  const count = binding.reduce((sum, one) => sum + one.count, 0);
  return { expression: simplified(expression), agreed: binding.length === 1, detail: detailOf(count, speaking, headers.length, [...counts.keys()]) };
}

function detailOf(count: number, speaking: number, all: number, said: readonly string[]): string {
  const silent = all - speaking;
  const others = said.length > 1 ? ` (they name ${said.slice(0, 4).join('; ')}${said.length > 4 ? ' and others' : ''})` : '';
  return `${count} of the ${speaking} headers that state a licence say so${others}${silent > 0 ? `; ${silent} state none` : ''}`;
}

function expressionOf(text: string): LicenseExpression {
  return parseLicenseExpression(text) as LicenseExpression;
}

/** "GPL-2.0-or-later AND GPL-2.0-or-later" of nested expressions: each licence that binds alone is named once. */
function simplified(expression: LicenseExpression): LicenseExpression {
  const isPlainAnd = (one: LicenseExpression): boolean => !isConjunction(one) || (one.conjunction === 'and' && isPlainAnd(one.left) && isPlainAnd(one.right));
  if (!isPlainAnd(expression)) return expression;
  const all = licensesIn(expression);
  return expressionOf([...new Set(all.filter((one) => !all.some((other) => other !== one && holdsFor(other, one))).map(textOf))].join(' AND '));
}

/** "GPL-2.0-or-later" adds nothing beside "GPL-3.0-or-later" or "GPL-2.0-only": whoever keeps those may have it by its own terms. */
function holdsFor(other: ExpressionLicense, one: ExpressionLicense): boolean {
  const [, family, version] = /^(A?GPL|LGPL)-([\d.]+)-or-later$/.exec(one.license) ?? [];
  const [, otherFamily, otherVersion, kind] = /^(A?GPL|LGPL)-([\d.]+)-(or-later|only)$/.exec(other.license) ?? [];
  if (family === undefined || family !== otherFamily || one.exception !== null || other.exception !== null) return false;
  return Number(otherVersion) > Number(version) || (otherVersion === version && kind === 'only');
}
