/** Conan: conanfile.txt, the requirements that a conanfile.py writes down literally, and conan.lock. No Python is run. */

import type { Unread } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Declared, DeclaredPackage } from './declared-package.ts';

/** "zlib/1.2.13@user/channel#revision%time" */
const REFERENCE = /^([a-z0-9_][\w+.-]*)\/(\[[^\]]*\]|[^@#%\s]+)/;

export function readConanText(text: string, file: string): Declared {
  let section = '';
  const lines = new LineIndex(text);
  let at = 0;
  const packages: DeclaredPackage[] = [];
  for (const line of text.split('\n')) {
    const plain = line.replace(/#(?![0-9a-f]{8,}).*$/, '').trim();
    if (/^\[.*\]$/.test(plain)) section = plain;
    else if (section === '[requires]' && plain !== '') packages.push(...packageOf(plain, file, lines, at + line.indexOf(plain)));
    at += line.length + 1;
  }
  return { packages, unread: [] };
}

export function readConanPython(text: string, file: string): Declared {
  const lines = new LineIndex(text);
  const packages: DeclaredPackage[] = [];
  const unread: Unread[] = [];
  for (const match of text.matchAll(/^[ \t]*requires\s*=\s*(\([^)]*\)|\[[^\]]*\]|[^\n#]*(?:,\s*\n[^\n#]*)*)|\bself\.requires\(\s*([^),]*)/gm)) {
    const written = match[1] ?? match[2]!;
    const start = match.index + match[0].indexOf(written);
    const literals = [...written.matchAll(/(?<![\w])["']([^"']*)["']/g)].flatMap((literal) => packageOf(literal[1]!, file, lines, start + literal.index + 1));
    packages.push(...literals);
    if (literals.length === 0) unread.push({ file, line: lines.position(start).line, reason: `asks for a library by an expression, "${written.trim().slice(0, 60)}", which is not worked out` });
  }
  return { packages, unread };
}

/** Of Conan 2, a list of references; of Conan 1, a graph of nodes. */
export function readConanLock(text: string, file: string): Declared {
  const lines = new LineIndex(text);
  const packages = [...text.matchAll(/"([a-z0-9_][\w+.-]*\/[^"\s]+)"/g)].flatMap((match) => packageOf(match[1]!, file, lines, match.index + 1));
  return { packages, unread: [] };
}

function packageOf(reference: string, file: string, lines: LineIndex, start: number): DeclaredPackage[] {
  const [whole, name, version] = REFERENCE.exec(reference.trim()) ?? [];
  if (name === undefined) return [];
  const range = lines.range({ start, end: start + whole!.length });
  return [{ name, version: version!.startsWith('[') ? null : version!, features: [], manager: 'Conan', at: { file, range } }];
}
