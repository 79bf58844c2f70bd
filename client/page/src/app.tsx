/** The page: head, toolbar, tabs. It holds what a person set and the report that came last. */

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';
import { Context, type PageContext } from './context.ts';
import { filtered } from './filter.ts';
import { Findings } from './findings.tsx';
import type { Host } from './host.ts';
import { Kernels } from './kernels.tsx';
import { Knowledge } from './knowledge.tsx';
import type { Status } from './messages.ts';
import { Overview } from './overview.tsx';
import { Packages } from './packages.tsx';
import { Tabs } from './tabs.tsx';
import { Toolbar } from './toolbar.tsx';
import { Units } from './units.tsx';
import { Unread } from './unread.tsx';
import type { Tab, ViewState } from './view-state.ts';
import { SEVERITY_MARKS } from './words.ts';

const PARTS: Readonly<Record<Tab, () => ReturnType<typeof Overview>>> = { overview: Overview, findings: Findings, units: Units, kernels: Kernels, packages: Packages, unread: Unread, knowledge: Knowledge };

export function App({ host, embedded }: { host: Host; embedded: PageModel | null }) {
  const [report, setReport] = useState<{ model: PageModel; revision: number; at: string } | null>(embedded && { model: embedded, revision: 0, at: '' });
  const [status, setStatus] = useState<Status>('checking');
  const [state, setState] = useState(host.state);
  const printing = usePrinting();
  const change = useCallback((next: Partial<ViewState>): void => setState((now) => ({ ...now, ...next })), []);

  useEffect(() => {
    host.editor?.listen((message) => {
      if (message.type === 'report') setReport(message);
      else setStatus(message.status);
    });
  }, [host]);
  useEffect(() => host.save(state), [host, state]);
  useScroll(state, change, report !== null);

  const { query, severities, file, family } = state;
  const shown = useMemo(() => report && filtered(report.model, { query, severities, file, family }), [report, query, severities, file, family]);
  if (!report || !shown) return <Waiting failed={status === 'failed'} host={host} />;

  const { editor } = host;
  const context: PageContext = { model: report.model, shown, state, change, editor, open: editor && ((place) => editor.open(place, report.revision)), printing };
  return (
    <Context.Provider value={context}>
      <Head model={report.model} status={editor ? status : null} at={report.at} host={host} />
      {!printing && <Toolbar />}
      <main>
        <Tabs>{(tab) => { const Part = PARTS[tab]; return <Part />; }}</Tabs>
      </main>
      <footer>{report.model.tool.name} {report.model.tool.version}. Evidence, not legal advice.</footer>
    </Context.Provider>
  );
}

function Waiting({ failed, host }: { failed: boolean; host: Host }) {
  return (
    <main class="waiting" aria-live="polite">
      <h1>Workspace License Summary</h1>
      {failed ? <Failure host={host} what="The workspace could not be checked." /> : <p><span class="spinner" aria-hidden="true" /> Checking the workspace …</p>}
    </main>
  );
}

function Failure({ host, what }: { host: Host; what: string }) {
  return (
    <p class="failure">
      {what} <button type="button" class="link" onClick={() => host.editor?.showOutput()}>Show output</button> <button type="button" class="link" onClick={() => host.editor?.refresh()}>Try again</button>
    </p>
  );
}

function Head({ model, status, at, host }: { model: PageModel; status: Status | null; at: string; host: Host }) {
  const { headline, kernels, assumedLicense, madeAt, title, units } = model;
  const subject = [
    ...(kernels.length > 0 ? [`${kernels.length === 1 ? 'Kernel' : 'Kernels'}: ${kernels.join(', ')}`] : units.some(({ kind }) => kind === 'kernel-module') ? ['No kernel: symbols could not be judged'] : []),
    ...(assumedLicense === null ? [] : [`Judged as if every unit were licensed “${assumedLicense}”`]),
    ...(madeAt === null ? [] : [`Made ${madeAt.slice(0, 16).replace('T', ' ')} UTC`]),
  ];
  return (
    <header>
      <div class="title">
        <h1>Workspace License Summary <small>{title}</small></h1>
        {status && <p class="status" role="status">{status === 'checking' && <span class="spinner" aria-hidden="true" />} {inWords(status, at)}</p>}
      </div>
      {status === 'failed' && <Failure host={host} what={`The last check did not work; this is the report of ${at}.`} />}
      <p class={`headline ${headline.worst ?? (units.length > 0 ? 'clean' : '')}`}>
        <span class="mark" aria-hidden="true">{headline.worst ? SEVERITY_MARKS[headline.worst] : units.length > 0 ? '✔' : '–'}</span> <b>{headline.text}</b> {headline.detail}
      </p>
      {subject.length > 0 && <p class="subject">{subject.join(' · ')}</p>}
    </header>
  );
}

function inWords(status: Status, at: string): string {
  return { checking: 'Updating …', current: `Up to date, ${at}`, changed: `Changed since ${at}`, failed: '' }[status];
}

/** Paper has no tabs and no pages of tables. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = (): void => setPrinting(true);
    const after = (): void => setPrinting(false);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}

/** Milliseconds of rest before a scrolled position is worth keeping. */
const SCROLL_RESTS = 150;

/** Goes back to where a person was when the page is loaded anew, and to the top of another part. */
function useScroll(state: ViewState, change: (next: Partial<ViewState>) => void, hasReport: boolean): void {
  const restored = useRef(false);
  const subject = useRef(`${state.tab} ${state.unit}`);
  useLayoutEffect(() => {
    if (!hasReport || restored.current) return;
    restored.current = true;
    scrollTo({ top: state.scroll });
  }, [hasReport]);
  useLayoutEffect(() => {
    const now = `${state.tab} ${state.unit}`;
    if (now === subject.current) return;
    subject.current = now;
    scrollTo({ top: 0 });
  }, [state.tab, state.unit]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onScroll = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => change({ scroll: scrollY }), SCROLL_RESTS);
    };
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, [change]);
}
