/** The parts of the report as tabs, each with how many of its rows are left by search and filters. */

import type { ComponentChildren } from 'preact';
import { usePage } from './context.ts';
import { judgedByKernels } from './kernels.tsx';
import { TABS, type Tab } from './view-state.ts';
import { grouped, TAB_NAMES } from './words.ts';

export function Tabs({ children }: { children: (tab: Tab) => ComponentChildren }) {
  const { state, change, printing } = usePage();
  const counts = useCounts();
  const tabs = TABS.filter((tab) => counts[tab]?.all !== 0 || tab === state.tab || tab === 'findings' || tab === 'unread');
  if (printing) return <>{tabs.map((tab) => <section key={tab}><h2>{TAB_NAMES[tab]}</h2>{children(tab)}</section>)}</>;

  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.indexOf(state.tab);
    const next = { ArrowRight: tabs[(at + 1) % tabs.length], ArrowLeft: tabs.at(at - 1), Home: tabs[0], End: tabs.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    change({ tab: next });
    document.getElementById(`tab-${next}`)?.focus();
  }

  return (
    <>
      <div class="tabs" role="tablist" aria-label="Parts of the report" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button key={tab} id={`tab-${tab}`} type="button" role="tab" aria-selected={tab === state.tab} aria-controls="part" tabIndex={tab === state.tab ? 0 : -1} onClick={() => change({ tab, ...(tab === 'units' && { unit: null }) })}>
            {TAB_NAMES[tab]} <CountOf count={counts[tab]} />
          </button>
        ))}
      </div>
      <section id="part" role="tabpanel" aria-labelledby={`tab-${state.tab}`} key={state.tab}>{children(state.tab)}</section>
    </>
  );
}

interface Count {
  readonly shown: number;
  readonly all: number;
}

function CountOf({ count }: { count: Count | undefined }) {
  if (!count) return null;
  return <span class="count">{count.shown === count.all ? grouped(count.all) : `${grouped(count.shown)}/${grouped(count.all)}`}</span>;
}

function useCounts(): Partial<Record<Tab, Count>> {
  const { model, shown } = usePage();
  return {
    findings: { shown: shown.findings.length, all: model.findings.length },
    units: { shown: shown.units.length, all: model.units.length },
    kernels: { shown: shown.units.filter((number) => judgedByKernels(model.units[number]!)).length, all: model.units.filter(judgedByKernels).length },
    packages: { shown: shown.packages.length, all: model.packages.length },
    unread: { shown: shown.unread.length, all: model.unread.length },
    knowledge: { shown: shown.knowledge.length, all: model.knowledge.length },
  };
}
