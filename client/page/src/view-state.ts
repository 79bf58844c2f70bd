/** What a person set in the page: tab, search, filters, what is unfolded. Plain data, which outlives a reload of the page. */

import { SEVERITIES, type Severity } from '../../../server/src/findings/finding.ts';

export const TABS = ['overview', 'findings', 'units', 'kernels', 'packages', 'unread', 'knowledge'] as const;

export type Tab = (typeof TABS)[number];

export interface TableState {
  readonly page: number;
  /** Index of a column. */
  readonly sort?: number;
  readonly descending?: boolean;
  /** Keys of rows whose details are shown. */
  readonly unfolded: readonly string[];
}

export interface ViewState {
  readonly tab: Tab;
  readonly query: string;
  /** Shown ones; findings of others are hidden. */
  readonly severities: readonly Severity[];
  /** Only findings in this file, by name. */
  readonly file: string | null;
  /** Only packages of this family. */
  readonly family: string | null;
  /** The unit that is looked at, by key. */
  readonly unit: string | null;
  readonly tables: Readonly<Record<string, TableState>>;
  readonly scroll: number;
}

/** What is worst comes first. */
export const INITIAL_STATE: ViewState = { tab: 'overview', query: '', severities: SEVERITIES, file: null, family: null, unit: null, tables: { findings: { page: 0, sort: 0, unfolded: [] } }, scroll: 0 };

export const INITIAL_TABLE: TableState = { page: 0, unfolded: [] };

/** What was saved, as far as it makes sense: an older version of the page may have written it. */
export function restoredState(saved: unknown): ViewState {
  if (!isRecord(saved)) return INITIAL_STATE;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    tab: TABS.find((tab) => tab === saved['tab']) ?? INITIAL_STATE.tab,
    query: text(saved['query']) ?? '',
    severities: Array.isArray(saved['severities']) ? SEVERITIES.filter((severity) => (saved['severities'] as unknown[]).includes(severity)) : SEVERITIES,
    file: text(saved['file']),
    family: text(saved['family']),
    unit: text(saved['unit']),
    tables: isRecord(saved['tables']) ? Object.fromEntries(Object.entries(saved['tables']).map(([name, table]) => [name, restoredTable(table)])) : INITIAL_STATE.tables,
    scroll: typeof saved['scroll'] === 'number' ? saved['scroll'] : 0,
  };
}

function restoredTable(saved: unknown): TableState {
  if (!isRecord(saved)) return INITIAL_TABLE;
  const { page, sort, descending, unfolded } = saved;
  return {
    page: typeof page === 'number' ? page : 0,
    ...(typeof sort === 'number' && { sort }),
    ...(descending === true && { descending }),
    unfolded: Array.isArray(unfolded) ? unfolded.filter((key) => typeof key === 'string') : [],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
