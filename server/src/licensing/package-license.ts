/**
 * The licence of a package, with its evidence in order of trust: the manifest's field, the licence files' text, the README's
 * section, the lockfile's field. What is said in one place and contradicted in another is kept as a mismatch.
 */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import { START_OF_FILE, startOfLine } from '../base/location.ts';
import type { Evidence } from '../findings/finding.ts';
import { licensesIn, parseLicenseExpression, type LicenseExpression } from '../knowledge/license-expression.ts';
import { textOf, type LicenseBase } from './license-base.ts';
import { findMismatch, type Mismatch } from './license-mismatch.ts';
import { readTogether } from './match-text.ts';
import { licenseFilesIn, matchLicenseFiles, readInside, type MatchedFile } from './license-files.ts';
import { isCustom, readLicenseString, readManifestLicense, type ManifestLicense } from './manifest-license.ts';
import { readStatement } from './license-statement.ts';
import { wordsOf } from './license-words.ts';
import { readmeLicense } from './readme-license.ts';

export interface PackageLicenseInput {
  readonly name: string;
  readonly version: string | null;
  /** Where it is unpacked; null: not installed. Nothing outside of it is read. */
  readonly directory: string | null;
  /** Its package.json; null: not installed or unreadable. */
  readonly manifest: Readonly<Record<string, unknown>> | null;
  readonly lockfile: { readonly value: string; readonly file: string; readonly line?: number } | null;
}

export interface PackageLicense {
  /** As stated: "MIT OR GPL-3.0-or-later", "SEE LICENSE IN EULA.txt", "UNLICENSED"; null: nothing stated, no text recognised. */
  readonly text: string | null;
  /** Null where it is no SPDX expression; `state` says what it is then. */
  readonly expression: LicenseExpression | null;
  /** unlicensed: no licence is granted, in so many words. custom: own terms that a person has to read. unknown: stated, but unreadable. */
  readonly state: 'known' | 'unlicensed' | 'custom' | 'unknown' | 'missing';
  /** In order of trust, with places. */
  readonly evidence: readonly Evidence[];
  /** The package's own licence texts, absolute; the first is the one to show. */
  readonly files: readonly string[];
  readonly mismatch: Mismatch | null;
  /** The spelling that was read as `expression`, where it is no SPDX expression. */
  readonly correctedFrom?: string;
  /** Whether licence texts were looked at: the quick answer looks only where the manifest does not say. */
  readonly textsCompared: boolean;
}

/** The quick answer: texts are read only where the manifest states no SPDX expression. */
export function licenseOfPackage(input: PackageLicenseInput, files: Files, base: LicenseBase): PackageLicense {
  const manifestFile = input.directory === null ? null : path.join(input.directory, 'package.json');
  const said: ManifestLicense = input.manifest === null ? { kind: 'missing' } : readManifestLicense(input.manifest);
  const evidence = input.manifest === null ? [] : [manifestEvidence(said, manifestFile)];
  switch (said.kind) {
    case 'expression':
      return { ...licenseFrom(said.expression, evidence), ...NOT_COMPARED };
    case 'unlicensed':
      return { text: said.written, expression: null, state: 'unlicensed', evidence, ...NOT_COMPARED };
    case 'corrected': {
      const license: PackageLicense = { ...licenseFrom(said.expression, evidence), ...NOT_COMPARED, correctedFrom: said.written };
      return said.assumption === null ? license : preferText(license, fromFiles(input, files, base, evidence, said));
    }
    default:
      return fromFiles(input, files, base, evidence, said);
  }
}

/** The whole answer: licence texts are read and compared with what the manifest states. */
export function compareWithTexts(license: PackageLicense, input: PackageLicenseInput, files: Files, base: LicenseBase): PackageLicense {
  if (license.textsCompared || input.directory === null) return license;
  const expected = license.expression === null ? [] : licensesIn(license.expression).map(({ license: id }) => id);
  const matched = matchLicenseFiles(licenseFilesIn(input.directory, files), files, base, expected);
  const evidence = [...license.evidence, ...matched.flatMap(fileEvidence)];
  const mismatch = license.expression === null ? null : findMismatch(license.expression, matched, base);
  return { ...license, evidence, files: matched.map(({ file }) => file), mismatch, textsCompared: true };
}

const NOT_COMPARED = { files: [], mismatch: null, textsCompared: false } as const;

function licenseFrom(expression: LicenseExpression, evidence: readonly Evidence[]): Pick<PackageLicense, 'text' | 'expression' | 'state' | 'evidence'> {
  return { text: textOf(expression), expression, state: isCustom(expression) ? 'custom' : 'known', evidence };
}

/** A text that was recognised says more than a spelling that leaves the version open, where both are of one family. */
function preferText(stated: PackageLicense, found: PackageLicense): PackageLicense {
  const kind = (license: PackageLicense): string => license.text?.split('-')[0] ?? '';
  const { correctedFrom } = stated;
  if (found.expression === null || kind(found) !== kind(stated)) return { ...stated, evidence: found.evidence, files: found.files, textsCompared: true };
  return { ...found, ...(correctedFrom === undefined ? {} : { correctedFrom }) };
}

