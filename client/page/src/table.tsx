/**
 * A table that stays quick with thousands of rows: it sorts all of them and shows a page. The arrow keys walk from row to
 * row, left and right fold and unfold; a table is one stop of the tab key for each kind of control, not one for each row.
 */

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Place } from '../../../server/src/findings/page/file-table.ts';
import { usePage } from './context.ts';
import { INITIAL_TABLE, type TableState } from './view-state.ts';
import { grouped } from './words.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Makes the column sortable. */
  readonly by?: (row: Row) => string | number;
  readonly class?: string;
}

interface TableProps<Row> {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly placeOf?: (row: Row) => Place | undefined;
  /** Of a row that a click leads to something else than a place. */
  readonly choose?: (row: Row) => void;
  /** Undefined where there is nothing to unfold. */
  readonly details?: (row: Row) => ComponentChildren | undefined;
  readonly empty: string;
}

const ROWS_OF_A_PAGE = 100;

export function Table<Row>({ name, label, columns, rows, keyOf, placeOf, choose, details, empty }: TableProps<Row>) {
  const { state, change, open, printing } = usePage();
  const table = state.tables[name] ?? INITIAL_TABLE;
  const set = (next: Partial<TableState>): void => change({ tables: { ...state.tables, [name]: { ...table, ...next } } });
  const sorted = useMemo(() => sort(rows, columns[table.sort ?? -1]?.by, table.descending ?? false), [rows, table.sort, table.descending]);
  const element = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => keepOneStop(element.current));
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  const pages = Math.ceil(sorted.length / ROWS_OF_A_PAGE);
  const page = Math.min(table.page, pages - 1);
  const shown = printing ? sorted : sorted.slice(page * ROWS_OF_A_PAGE, (page + 1) * ROWS_OF_A_PAGE);
  const unfolded = new Set(table.unfolded);
  const keys = uniqueKeys(shown, keyOf);
  const toggle = (key: string): void => set({ unfolded: unfolded.has(key) ? table.unfolded.filter((other) => other !== key) : [...table.unfolded, key] });

  function act(row: Row, key: string, more: boolean): void {
    // Who marks text to copy it does not want to go anywhere.
    if (String(getSelection() ?? '') !== '') return;
    const place = placeOf?.(row);
    if (choose) choose(row);
    else if (open && place) open(place);
    else if (more) toggle(key);
  }

  return (
    <>
      <div class="scroller">
        <table ref={element} aria-label={label} aria-rowcount={sorted.length + 1} onKeyDown={(event) => walkRows(event)} onFocusIn={(event) => rove(event)}>
          <thead>
            <tr aria-rowindex={1}>
              {details && <th class="fold"><span class="unseen">Details</span></th>}
              {columns.map((column, i) => (
                <th key={column.head} scope="col" class={column.class} aria-sort={table.sort !== i ? undefined : table.descending ? 'descending' : 'ascending'}>
                  {column.by ? (
                    <button type="button" class="head" onClick={() => set({ sort: i, descending: table.sort === i && !table.descending, page: 0 })}>
                      {column.head}
                      <span class="arrow" aria-hidden="true">{table.sort !== i ? '' : table.descending ? ' ▾' : ' ▴'}</span>
                    </button>
                  ) : (
                    column.head
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => {
              const key = keys[i]!;
              const more = details?.(row);
              const isOpen = more !== undefined && (unfolded.has(key) || printing);
              const acts = choose !== undefined || (open !== undefined && placeOf?.(row) !== undefined) || more !== undefined;
              return [
                <tr key={key} aria-rowindex={page * ROWS_OF_A_PAGE + i + 2} class={`row${acts ? ' acts' : ''}${isOpen ? ' unfolded' : ''}`} onClick={() => act(row, key, more !== undefined)}>
                  {details && (
                    <td class="fold">
                      {more !== undefined && (
                        <button type="button" class="fold" data-row-control="fold" aria-expanded={isOpen} aria-label="Details"
                          onClick={(event) => { event.stopPropagation(); toggle(key); }}>
                          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
                        </button>
                      )}
                    </td>
                  )}
                  {columns.map((column) => <td key={column.head} class={column.class}>{column.cell(row)}</td>)}
                </tr>,
                isOpen && (
                  <tr key={`${key} details`} class="details">
                    <td colSpan={columns.length + 1}>{more}</td>
                  </tr>
                ),
              ];
            })}
          </tbody>
        </table>
      </div>
      {pages > 1 && !printing && <Pager label={label} page={page} pages={pages} rows={sorted.length} go={(to) => set({ page: to })} />}
    </>
  );
}

function Pager({ label, page, pages, rows, go }: { label: string; page: number; pages: number; rows: number; go: (page: number) => void }) {
  const first = page * ROWS_OF_A_PAGE + 1;
  const turn = (to: number) => (event: Event): void => {
    const top = (event.currentTarget as HTMLElement).closest('section')?.offsetTop ?? 0;
    go(to);
    scrollTo({ top: Math.min(scrollY, top) });
  };
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <button type="button" disabled={page === 0} onClick={turn(0)} aria-label="First page">«</button>
      <button type="button" disabled={page === 0} onClick={turn(page - 1)} aria-label="Previous page">‹</button>
      <span aria-live="polite">{`${grouped(first)}–${grouped(Math.min(rows, first + ROWS_OF_A_PAGE - 1))} of ${grouped(rows)}`}</span>
      <button type="button" disabled={page === pages - 1} onClick={turn(page + 1)} aria-label="Next page">›</button>
      <button type="button" disabled={page === pages - 1} onClick={turn(pages - 1)} aria-label="Last page">»</button>
    </nav>
  );
}

function sort<Row>(rows: readonly Row[], by: ((row: Row) => string | number) | undefined, descending: boolean): readonly Row[] {
  if (!by) return rows;
  const values = new Map(rows.map((row) => [row, by(row)]));
  const direction = descending ? -1 : 1;
  return [...rows].sort((a, b) => direction * compare(values.get(a)!, values.get(b)!));
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : COLLATOR.compare(String(a), String(b));
}

/** Two rows can say the same; their keys must differ all the same, and stay from one report to the next. */
function uniqueKeys<Row>(rows: readonly Row[], keyOf: (row: Row) => string): string[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const key = keyOf(row);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return times === 0 ? key : `${key} #${times}`;
  });
}

