/**
 * SPDX licences: names and full texts, as spdx-license-list has them. The texts come as one file of sections, so that
 * showing one licence does not parse all of them; both files are read when they are first asked for.
 */

export interface License {
  /** SPDX identifier in its official case. */
  readonly id: string;
  readonly name: string;
  /** Null where the list has none. */
  readonly url: string | null;
  readonly osiApproved: boolean;
}

export interface Licenses {
  /** Identifiers are compared without case, as SPDX has it (SPDX 2.3, annex D.2). */
  get(id: string): License | undefined;
  readonly all: readonly License[];
}

/** @param text lines of id, name, url and "osi" or nothing, divided by tabs. Throws where it is something else. */
export function readLicenses(text: string): Licenses {
  const all = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line): License => {
      const [id, name, url, osi] = line.split('\t');
      if (osi === undefined) throw new Error('this is no list of licences');
      return { id: id!, name: name!, url: url === '' ? null : url!, osiApproved: osi === 'osi' };
    });
  const byId = new Map(all.map((license) => [license.id.toLowerCase(), license]));
  return { all, get: (id) => byId.get(id.toLowerCase()) };
}

export function writeLicenses(licenses: readonly License[]): string {
  return licenses.map(({ id, name, url, osiApproved }) => `${[id, name, url ?? '', osiApproved ? 'osi' : ''].join('\t')}\n`).join('');
}

/** Stands before the identifier that begins a section; no licence text holds it. */
const SECTION = '\x1e';

/** @param id in its official case. */
export function licenseTextIn(texts: string, id: string): string | undefined {
  const head = `${SECTION}${id}\n`;
  const at = texts.indexOf(head);
  if (at < 0) return undefined;
  const end = texts.indexOf(SECTION, at + 1);
  return texts.slice(at + head.length, end < 0 ? undefined : end);
}

export function writeLicenseTexts(texts: readonly { readonly id: string; readonly text: string }[]): string {
  return texts
    .map(({ id, text }) => {
      if (text.includes(SECTION)) throw new Error(`the text of ${id} holds the character that divides texts`);
      return `${SECTION}${id}\n${text.endsWith('\n') ? text : `${text}\n`}`;
    })
    .join('');
}
