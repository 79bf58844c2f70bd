/** Search, severities, export and check again. What is typed here is kept when the page is loaded anew. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { SEVERITIES, type Severity } from '../../../server/src/findings/finding.ts';
import { usePage } from './context.ts';
import type { Editor } from './host.ts';
import type { ExportFormat } from './messages.ts';
import { grouped, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

export function Toolbar() {
  const { state, change, editor, model } = usePage();
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      search.current?.focus();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const toggle = (severity: Severity): void => change({ severities: SEVERITIES.filter((one) => state.severities.includes(one) !== (one === severity)), tables: resetPages(state.tables) });
  return (
    <div class="toolbar" role="search">
      <input ref={search} type="search" placeholder="Search names, messages, licences, files  ( / )" aria-label="Search the report" value={state.query}
        onInput={(event) => change({ query: event.currentTarget.value, tables: resetPages(state.tables) })}
        onKeyDown={(event) => { if (event.key === 'Escape') change({ query: '' }); }} />
      <span class="toggles" role="group" aria-label="Severities to show">
        {SEVERITIES.filter((severity) => model.summary.findings[severity] > 0).map((severity) => (
          <button key={severity} type="button" class={`chip ${severity}`} aria-pressed={state.severities.includes(severity)} title={`${SEVERITY_NAMES[severity]}s: shown or hidden`} onClick={() => toggle(severity)}>
            <span aria-hidden="true">{SEVERITY_MARKS[severity]}</span> <span class="unseen">{SEVERITY_NAMES[severity]}s</span> {grouped(model.summary.findings[severity])}
          </button>
        ))}
      </span>
      {editor && <ExportMenu editor={editor} />}
      {editor && <button type="button" class="button secondary" title="Check the workspace again" onClick={() => editor.refresh()}>Check again</button>}
    </div>
  );
}

function resetPages(tables: ReturnType<typeof usePage>['state']['tables']) {
  return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, { ...table, page: 0 }]));
}

const FORMATS: readonly (readonly [format: ExportFormat, name: string, what: string])[] = [
  ['html', 'HTML', 'this page as one file that can be mailed'],
  ['markdown', 'Markdown', 'for an issue or a wiki'],
  ['csv', 'CSV', 'for a spreadsheet'],
  ['json', 'JSON', 'everything, for other programs'],
];

function ExportMenu({ editor }: { editor: Editor }) {
  const [isOpen, setOpen] = useState(false);
  const menu = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    menu.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const close = (event: Event): void => {
      if (!menu.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, [isOpen]);
  function onKeyDown(event: KeyboardEvent): void {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') {
      setOpen(false);
      menu.current?.querySelector<HTMLElement>('button')?.focus();
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items.at(at - 1)?.focus();
    else return;
    event.preventDefault();
  }
  return (
    <span class="menu" ref={menu} onKeyDown={onKeyDown}>
      <button type="button" class="button" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>Export <span aria-hidden="true">▾</span></button>
      {isOpen && (
        <div role="menu" aria-label="Export as">
          {FORMATS.map(([format, name, what]) => (
            <button key={format} type="button" role="menuitem" tabIndex={-1} onClick={() => { setOpen(false); editor.export(format); }}>
              <b>{name}</b> <span class="below">{what}</span>
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
