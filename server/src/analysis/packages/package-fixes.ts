/** What can be done about a package: see its licence, record a choice, allow it for a while, go to where it is wanted. */

import path from 'node:path';
import { isReadable, type Files } from '../../base/files.ts';
import { LineIndex } from '../../base/line-index.ts';
import { START_OF_FILE, type Range } from '../../base/location.ts';
import type { Finding, Fix, TextEdit } from '../../findings/finding.ts';
import { licensesIn, parseLicenseExpression } from '../../knowledge/license-expression.ts';
import { REASON_PLACEHOLDER } from '../../licensing/policy.ts';
import { allowPackageEdit, applyTextEdits, recordChoiceEdit } from '../../licensing/policy-edits.ts';
import { readManifest } from '../../npm/manifest.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';
import type { FixDocument } from '../../rules/rule.ts';

/** Long enough to replace a package, short enough to be asked again. */
const MONTHS_ALLOWED = 6;

/** @param today "2026-11-25" */
export function packageFixes(finding: Finding, document: FixDocument, files: Files, today: string): Fix[] {
  const { package: name, version, policy, license, licenseFile, alternatives, wantedBy } = finding.data ?? {};
  if (name === undefined || policy === undefined) return [];
  return [
    ...licenseTexts(name, licenseFile, license),
    ...choices(name, alternatives === undefined ? [] : (JSON.parse(alternatives) as string[]), policy, files),
    ...(wantedBy === undefined ? [] : [placeOf(name, wantedBy, files)]),
    allow(name, version ?? null, policy, files, today),
    ...suppression(finding, document),
  ];
}

/** For a package that nothing is found of: a choice can be recorded before somebody asks for it. */
export function choiceFixes({ name, judgement, license }: BroughtPackage, policy: string, files: Files): Fix[] {
  if (judgement.alternatives.length < 2) return [];
  return [...choices(name, judgement.alternatives, policy, files), ...licenseTexts(name, license.files[0], license.text ?? undefined)];
}

/** The package's own text first: it is the one that is granted. */
function licenseTexts(name: string, file: string | undefined, license: string | undefined): Fix[] {
  const expression = license === undefined ? undefined : parseLicenseExpression(license);
  const ids = !expression || 'reason' in expression ? [] : [...new Set(licensesIn(expression).map((part) => part.license))];
  return [
    ...(file === undefined ? [] : [{ title: `View the licence text of ${name} (${path.basename(file)})`, open: { file, range: START_OF_FILE } }]),
    ...ids.map((id) => ({ title: `View the licence text (${id})`, showLicense: id })),
  ];
}

function choices(name: string, alternatives: readonly string[], policy: string, files: Files): Fix[] {
  return alternatives.map((license) => ({
    title: `Choose ${license} for ${name}, and record it in ${path.basename(policy)}`,
    edits: created(recordChoiceEdit(policy, textOf(policy, files), name, license), policy, files),
  }));
}

function allow(name: string, version: string | null, policy: string, files: Files, today: string): Fix {
  const expires = monthsAfter(today, MONTHS_ALLOWED);
  const text = textOf(policy, files);
  const edits = allowPackageEdit(policy, text, name, version, expires);
  return {
    title: `Allow ${version === null ? name : `${name}@${version}`} until ${expires}, with a reason, in ${path.basename(policy)}`,
    edits: created(edits, policy, files),
    open: { file: policy, range: placeOfReason(applyTextEdits(text ?? '', edits)) },
  };
}

/** Where a person goes on typing once the edit is made. */
function placeOfReason(text: string): Range {
  const at = text.lastIndexOf(REASON_PLACEHOLDER);
  return at < 0 ? START_OF_FILE : new LineIndex(text).range({ start: at, end: at + REASON_PLACEHOLDER.length });
}

function textOf(file: string, files: Files): string | null {
  const content = files.read(file);
  return isReadable(content) ? content.text : null;
}

function created(edits: readonly TextEdit[], policy: string, files: Files): TextEdit[] {
  return files.stat(policy) ? [...edits] : edits.map((edit) => ({ ...edit, creates: true }));
}

function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

function placeOf(name: string, wantedBy: string, files: Files): Fix {
  const declared = readManifest(wantedBy, files)?.dependencies.find((dependency) => dependency.name === name);
  const owner = path.basename(path.dirname(wantedBy));
  return { title: `Open the place that pulls it in (package.json of ${owner})`, open: { file: wantedBy, range: declared?.range ?? START_OF_FILE } };
}

/** A comment, where there can be one. */
function suppression(finding: Finding, { lines }: FixDocument): Fix[] {
  if (path.basename(finding.file) === 'package.json') return [];
  const { line } = finding.range.start;
  const indent = /^\s*/.exec(lines.lineText(line))![0];
  const at = { line, column: 1 };
  return [
    {
      title: `Suppress ${finding.rule} here, with a reason`,
      edits: [{ file: finding.file, range: { start: at, end: at }, newText: `${indent}// copyleft-lens-ignore-next-line ${finding.rule} -- ${REASON_PLACEHOLDER}\n` }],
      placeholder: REASON_PLACEHOLDER,
    },
  ];
}
