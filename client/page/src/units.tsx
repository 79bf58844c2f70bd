/** All units, and one of them with everything that is known of it: its chains, symbols, programs and packages. */

import { useMemo } from 'preact/hooks';
import { SEVERITIES } from '../../../server/src/findings/finding.ts';
import { unitGraph } from '../../../server/src/findings/page/graph.ts';
import type { PageFinding } from '../../../server/src/findings/page/page-model.ts';
import type { PageProgram, PageSymbol, PageUnit, PageUse } from '../../../server/src/findings/page/page-units.ts';
import { usePage } from './context.ts';
import { CountMarks, weight } from './count-marks.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { unitKey } from './filter.ts';
import { GraphView } from './graph-view.tsx';
import { Outcome, SymbolMatrix } from './kernels.tsx';
import { PackageTable } from './packages.tsx';
import { PlaceLink } from './place-link.tsx';
import { Table, type Column } from './table.tsx';
import { UnitLink } from './unit-link.tsx';
import { grouped, kindName, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

export function Units() {
  const { model, shown, state, change } = usePage();
  const chosen = useMemo(() => model.units.findIndex((unit) => unitKey(unit) === state.unit), [model, state.unit]);
  if (chosen >= 0) return <UnitView number={chosen} />;
  const unitOf = (number: number): PageUnit => model.units[number]!;
  const columns: Column<number>[] = [
    { head: 'Unit', class: 'name', by: (number) => unitOf(number).name, cell: (number) => <><UnitLink unit={number} /><div class="below">{unitOf(number).directory}</div></> },
    { head: 'Kind', by: (number) => unitOf(number).kind, cell: (number) => kindName(unitOf(number).kind) },
    { head: 'Licence', class: 'license', by: (number) => unitOf(number).license ?? '', cell: (number) => unitOf(number).license ?? <em>none stated</em> },
    { head: 'Findings', by: (number) => -weight(unitOf(number).counts), cell: (number) => <CountMarks counts={unitOf(number).counts} /> },
    { head: 'GPL-only symbols', class: 'number', by: (number) => unitOf(number).symbols.length, cell: (number) => grouped(unitOf(number).symbols.length) },
    { head: 'Stated at', class: 'place', cell: (number) => { const { place } = unitOf(number); return place ? <PlaceLink place={place} inRow /> : ''; } },
  ];
  return (
    <Table name="units" label="Units" columns={columns} rows={shown.units} keyOf={(number) => unitKey(unitOf(number))} choose={(number) => change({ unit: unitKey(unitOf(number)) })}
      empty={model.units.length === 0 ? 'No kernel module, BPF object, program or package was found here.' : 'No unit matches the search.'} />
  );
}

function UnitView({ number }: { number: number }) {
  const { model, change, open } = usePage();
  const unit = model.units[number]!;
  const graph = useMemo(() => unitGraph(model, number), [model, number]);
  const findings = useMemo(() => model.findings.filter((finding) => finding.unit === number), [model, number]);
  const packages = useMemo(() => model.packages.filter(({ ways }) => ways.some((way) => way.unit === number)), [model, number]);
  return (
    <article class="unit" aria-label={unit.name}>
      <p><button type="button" class="link" onClick={() => change({ unit: null })}>‹ All units</button></p>
      <h2>{unit.name} <small>{kindName(unit.kind)} in {unit.directory || '.'}</small></h2>
      <div class="facts">
        <div><b>Licence</b> {unit.license ?? <em>none stated</em>} {open && unit.place && <PlaceLink place={unit.place} />}</div>
        <div><b>Findings</b> <CountMarks counts={unit.counts} /></div>
        {unit.verdicts.map((verdict) => <div key={verdict.kernel}><b>{verdict.kernel}</b> <Outcome verdict={verdict} /></div>)}
      </div>
      {graph.arrows.length > 0 && (
        <section class="card" aria-label="Chain">
          <h3>What it depends on, and by which chain</h3>
          <GraphView graph={graph} label={`${unit.name} and what it depends on`} chooseUnit={(chosen) => change({ unit: unitKey(model.units[chosen]!), scroll: 0 })} />
        </section>
      )}
      {findings.length > 0 && <><h3>Findings</h3><UnitFindings findings={findings} /></>}
      {unit.matrix.length > 0 && unit.verdicts.length > 1 && <><h3>Which symbol breaks on which kernel</h3><SymbolMatrix unit={unit} /></>}
      {unit.symbols.length > 0 && <><h3>GPL-only symbols</h3><Symbols symbols={unit.symbols} /></>}
      {unit.programs.length > 0 && <><h3>Programs</h3><Programs programs={unit.programs} /></>}
      {packages.length > 0 && <><h3>Packages</h3><PackageTable name="unit packages" label={`Packages of ${unit.name}`} rows={packages} wayOf={({ ways }) => ways.find((way) => way.unit === number)!} empty="" /></>}
      {unit.licenseEvidence.length > 0 && <><h3>Why this licence</h3><EvidenceList evidence={unit.licenseEvidence} /></>}
    </article>
  );
}

function UnitFindings({ findings }: { findings: readonly PageFinding[] }) {
  const { model } = usePage();
  const columns: Column<PageFinding>[] = [
    { head: 'Severity', class: 'severity', by: ({ severity }) => SEVERITIES.indexOf(severity), cell: ({ severity }) => <span class={`severity ${severity}`}>{SEVERITY_MARKS[severity]} {SEVERITY_NAMES[severity]}</span> },
    { head: 'Finding', class: 'wide', by: ({ message }) => message, cell: ({ message }) => message },
    { head: 'Place', class: 'place', cell: ({ place }) => <PlaceLink place={place} inRow /> },
  ];
  return <Table name="unit findings" label="Findings of the unit" columns={columns} rows={findings} keyOf={({ rule, message, place }) => `${model.files[place.file]} ${place.line} ${rule} ${message}`} placeOf={({ place }) => place} details={({ evidence }) => <EvidenceList evidence={evidence} />} empty="" />;
}

function Symbols({ symbols }: { symbols: readonly PageSymbol[] }) {
  const { model } = usePage();
  const on = ({ kernels }: PageSymbol): string => (kernels.length === model.kernels.length && kernels.length > 1 ? 'all kernels' : kernels.join(', '));
  const columns: Column<PageSymbol>[] = [
    { head: 'Symbol', class: 'name', by: ({ symbol }) => symbol, cell: ({ symbol, namespace }) => <><code>{symbol}</code>{namespace && <div class="below">namespace {namespace}</div>}</> },
    { head: 'Exported by', by: ({ exportedBy }) => exportedBy, cell: ({ exportedBy }) => exportedBy },
    { head: 'On', by: on, cell: on },
    { head: 'Used at, by which way', class: 'wide', cell: ({ symbol, uses, moreUses }) => <ul class="ways">{uses.map((use) => <li><Chain use={use} symbol={symbol} /></li>)}{moreUses > 0 && <li class="below">and {grouped(moreUses)} more places</li>}</ul> },
  ];
  return <Table name="symbols" label="GPL-only symbols" columns={columns} rows={symbols} keyOf={({ symbol, exportedBy }) => `${symbol} ${exportedBy}`} placeOf={({ uses }) => uses[0]?.place} empty="" />;
}

function Chain({ use: { place, text, chain }, symbol }: { use: PageUse; symbol: string }) {
  return (
    <>
      <PlaceLink place={place} /> {chain.length === 0 && text !== symbol && <code>{text}</code>}
      {chain.map(({ kind, name, place: at, options }) => (
        <span> → {kind} {at ? <PlaceLink place={at} text={name} /> : <code>{name}</code>}{options && options.length > 0 && <span class="source"> ({options.join(', ')})</span>}</span>
      ))}
    </>
  );
}

function Programs({ programs }: { programs: readonly PageProgram[] }) {
  const columns: Column<PageProgram>[] = [
    { head: 'Program', class: 'name', by: ({ name }) => name, cell: ({ name, place }) => <>{name}<div class="below"><PlaceLink place={place} inRow /></div></> },
    { head: 'Section', by: ({ section }) => section, cell: ({ section, type }) => <><code>{section}</code>{type && <div class="below">{type}</div>}</> },
    {
      head: 'Needs a GPL-compatible licence for',
      class: 'wide',
      cell: ({ needsGpl }) => (needsGpl.length === 0 ? '✔ nothing' : needsGpl.map(({ kind, name, kernels }) => <div>{kind.replaceAll('-', ' ')} <code>{name}</code> <span class="source">on {kernels.join(', ')}</span></div>)),
    },
  ];
  return <Table name="programs" label="BPF programs" columns={columns} rows={programs} keyOf={({ name, section }) => `${section} ${name}`} placeOf={({ place }) => place} empty="" />;
}
