/** What the "License" section of a README says: an SPDX id or a spelling that can be read, or a licence's text or notice. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Evidence } from '../findings/finding.ts';
import { parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { textOf, type LicenseBase } from './license-base.ts';
import { readLicenseString } from './manifest-license.ts';

export interface ReadmeLicense {
  readonly expression: LicenseExpression;
  readonly evidence: Evidence;
}

const README = /^readme(?:\.(?:md|markdown|txt|rst))?$/i;
/** "## License", "License" over a line of dashes, "**License:** MIT". */
const HEADING = /^(?:#{1,6}\s*|\*\*|__)?(?:\W*\s)?licen[cs](?:e|ing)s?\b[^\n]{0,20}$/gim;
const LONGEST_SECTION = 40_000;

export function readmeLicense(directory: string, files: Files, base: LicenseBase): ReadmeLicense | undefined {
  const readme = files.list(directory).find(({ name, kind }) => kind === 'file' && README.test(name));
  if (!readme) return undefined;
  const file = path.join(directory, readme.name);
  const content = files.read(file);
  if (!isReadable(content)) return undefined;
  for (const section of sectionsOf(content.text)) {
    const said = readSection(section.text, base);
    if (!said) continue;
    const range = new LineIndex(content.text).range({ start: section.start, end: section.start + section.text.trimEnd().length });
    return { expression: said.expression, evidence: { message: `${readme.name} says in its section on the licence: ${said.words}`, location: { file, range } } };
  }
  return undefined;
}

interface Section {
  readonly start: number;
  readonly text: string;
}

/** From a heading to the next one; the last sections first, because that is where licences stand. */
function sectionsOf(text: string): readonly Section[] {
  const sections = [...text.matchAll(HEADING)].map(({ index, 0: heading }) => {
    const start = index + heading.length;
    const next = text.slice(start).search(/^(?:#{1,6}\s|[^\n]+\n[=-]{3,}\s*$)/m);
    return { start, text: text.slice(start, next < 0 ? start + LONGEST_SECTION : start + next) };
  });
  return sections.filter((section) => section.text.trim() !== '').reverse();
}

function readSection(text: string, base: LicenseBase): { expression: LicenseExpression; words: string } | undefined {
  const matched = base.matchText(text).licenses.map(({ expression }) => expression);
  const texts = [...new Set(matched)].flatMap((id) => {
    const parsed = parseLicenseExpression(id);
    return 'reason' in parsed ? [] : [parsed];
  });
  if (texts.length > 0) {
    const expression = texts.reduce((left, right) => ({ conjunction: 'and', left, right }));
    return { expression, words: `the text of ${textOf(expression)}` };
  }
  const line = firstLine(text);
  const said = line === '' ? undefined : readLicenseString(line);
  return said && 'expression' in said ? { expression: said.expression, words: `"${line}"` } : undefined;
}

/** "[MIT](LICENSE) © Jane Doe", "MIT. See LICENSE." → "MIT". */
function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => /[A-Za-z]/.test(candidate)) ?? '';
  return line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`>#]/g, '')
    .split(/©|\(c\)|copyright|[,;.](?:\s|$)|\s[–—-]\s|\bsee\b/i)[0]!
    .replace(/^(?:this (?:project|package|library|software|module) )?(?:is )?(?:released|licensed|available|distributed)?\s*(?:under )?(?:the )?(?:terms of )?(?:the )?/i, '')
    .trim();
}
