/** What units depend on and did not write: packages and libraries, each with the ways by which it arrives. */

import { familyRank, type PagePackage, type PageWay } from '../../../server/src/findings/page/page-packages.ts';
import { usePage } from './context.ts';
import { EvidenceList } from './evidence-list.tsx';
import { PlaceLink } from './place-link.tsx';
import { Table, type Column } from './table.tsx';
import { familyName } from './words.ts';

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
