/** Reads the .pc files of pkg-config: variables and fields. What it asks for is kept as written, without its versions. */

import { parseLicenseExpression } from '../knowledge/license-expression.ts';

export interface PkgConfigFile {
  readonly name: string | null;
  readonly version: string | null;
  readonly url: string | null;
  /** As written; hardly any file has it. */
  readonly license: string | null;
  /** Names of .pc files. */
  readonly requires: readonly string[];
  readonly requiresPrivate: readonly string[];
  /** "m" of -lm. */
  readonly linkNames: readonly string[];
  readonly privateLinkNames: readonly string[];
  /** Of -I, with variables filled in. */
  readonly includeDirectories: readonly string[];
}

/** More than that is a circle. */
const DEEPEST = 20;

export function readPkgConfig(text: string): PkgConfigFile {
  const variables = new Map<string, string>();
  const fields = new Map<string, string>();
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const plain = line.replace(/(^|\s)#.*$/, '').trim();
    const [, name, sign, value] = /^([A-Za-z0-9_.]+)\s*([=:])\s*(.*)$/.exec(plain) ?? [];
    if (name !== undefined) (sign === '=' ? variables : fields).set(sign === '=' ? name : name.toLowerCase(), value!);
  }
  const filled = (value: string, depth = 0): string =>
    depth > DEEPEST ? '' : value.replace(/\$\{([^}]*)\}/g, (_, name: string) => filled(variables.get(name) ?? '', depth + 1));
  const field = (name: string): string => filled(fields.get(name) ?? '');
  const stated = (name: string): string | null => field(name) || null;
  return {
    name: stated('name'),
    version: stated('version'),
    url: stated('url'),
    license: stated('license'),
    requires: packagesIn(field('requires')),
    requiresPrivate: packagesIn(field('requires.private')),
    linkNames: flags(field('libs'), 'l'),
    privateLinkNames: flags(field('libs.private'), 'l'),
    includeDirectories: flags(field('cflags'), 'I'),
  };
}

/** "glib-2.0 >= 2.50, gio-2.0" */
function packagesIn(list: string): string[] {
  return list.replace(/[<>=!]+\s*[^\s,]+/g, ' ').split(/[\s,]+/).filter((name) => name !== '');
}

function flags(value: string, letter: 'l' | 'I'): string[] {
  return [...value.matchAll(new RegExp(`(?:^|\\s)-${letter}\\s*"?([^\\s"]+)`, 'g'))].map((match) => match[1]!);
}

/** The field as an SPDX expression where it is one. */
export function licenseOfPkgConfig({ license }: PkgConfigFile): ReturnType<typeof parseLicenseExpression> | undefined {
  return license === null ? undefined : parseLicenseExpression(license);
}
