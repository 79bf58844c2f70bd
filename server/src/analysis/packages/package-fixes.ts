/** What can be done about a package: see its licence, record a choice, allow it for a while, go to where it is wanted. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { START_OF_FILE } from '../../base/location.ts';
import type { Finding, Fix, TextEdit } from '../../findings/finding.ts';
import { licensesIn, parseLicenseExpression } from '../../knowledge/license-expression.ts';
import { allowPackageEdit, applyTextEdits, recordChoiceEdit, setProjectLicenseEdit } from '../../licensing/policy-edits.ts';
import { readManifest } from '../../npm/manifest.ts';
import type { BroughtPackage } from '../../resolve/package-subject.ts';
import { monthsAfter, placeOfReason, textIn } from '../suppression-fixes.ts';

/** Long enough to replace a package, short enough to be asked again. */
const MONTHS_ALLOWED = 6;

/** @param today "2026-11-25" */
export function packageFixes(finding: Finding, files: Files, today: string): Fix[] {
  const { package: name, version, policy, license, licenseFile, alternatives, wantedBy, replacements } = finding.data ?? {};
  if (name === undefined || policy === undefined) return [];
  return [
    ...licenseTexts(name, licenseFile, license),
    ...choices(name, alternatives === undefined ? [] : (JSON.parse(alternatives) as string[]), policy, files),
    ...(replacements === undefined ? [] : replacementsOf(name, replacements)),
    ...(wantedBy === undefined ? [] : [placeOf(name, wantedBy, files)]),
    allow(name, version ?? null, policy, files, today),
    ...projectLicense(license, policy, files),
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
    edits: created(recordChoiceEdit(policy, textIn(policy, files), name, license), policy, files),
  }));
}

/** What can take a library's place, to be read: no edit of ours could make it work. */
function replacementsOf(name: string, replacements: string): Fix[] {
  return (JSON.parse(replacements) as { name: string; license: string; note: string }[]).map((other) => ({
    title: `Instead of ${name}: ${other.name} (${other.license}), ${other.note}`,
    ...licenseToShow(other.license),
  }));
}

function licenseToShow(license: string): Pick<Fix, 'showLicense'> {
  const expression = parseLicenseExpression(license);
  const [first] = 'reason' in expression ? [] : licensesIn(expression);
  return first ? { showLicense: first.license } : {};
}

function allow(name: string, version: string | null, policy: string, files: Files, today: string): Fix {
  const expires = monthsAfter(today, MONTHS_ALLOWED);
  const text = textIn(policy, files);
  const edits = allowPackageEdit(policy, text, name, version, expires);
  return {
    title: `Allow ${version === null ? name : `${name}@${version}`} until ${expires}, with a reason, in ${path.basename(policy)}`,
    edits: created(edits, policy, files),
    open: { file: policy, range: placeOfReason(applyTextEdits(text ?? '', edits)) },
  };
}

/** Where the project itself may be under the licence of what it uses, that settles it. */
function projectLicense(license: string | undefined, policy: string, files: Files): Fix[] {
  const parsed = license === undefined ? undefined : parseLicenseExpression(license);
  if (license === undefined || !parsed || 'reason' in parsed) return [];
  const edits = setProjectLicenseEdit(policy, textIn(policy, files), license);
  return [{ title: `Set the licence of the project to ${license}, in ${path.basename(policy)}`, edits: created(edits, policy, files) }];
}

function created(edits: readonly TextEdit[], policy: string, files: Files): TextEdit[] {
  return files.stat(policy) ? [...edits] : edits.map((edit) => ({ ...edit, creates: true }));
}

function placeOf(name: string, wantedBy: string, files: Files): Fix {
  const declared = readManifest(wantedBy, files)?.dependencies.find((dependency) => dependency.name === name);
  const owner = path.basename(path.dirname(wantedBy));
  return { title: `Open the place that pulls it in (package.json of ${owner})`, open: { file: wantedBy, range: declared?.range ?? START_OF_FILE } };
}