/** Up, down, Home and End go to the same control of another row; left and right fold. */
function walkRows(event: KeyboardEvent): void {
  const control = (event.target as Element).closest<HTMLElement>('[data-row-control]');
  if (!control) return;
  const all = sameControls(event.currentTarget as HTMLElement, control);
  const at = all.indexOf(control);
  const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
  if (next) {
    next.focus();
    event.preventDefault();
  } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    const fold = control.closest('tr')?.querySelector<HTMLElement>('button.fold');
    if (fold && (fold.getAttribute('aria-expanded') === 'true') !== (event.key === 'ArrowRight')) fold.click();
  }
}

/** The control that was used last is the one that the tab key comes back to. */
function rove(event: FocusEvent): void {
  const control = (event.target as Element).closest<HTMLElement>('[data-row-control]');
  if (!control) return;
  for (const other of sameControls(event.currentTarget as HTMLElement, control)) setStop(other, other === control);
}

/** Rows come and go; one control of each kind can always be reached. */
function keepOneStop(table: HTMLElement | null): void {
  if (!table) return;
  const kinds = new Set([...table.querySelectorAll<HTMLElement>('[data-row-control]')].map(({ dataset }) => dataset['rowControl']!));
  for (const kind of kinds) {
    const controls = [...table.querySelectorAll<HTMLElement>(`[data-row-control="${kind}"]`)];
    const stop = controls.find((control) => control === document.activeElement) ?? controls.find((control) => control.dataset['stop'] === 'yes') ?? controls[0];
    for (const control of controls) setStop(control, control === stop);
  }
}

function setStop(control: HTMLElement, isStop: boolean): void {
  control.tabIndex = isStop ? 0 : -1;
  if (isStop) control.dataset['stop'] = 'yes';
  else delete control.dataset['stop'];
}

function sameControls(table: HTMLElement, control: HTMLElement): HTMLElement[] {
  return [...table.querySelectorAll<HTMLElement>(`[data-row-control="${control.dataset['rowControl']}"]`)];
}
