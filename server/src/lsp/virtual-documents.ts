/**
 * Read-only documents that exist in no folder: licence texts, and files inside of archives, served by the protocol's own
 * `workspace/textDocumentContent` (3.18), so that any client which knows it can show them.
 */

import path from 'node:path';
import type { LicenseText } from '../analysis/analyzer.ts';
import { CONTENTS_HEAD, passageLines } from '../analysis/license-passages.ts';

/** Runs in the server: an editor needs no code of ours to offer it. Its argument is an SPDX id. */
export const SHOW_LICENSE_COMMAND = 'copyleftLens.showLicense';

export const LICENSE_SCHEME = 'copyleft-lens-license';

/** The path ends like a file's, because editors show its last part as the title. */
export function licenseUri(spdxId: string): string {
  return `${LICENSE_SCHEME}:/${encodeURIComponent(spdxId)}.txt`;
}

/** Text of a virtual document; undefined for a URI that is not one of ours or names no known licence. */
export async function textOf(uri: string, licenseText: (spdxId: string) => Promise<LicenseText | undefined>): Promise<string | undefined> {
  const match = new RegExp(`^${LICENSE_SCHEME}:/+(.+)\\.txt$`).exec(uri);
  const license = match && await licenseText(decodeURIComponent(match[1]!));
  if (!license) return undefined;
  const head = license.name === license.spdxId ? license.spdxId : `${license.name} (${license.spdxId})`;
  const body = wrap(license.text.trimEnd(), 80);
  return `${head}\nText from ${license.source}\n${contents(body)}\n${body}\n`;
}

/** A table of what the text speaks of, with lines as the editor counts them. Three lines and the table stand above the text. */
function contents(body: string): string {
  const passages = passageLines(body);
  if (passages.length === 0) return '';
  const above = 3 + passages.length + 2;
  const rows = passages.map(({ title, lines }) => `  ${title}: line ${lines.map((line) => line + above).join(', ')}`);
  return `\n${CONTENTS_HEAD}\n${rows.join('\n')}\n`;
}

const ARCHIVE_PATH = '/archive';

/** A file inside of a zip archive, as Yarn keeps packages; undefined for other files, which editors open themselves. */
export function archiveUri(file: string): string | undefined {
  if (!/\.zip[\\/]/.test(file)) return undefined;
  const place = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return `${LICENSE_SCHEME}:${ARCHIVE_PATH}${place.startsWith('/') ? '' : '/'}${place}`;
}

/** The file that such a document shows. Files that are in no archive are not handed out this way. */
export function archivedFile(uri: string): string | undefined {
  const start = `${LICENSE_SCHEME}:${ARCHIVE_PATH}`;
  if (!uri.startsWith(`${start}/`)) return undefined;
  const file = path.normalize(decodeURIComponent(uri.slice(start.length)).replace(/^\/(?=[A-Za-z]:)/, ''));
  return /\.zip[\\/]/.test(file) ? file : undefined;
}

/** Licence texts of the SPDX list have a paragraph on each line, which nobody can read in an editor. */
function wrap(text: string, width: number): string {
  return text.split('\n').map((line) => wrapLine(line, width)).join('\n');
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const indent = /^ */.exec(line)![0];
  const rows: string[] = [];
  let row = '';
  for (const word of line.trim().split(' ')) {
    if (row !== '' && indent.length + row.length + 1 + word.length > width) {
      rows.push(indent + row);
      row = word;
    } else {
      row = row === '' ? word : `${row} ${word}`;
    }
  }
  return [...rows, indent + row].join('\n');
}