/** Licence files, then the README, then the lockfile. */
function fromFiles(
  input: PackageLicenseInput,
  files: Files,
  base: LicenseBase,
  before: readonly Evidence[],
  said: ManifestLicense,
): PackageLicense {
  const { directory } = input;
  const named = said.kind === 'see-file' && directory !== null ? readInside(directory, said.file, files) : undefined;
  const paths = directory === null ? [] : licenseFilesIn(directory, files);
  const first = named && 'file' in named ? [named.file] : [];
  const matched = directory === null ? [] : matchLicenseFiles([...first, ...paths.filter((file) => !first.includes(file))], files, base);
  const evidence = [
    ...before,
    ...(named && 'reason' in named ? [{ message: `"${said.kind === 'see-file' ? said.file : ''}" ${named.reason}` }] : []),
    ...matched.flatMap(fileEvidence),
  ];
  const common = { files: matched.map(({ file }) => file), mismatch: null, textsCompared: true };
  const written = 'written' in said ? said.written : null;

  const relevant = first.length > 0 ? matched.slice(0, 1) : matched;
  const expression = expressionOf(relevant);
  // Who points to a file has reason not to name a licence: terms of one's own around or inside of a well-known text are no such licence.
  if (expression && said.kind === 'see-file' && hasOwnTerms(relevant)) return { text: written, expression: null, state: 'custom', evidence, ...common };
  if (expression) return { ...licenseFrom(expression, evidence), text: textOf(expression), ...common };
  const statement = statementIn(relevant);
  if (statement) return { ...licenseFrom(statement.expression, [...evidence, statement.evidence]), ...common };
  if (said.kind === 'see-file') return { text: written, expression: null, state: 'custom', evidence, ...common };

  const readme = directory === null ? undefined : readmeLicense(directory, files, base);
  if (readme) return { ...licenseFrom(readme.expression, [...evidence, readme.evidence]), ...common };
  const locked = lockfileLicense(input);
  if (locked) return { ...licenseFrom(locked.expression, [...evidence, locked.evidence]), ...common };

  if (said.kind === 'invalid') return { text: written, expression: null, state: 'unknown', evidence, ...common };
  if (matched.length > 0) return { text: null, expression: null, state: 'custom', evidence, ...common };
  const nothing = { message: directory === null ? 'the package is not installed, so nothing of it could be read' : 'no licence file was found' };
  return { text: null, expression: null, state: 'missing', evidence: [...evidence, nothing], ...common };
}

/** Less alike has a clause more, or another one. */
const UNCHANGED = 0.95;
/** Words before the first licence that a greeting and a copyright notice need. */
const GREETING = 60;

/** Whether a file holds more than the licences that were recognised: before them, or in them. What stands behind them is mostly of others. */
function hasOwnTerms(matched: readonly MatchedFile[]): boolean {
  return matched.some(({ text, match: { licenses } }) => {
    const [first] = licenses;
    if (!first) return false;
    const before = text.slice(0, new LineIndex(text).offset(first.range.start));
    return licenses.some(({ score }) => score < UNCHANGED) || wordsOf(before).hashes.length > GREETING;
  });
}

/** A file that names licences without holding their texts. */
function statementIn(matched: readonly MatchedFile[]): { expression: LicenseExpression; evidence: Evidence } | undefined {
  for (const { file, text } of matched) {
    const statement = readStatement(text);
    if (!statement) continue;
    const range = new LineIndex(text).range(statement.span);
    return { expression: statement.expression, evidence: { message: `${path.basename(file)} says that ${textOf(statement.expression)} applies`, location: { file, range } } };
  }
  return undefined;
}

function lockfileLicense({ lockfile }: PackageLicenseInput): { expression: LicenseExpression; evidence: Evidence } | undefined {
  if (lockfile === null) return undefined;
  const said = readLicenseString(lockfile.value);
  if (!('expression' in said)) return undefined;
  return {
    expression: said.expression,
    evidence: { message: `"license": "${lockfile.value}" in the lockfile`, location: { file: lockfile.file, range: startOfLine(lockfile.line ?? 1) } },
  };
}

/** Several texts: all of them, because nothing says that they are a choice. */
function expressionOf(matched: readonly MatchedFile[]): LicenseExpression | undefined {
  const texts = new Set<string>();
  for (const { expression } of readTogether(matched.flatMap(({ match }) => match.licenses))) texts.add(expression);
  const parsed = [...texts].flatMap((text) => {
    const expression = parseLicenseExpression(text);
    return 'reason' in expression ? [] : [expression];
  });
  return parsed.length === 0 ? undefined : parsed.reduce((left, right) => ({ conjunction: 'and', left, right }));
}

function manifestEvidence(said: ManifestLicense, manifestFile: string | null): Evidence {
  const location = manifestFile === null ? {} : { location: { file: manifestFile, range: START_OF_FILE } };
  switch (said.kind) {
    case 'missing':
      return { message: 'package.json states no licence', ...location };
    case 'invalid':
      return { message: `package.json says "${said.written}", which ${said.reason}`, ...location };
    case 'corrected':
      return {
        message: `package.json says "${said.written}", read as ${textOf(said.expression)}${said.assumption === null ? '' : ` (${said.assumption})`}`,
        ...location,
      };
    case 'expression':
      return { message: `package.json says "${said.written}"${said.legacy ? ', in an old form of the field' : ''}`, ...location };
    default:
      return { message: `package.json says "${said.written}"`, ...location };
  }
}

function fileEvidence({ file, match, unread }: MatchedFile): Evidence[] {
  if (unread !== undefined) return [{ message: `${path.basename(file)} ${unread}`, location: { file, range: START_OF_FILE } }];
  if (match.licenses.length === 0) {
    const nearest = match.nearest ? ` (nearest: ${match.nearest.expression}, ${percent(match.nearest.score)})` : '';
    return [{ message: `${path.basename(file)} holds the text of no licence on the SPDX list${nearest}`, location: { file, range: START_OF_FILE } }];
  }
  return match.licenses.map(({ expression, score, range, source }) => ({
    message: `${path.basename(file)} holds the text of ${expression} (${percent(score)} alike)`,
    location: { file, range },
    source,
  }));
}

function percent(score: number): string {
  return `${(Math.floor(score * 1000) / 10).toFixed(1).replace(/\.0$/, '')} %`;
}
