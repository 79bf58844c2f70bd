/**
 * Debian's machine-readable copyright files (DEP-5, "copyright-format/1.0"): which files of a source package are under which
 * licence. Reading them and asking them; what a *library* of the package is under is a question for whoever knows which
 * sources it is made of: `Files: *` speaks of the tools as well.
 */

import type { LicenseExpression } from '../knowledge/license-expression.ts';
import { debianLicense, type DebianLicense } from './debian-license.ts';
import type { LicenseBase } from './license-base.ts';

export interface FilesStanza {
  /** Patterns as written: "*", "lib/*.c". */
  readonly patterns: readonly string[];
  readonly license: DebianLicense;
  readonly copyright: string;
  /** 1-based line of its "Files:". */
  readonly line: number;
}

export interface DebianCopyright {
  /** In the order of the file: of those that match a path, the last one counts. */
  readonly stanzas: readonly FilesStanza[];
  readonly upstreamName: string | null;
  /** What could not be read, with its line. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

interface Field {
  readonly name: string;
  /** Continuation lines without their first blank; a line with a dot alone is empty. */
  readonly value: string;
  readonly line: number;
}

type Paragraph = ReadonlyMap<string, Field>;

export function readDebianCopyright(text: string, base: LicenseBase): DebianCopyright | { readonly reason: string } {
  const problems: { line: number; message: string }[] = [];
  const paragraphs = paragraphsOf(text, problems);
  const format = paragraphs[0]?.get('format') ?? paragraphs[0]?.get('format-specification');
  if (!format || !/copyright-format|dep-?5|machine-readable/i.test(format.value)) return { reason: 'is no machine-readable copyright file (it names no Format)' };

  const texts = new Map<string, string>();
  for (const paragraph of paragraphs.slice(1)) {
    const license = paragraph.get('license');
    if (license && !paragraph.has('files')) texts.set(shortName(license.value).toLowerCase(), bodyOf(license.value));
  }
  const whole = paragraphs[0]!.get('license');
  const stanzas = paragraphs.slice(1).flatMap((paragraph): FilesStanza[] => {
    const files = paragraph.get('files');
    if (!files) return [];
    const license = paragraph.get('license') ?? whole;
    if (!license) problems.push({ line: files.line, message: 'these files have no License' });
    return [
      {
        patterns: files.value.split(/\s+/).filter((pattern) => pattern !== ''),
        license: license ? debianLicense(shortName(license.value), bodyOf(license.value), (name) => texts.get(name.toLowerCase()), base) : NO_LICENSE,
        copyright: paragraph.get('copyright')?.value.trim() ?? '',
        line: files.line,
      },
    ];
  });
  if (stanzas.length === 0) problems.push({ line: 1, message: 'it speaks of no files' });
  return { stanzas, upstreamName: paragraphs[0]!.get('upstream-name')?.value.trim() ?? null, problems };
}

const NO_LICENSE: DebianLicense = { name: '', expression: null, unread: ['(none)'], exceptionsLeftOut: [], source: 'name' };

/** The stanza that counts for a path of the source package; undefined where none does. */
export function stanzaFor(copyright: DebianCopyright, path: string): FilesStanza | undefined {
  return copyright.stanzas.findLast(({ patterns }) => patterns.some((pattern) => matchesGlob(pattern, path)));
}

/** The licences of all stanzas that some path below a directory may fall under: "src", "lib". */
export function stanzasBelow(copyright: DebianCopyright, directory: string): readonly FilesStanza[] {
  return copyright.stanzas.filter(({ patterns }) => patterns.some((pattern) => pattern.startsWith(`${directory}/`) || matchesGlob(pattern, `${directory}/x`)));
}

/** All that bind together somewhere in the package; null where one of them could not be read. */
export function wholeExpression(copyright: DebianCopyright): LicenseExpression | null {
  const expressions = copyright.stanzas.map(({ license }) => license.expression);
  if (expressions.length === 0 || expressions.includes(null)) return null;
  return (expressions as LicenseExpression[]).reduce((left, right) => ({ conjunction: 'and', left, right }));
}

/** "*" stands for any characters, slashes included, and "?" for one (copyright-format 1.0, "Files"). */
export function matchesGlob(pattern: string, path: string): boolean {
  const plain = pattern.replace(/^\.\//, '');
  const source = plain.replace(/\\([*?\\])|[.+^${}()|[\]\\*?]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return found === '*' ? '[^]*' : found === '?' ? '[^]' : `\\${found}`;
  });
  return new RegExp(`^${source.replace(/(?:\[\^\]\*){2,}/g, '[^]*')}$`).test(path);
}

function shortName(license: string): string {
  return license.split('\n')[0]!.trim();
}

function bodyOf(license: string): string {
  const end = license.indexOf('\n');
  return end < 0 ? '' : license.slice(end + 1);
}

/** Paragraphs of fields, as Debian's control files have them. */
function paragraphsOf(text: string, problems: { line: number; message: string }[]): Paragraph[] {
  const paragraphs: Map<string, Field>[] = [];
  let current: Map<string, Field> | undefined;
  let field: { name: string; lines: string[]; line: number } | undefined;
  const close = (): void => {
    if (current && field) current.set(field.name, { name: field.name, value: field.lines.join('\n'), line: field.line });
    field = undefined;
  };
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.startsWith('#')) return;
    if (/^\s*$/.test(line)) {
      close();
      current = undefined;
      return;
    }
    const head = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    if (/^[ \t]/.test(line) && field) field.lines.push(/^[ \t]+\.[ \t]*$/.test(line) ? '' : line.slice(1));
    else if (head) {
      close();
      if (!current) paragraphs.push((current = new Map()));
      field = { name: head[1]!.toLowerCase(), lines: [head[2]!], line: i + 1 };
    } else if (paragraphs.length > 0) problems.push({ line: i + 1, message: 'this line is no field and goes on with none' });
  });
  close();
  return paragraphs;
}
