/** The tables of findings, packages, unread files and knowledge. */

import type { PageFinding, PageUnread } from '../../../server/src/findings/page/page-model.ts';
import { SEVERITIES } from '../../../server/src/findings/finding.ts';
import { familyRank, type PagePackage, type PageWay } from '../../../server/src/findings/page/page-packages.ts';
import type { KnowledgeItem } from '../../../server/src/findings/report.ts';
import { usePage } from './context.ts';
import { EvidenceList } from './evidence-list.tsx';
import { PlaceLink } from './place-link.tsx';
import { Table, type Column } from './table.tsx';
import { unitKey } from './filter.ts';
import { familyName, placeName, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

export function Findings() {
  const { model, shown, change, state, editor } = usePage();
  const columns: Column<PageFinding>[] = [
    {
      head: 'Severity',
      class: 'severity',
      by: ({ severity }) => SEVERITIES.indexOf(severity),
      cell: ({ severity }) => <span class={`severity ${severity}`}><span aria-hidden="true">{SEVERITY_MARKS[severity]}</span> {SEVERITY_NAMES[severity]}</span>,
    },
    { head: 'Finding', class: 'wide', by: ({ message }) => message, cell: ({ message, rule }) => <>{message} <RuleName rule={rule} explain={editor && (() => editor.explainRule(rule))} /></> },
    { head: 'Place', class: 'place', by: ({ place }) => placeName(model, place), cell: ({ place }) => <PlaceLink place={place} inRow /> },
    { head: 'Unit', class: 'unit', by: ({ unit }) => unitName(unit), cell: ({ unit }) => (unit === undefined ? '' : <UnitLink unit={unit} />) },
  ];
  function unitName(unit: number | undefined): string {
    return unit === undefined ? '' : model.units[unit]!.name;
  }
  return (
    <>
      {state.file !== null && (
        <p class="filters">
          Only in <b>{state.file}</b> <button type="button" class="chip" onClick={() => change({ file: null })} aria-label={`Show all files again, not only ${state.file}`}>✕ all files</button>
        </p>
      )}
      <Table name="findings" label="Findings" columns={columns} rows={shown.findings} keyOf={({ rule, message, place }) => `${model.files[place.file]} ${place.line} ${rule} ${message}`} placeOf={({ place }) => place}
        details={({ evidence }) => (evidence.length > 0 ? <EvidenceList evidence={evidence} /> : undefined)}
        empty={model.findings.length === 0 ? 'Nothing was found.' : 'No finding matches the search and the filters.'} />
    </>
  );
}

function RuleName({ rule, explain }: { rule: string; explain: (() => void) | undefined }) {
  if (!explain) return <code>{rule}</code>;
  const onClick = (event: Event): void => {
    event.stopPropagation();
    explain();
  };
  return <button type="button" class="link rule" data-row-control="rule" title={`What ${rule} means`} onClick={onClick}>{rule}</button>;
}

export function UnitLink({ unit }: { unit: number }) {
  const { model, change } = usePage();
  const { name } = model.units[unit]!;
  const onClick = (event: Event): void => {
    event.stopPropagation();
    change({ tab: 'units', unit: unitKey(model.units[unit]!) });
  };
  return <button type="button" class="link" data-row-control="unit" title={`Show ${name} and its chains`} onClick={onClick}>{name}</button>;
}

export function Packages() {
  const { model, shown, state, change } = usePage();
  const families = [...new Set(model.packages.map(({ family }) => family))].sort((a, b) => familyRank(a) - familyRank(b));
  return (
    <>
      {families.length > 1 && (
        <div class="filters" role="group" aria-label="Families of licences">
          <button type="button" class="chip" aria-pressed={state.family === null} onClick={() => change({ family: null })}>All</button>
          {families.map((family) => (
            <button key={family} type="button" class="chip" aria-pressed={state.family === family} onClick={() => change({ family: state.family === family ? null : family })}>
              <span class={`swatch family-${family}`} aria-hidden="true" /> {familyName(family)}
            </button>
          ))}
        </div>
      )}
      <PackageTable name="packages" label="Packages" rows={shown.packages} wayOf={({ ways }) => ways[0]!}
        empty={model.packages.length === 0 ? 'No unit here depends on packages or libraries that were looked at.' : 'No package matches the search and the filter.'} />
    </>
  );
}

interface PackageTableProps {
  readonly name: string;
  readonly label: string;
  readonly rows: readonly PagePackage[];
  readonly wayOf: (entry: PagePackage) => PageWay;
  readonly empty: string;
}

export function PackageTable({ name, label, rows, wayOf, empty }: PackageTableProps) {
  const { model } = usePage();
  const kinds = new Set(model.packages.map(({ kind }) => kind));
  const columns: Column<PagePackage>[] = [
    { head: 'Package', class: 'name', by: ({ name }) => name, cell: ({ name, version, place }) => <><b>{name}</b> <span class="version">{version}</span>{place && <div class="below"><PlaceLink place={place} inRow withoutFolder /></div>}</> },
    ...(kinds.size > 1 ? [{ head: 'Kind', by: ({ kind }: PagePackage) => kind, cell: ({ kind }: PagePackage) => kind }] : []),
    { head: 'Licence', class: 'license', by: ({ license }) => license ?? '', cell: ({ license, chosen }) => <>{license ?? <em>none known</em>}{chosen !== undefined && <div class="below">judged as {chosen}</div>}</> },
    { head: 'Family', class: 'family', by: ({ family }) => familyRank(family), cell: ({ family }) => <span class="family"><span class={`swatch family-${family}`} aria-hidden="true" /> {familyName(family)}</span> },
    { head: 'Arrives', by: (entry) => wayOf(entry).arrival ?? '', cell: (entry) => wayOf(entry).arrival ?? '' },
    { head: 'Path', class: 'path', by: (entry) => wayOf(entry).path.length, cell: (entry) => <Way way={wayOf(entry)} more={entry.ways.length - 1} /> },
    { head: 'What it means', class: 'wide', cell: (entry) => wayOf(entry).reason ?? '' },
  ];
  return (
    <Table name={name} label={label} columns={columns} rows={rows} keyOf={({ kind, name, version }) => `${kind} ${name}@${version}`} placeOf={({ place }) => place}
      details={({ evidence, ways }) => (
        <>
          {ways.length > 1 && <ul class="ways">{ways.map((way) => <li><Way way={way} /> <span class="source">{[way.arrival, way.reason].filter(Boolean).join(': ')}</span></li>)}</ul>}
          <EvidenceList evidence={evidence} />
        </>
      )}
      empty={empty} />
  );
}

function Way({ way, more = 0 }: { way: PageWay; more?: number }) {
  return <><span class="way">{way.path.join(' → ')}</span>{more > 0 && <div class="below">and {more === 1 ? 'another way' : `${more} other ways`}</div>}</>;
}

export function Unread() {
  const { model, shown } = usePage();
  const columns: Column<PageUnread>[] = [
    { head: 'Place', class: 'place', by: ({ place }) => placeName(model, place), cell: ({ place }) => <PlaceLink place={place} inRow /> },
    { head: 'Why', class: 'wide', by: ({ reason }) => reason, cell: ({ reason }) => reason },
  ];
  return (
    <>
      {model.unread.length > 0 && <p class="note">What could not be read was not judged: silence about it is no clean bill.</p>}
      <Table name="unread" label="Not read" columns={columns} rows={shown.unread} keyOf={({ place, reason }) => `${model.files[place.file]} ${place.line} ${reason}`} placeOf={({ place }) => place}
        empty={model.unread.length === 0 ? 'Everything that was looked at could be read.' : 'Nothing that was not read matches the search.'} />
    </>
  );
}

export function Knowledge() {
  const { shown } = usePage();
  const columns: Column<KnowledgeItem>[] = [
    { head: 'What', class: 'wide', by: ({ name }) => name, cell: ({ name }) => name },
    { head: 'Source', by: ({ source }) => source, cell: ({ source }) => source },
    { head: 'Version', by: ({ version }) => version, cell: ({ version }) => version },
    { head: 'SHA-256', cell: ({ checksum }) => (checksum === undefined ? '' : <code title={checksum}>{checksum.slice(0, 12)}</code>) },
  ];
  return (
    <>
      <p class="note">These answers rest on facts that shipped with the product or were read from this machine. Evidence, not legal advice.</p>
      <Table name="knowledge" label="Knowledge" columns={columns} rows={shown.knowledge} keyOf={({ name, version }) => `${name} ${version}`} empty="Nothing matches the search." />
    </>
  );
}
