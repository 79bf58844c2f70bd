/** The texts of the client that can be translated: what stands in l10n.t('…'). */

import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');
export const BUNDLE = path.join(ROOT, 'l10n', 'bundle.l10n.json');

export interface ClientSource {
  readonly name: string;
  readonly text: string;
}

export function clientSources(): ClientSource[] {
  const folder = path.join(ROOT, 'client', 'src');
  return fs.readdirSync(folder).map((name) => ({ name, text: fs.readFileSync(path.join(folder, name), 'utf8') }));
}

export function textsOf(sources: readonly ClientSource[]): string[] {
  const found = sources.flatMap(({ text }) => [...text.matchAll(/\bl10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1]!.replace(/\\'/g, "'")));
  return [...new Set(found)].sort();
}
