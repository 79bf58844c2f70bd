/** package.json as an English user sees it: with the texts of package.nls.json in their places. */

import fs from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');

export interface Manifest {
  readonly activationEvents: readonly string[];
  readonly main: string;
  readonly icon: string;
  readonly l10n: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: readonly { readonly title: string; readonly properties: Readonly<Record<string, unknown>> }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: { readonly image: Readonly<Record<string, string>> } }[] }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
}

export function readManifest(): Manifest {
  const texts = readTexts();
  return JSON.parse(manifestText(), (_key, value: unknown) => (typeof value === 'string' ? value.replace(/^%(.+)%$/, (whole, key: string) => texts[key] ?? whole) : value)) as Manifest;
}

export function manifestText(): string {
  return fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8');
}

export function readTexts(): Readonly<Record<string, string>> {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
}
