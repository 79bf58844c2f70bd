/** All findings, the worst first; each unfolds into what it rests on. */

import { SEVERITIES } from '../../../server/src/findings/finding.ts';
import type { PageFinding } from '../../../server/src/findings/page/page-model.ts';
import { usePage } from './context.ts';
import { EvidenceList } from './evidence-list.tsx';
import { PlaceLink } from './place-link.tsx';
import { Table, type Column } from './table.tsx';
import { UnitLink } from './unit-link.tsx';
import { placeName, SEVERITY_MARKS, SEVERITY_NAMES } from './words.ts';

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
