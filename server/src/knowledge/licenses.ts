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

export interface LicenseTexts {
  /** @param id in its official case. */
  get(id: string): string | undefined;
}

/** Where each section is. Millions of characters are never asked for, so they stay bytes. */
export function readLicenseTexts(content: Buffer): LicenseTexts {
  const sections = new Map<string, readonly [start: number, end: number]>();
  for (let at = content.indexOf(SECTION); at >= 0; ) {
    const next = content.indexOf(SECTION, at + 1);
    const line = content.indexOf('\n', at);
    sections.set(content.toString('utf8', at + 1, line), [line + 1, next < 0 ? content.length : next]);
    at = next;
  }
  return {
    get(id) {
      const place = sections.get(id);
      return place && content.toString('utf8', ...place);
    },
  };
}

export function writeLicenseTexts(texts: readonly { readonly id: string; readonly text: string }[]): string {
  return texts
    .map(({ id, text }) => {
      if (text.includes(SECTION)) throw new Error(`the text of ${id} holds the character that divides texts`);
      return `${SECTION}${id}\n${text.endsWith('\n') ? text : `${text}\n`}`;
    })
    .join('');
}
