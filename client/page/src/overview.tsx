/** At a glance: is there a problem, where, how bad. Each number leads to what it counts. */

import { useMemo } from 'preact/hooks';
import { SEVERITIES, type Severity } from '../../../server/src/findings/finding.ts';
import { countsInWords, worstOf, type Counts } from '../../../server/src/findings/page/counts.ts';
import { workspaceGraph } from '../../../server/src/findings/page/graph.ts';
import { packagesByFamily, unitsByLicense } from '../../../server/src/findings/page/tally.ts';
import { usePage } from './context.ts';
import { Donut } from './donut.tsx';
import { unitKey } from './filter.ts';
import { GraphView } from './graph-view.tsx';
import type { Tab, ViewState } from './view-state.ts';
import { counted, familyName, grouped, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

const FILES_SHOWN = 8;

export function Overview() {
  const { model, change } = usePage();
  const graph = useMemo(() => workspaceGraph(model), [model]);
  const families = useMemo(() => packagesByFamily(model), [model]);
  const licenses = useMemo(() => unitsByLicense(model), [model]);
  return (
    <>
      <Tiles />
      <div class="columns">
        <WorstFiles />
        {licenses.length > 0 && (
          <Donut title="Units by licence" noun="unit" shares={licenses} nameOf={({ name }) => name || 'none stated'} classOf={(_, i) => `tone-${i % 6}`}
            choose={({ name }) => change({ tab: 'units', unit: null, query: name })} />
        )}
        {families.length > 0 && (
          <Donut title="Packages by family of licence" noun="package" shares={families} nameOf={({ name }) => familyName(name)} classOf={({ name }) => `family-${name}`}
            choose={({ name }) => change({ tab: 'packages', family: name })} />
        )}
      </div>
      {graph.nodes.length > 0 && (
        <section class="card" aria-label="What depends on what">
          <h3>What depends on what</h3>
          <p class="note">Choose a unit to see the chain to each symbol and package.</p>
          <GraphView graph={graph} label="Units and what they depend on" chooseUnit={(unit) => change({ tab: 'units', unit: unitKey(model.units[unit]!) })} />
        </section>
      )}
    </>
  );
}

function Tiles() {
  const { model, change } = usePage();
  const { summary, units, packages, unread, kernels } = model;
  const only = (severity: Severity): Partial<ViewState> => ({ tab: 'findings', severities: [severity], file: null, query: '' });
  const to = (tab: Tab): Partial<ViewState> => ({ tab, unit: null, family: null, query: '' });
  return (
    <ul class="tiles" aria-label="Counts">
      {SEVERITIES.filter((severity) => summary.findings[severity] > 0 || severity === 'error').map((severity) => (
        <Tile key={severity} class={summary.findings[severity] > 0 ? severity : 'quiet'} number={summary.findings[severity]} noun={SEVERITY_NAMES[severity].toLowerCase()} mark={SEVERITY_MARKS[severity]} go={() => change(only(severity))} />
      ))}
      <Tile number={units.length} noun="unit" go={() => change(to('units'))} />
      {kernels.length > 0 && units.some(({ verdicts }) => verdicts.length > 0) && <Tile number={kernels.length} noun="kernel" go={() => change(to('kernels'))} />}
      {packages.length > 0 && <Tile number={packages.length} noun="package" go={() => change(to('packages'))} />}
      <Tile class={unread.length > 0 ? 'unread' : 'quiet'} number={unread.length} noun="not read" plural="not read" go={() => change(to('unread'))} />
      {summary.suppressed > 0 && <Tile number={summary.suppressed} noun="suppressed" plural="suppressed" />}
    </ul>
  );
}

function Tile({ class: name = '', number, noun, plural = `${noun}s`, mark, go }: { class?: string; number: number; noun: string; plural?: string; mark?: string; go?: () => void }) {
  const content = (
    <>
      <b>{mark && <span class="mark" aria-hidden="true">{mark} </span>}{grouped(number)}</b> {number === 1 ? noun : plural}
    </>
  );
  return <li class={`tile ${name}`}>{go ? <button type="button" onClick={go}>{content}</button> : <span>{content}</span>}</li>;
}

function WorstFiles() {
  const { model, change } = usePage();
  const { filesWithFindings: files } = model;
  if (files.length === 0) return null;
  const most = Math.max(...files.map(({ counts }) => total(counts)));
  return (
    <section class="card chart" aria-label="Where">
      <h3>Where</h3>
      <ul class="bars">
        {files.slice(0, FILES_SHOWN).map(({ file, counts }) => {
          const name = model.files[file]!;
          return (
            <li key={name}>
              <button type="button" class="link" title={name} aria-label={`${name}: ${countsInWords(counts)}`} onClick={() => change({ tab: 'findings', file: name, query: '', severities: SEVERITIES })}>
                <span class="name">{name}</span>
                <span class={`number ${worstOf(counts) ?? ''}`}>{grouped(total(counts))}</span>
                <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{segments(counts, most)}</svg>
              </button>
            </li>
          );
        })}
      </ul>
      {files.length > FILES_SHOWN && (
        <button type="button" class="link more" onClick={() => change({ tab: 'findings', file: null, query: '' })}>{`and ${counted(files.length - FILES_SHOWN, 'more file')}`}</button>
      )}
    </section>
  );
}

/** One bar, a part for each severity. */
function segments(counts: Counts, most: number) {
  let x = 0;
  return SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => {
    const width = (100 * counts[severity]) / most;
    const segment = <rect key={severity} class={severity} x={x} y="0" width={width} height="6" />;
    x += width;
    return segment;
  });
}

function total(counts: Counts): number {
  return SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
}
