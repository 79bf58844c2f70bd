/** Which rows of a model a search and the filters leave. Pure: the same for every table, and quick enough for each key that is typed. */

import type { PageFinding, PageModel, PageUnread } from '../../../server/src/findings/page/page-model.ts';
import type { PagePackage } from '../../../server/src/findings/page/page-packages.ts';
import type { PageUnit } from '../../../server/src/findings/page/page-units.ts';
import type { KnowledgeItem } from '../../../server/src/findings/report.ts';
import type { ViewState } from './view-state.ts';

export interface Filtered {
  readonly findings: readonly PageFinding[];
  /** Indexes into `units`. */
  readonly units: readonly number[];
  readonly packages: readonly PagePackage[];
  readonly unread: readonly PageUnread[];
  readonly knowledge: readonly KnowledgeItem[];
}

type Filters = Pick<ViewState, 'query' | 'severities' | 'file' | 'family'>;

export function filtered(model: PageModel, { query, severities, file, family }: Filters): Filtered {
  const texts = textsOf(model);
  const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = (text: string): boolean => words.every((word) => text.includes(word));
  return {
    findings: model.findings.filter(
      (finding, i) => severities.includes(finding.severity) && (file === null || model.files[finding.place.file] === file) && matches(texts.findings[i]!),
    ),
    units: model.units.map((_, i) => i).filter((i) => matches(texts.units[i]!)),
    packages: model.packages.filter((entry, i) => (family === null || entry.family === family) && matches(texts.packages[i]!)),
    unread: model.unread.filter((_, i) => matches(texts.unread[i]!)),
    knowledge: model.knowledge.filter((_, i) => matches(texts.knowledge[i]!)),
  };
}

/** Every word of a row that a person can see, in lower case. */
interface Texts {
  readonly findings: readonly string[];
  readonly units: readonly string[];
  readonly packages: readonly string[];
  readonly unread: readonly string[];
  readonly knowledge: readonly string[];
}

/** Made once for each report, not for each key that is typed. */
const known = new WeakMap<PageModel, Texts>();

function textsOf(model: PageModel): Texts {
  let texts = known.get(model);
  if (!texts) {
    texts = makeTexts(model);
    known.set(model, texts);
  }
  return texts;
}

function makeTexts({ findings, units, packages, unread, knowledge, files }: PageModel): Texts {
  const text = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' ').toLowerCase();
  return {
    findings: findings.map(({ message, rule, severity, place, unit }) => text(message, rule, severity, `${files[place.file]!}:${place.line}`, unit === undefined ? '' : units[unit]?.name)),
    units: units.map((unit) => text(unit.name, unit.kind, unit.license, unit.directory, ...unit.symbols.map(({ symbol }) => symbol), ...unit.matrix.map(({ symbol }) => symbol), ...unit.programs.map(({ name }) => name))),
    packages: packages.map(({ kind, name, version, license, family, ways }) => text(kind, `${name}@${version}`, license, family, ...ways.slice(0, 20).flatMap(({ path, arrival, reason }) => [path.join(' → '), arrival, reason]))),
    unread: unread.map(({ place, reason }) => text(files[place.file], reason)),
    knowledge: knowledge.map(({ name, source, version }) => text(name, source, version)),
  };
}

/** Stays the same from one report to the next, which a number does not. */
export function unitKey({ kind, directory, name }: PageUnit): string {
  return `${kind}:${directory}/${name}`;
}
