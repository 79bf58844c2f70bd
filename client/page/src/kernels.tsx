/** Kernel modules × kernels: what breaks where. A row unfolds into the symbols behind its numbers. */

import type { ReportedSymbolRow, ReportedVerdict } from '../../../server/src/findings/report.ts';
import { cellText } from '../../../server/src/findings/views/symbol-matrix.ts';
import type { PageUnit } from '../../../server/src/findings/page/page-units.ts';
import { usePage } from './context.ts';
import { unitKey } from './filter.ts';
import { Table, type Column } from './table.tsx';
import { CountMarks, weight } from './count-marks.tsx';
import { UnitLink } from './unit-link.tsx';
import { counted } from './words.ts';

export function Kernels() {
  const { model, shown } = usePage();
  const isJudged = (number: number): boolean => judgedByKernels(model.units[number]!);
  const unitOf = (number: number): PageUnit => model.units[number]!;
  const columns: Column<number>[] = [
    { head: 'Module', class: 'name', by: (number) => unitOf(number).name, cell: (number) => <UnitLink unit={number} /> },
    { head: 'Licence', class: 'license', by: (number) => unitOf(number).license ?? '', cell: (number) => unitOf(number).license ?? <em>none stated</em> },
    { head: 'Findings', by: (number) => -weight(unitOf(number).counts), cell: (number) => <CountMarks counts={unitOf(number).counts} /> },
    ...model.kernels.map((kernel): Column<number> => ({
      head: kernel,
      class: 'verdict',
      by: (number) => badness(unitOf(number), kernel),
      cell: (number) => <Cell unit={unitOf(number)} kernel={kernel} />,
    })),
  ];
  return (
    <>
      {model.kernels.length > 1 && <p class="note">Unfold a row to see which symbol breaks on which kernel.</p>}
      <Table name="kernels" label="Kernel modules by kernel" columns={columns} rows={shown.units.filter(isJudged)} keyOf={(number) => unitKey(unitOf(number))} placeOf={(number) => unitOf(number).place}
        details={(number) => (unitOf(number).matrix.length > 0 ? <SymbolMatrix unit={unitOf(number)} /> : undefined)}
        empty={model.units.some(judgedByKernels) ? 'No module matches the search.' : 'There is no kernel module or BPF object here.'} />
    </>
  );
}

export function judgedByKernels({ verdicts, programs }: PageUnit): boolean {
  return verdicts.length > 0 || programs.length > 0;
}

export function SymbolMatrix({ unit }: { unit: PageUnit }) {
  const kernels = unit.verdicts.map(({ kernel }) => kernel);
  return (
    <table class="matrix" aria-label={`Symbols that break ${unit.name}`}>
      <thead><tr><th scope="col">Symbol</th>{kernels.map((kernel) => <th scope="col" key={kernel}>{kernel}</th>)}</tr></thead>
      <tbody>{unit.matrix.map((row) => <SymbolRow key={row.symbol} row={row} />)}</tbody>
    </table>
  );
}

function SymbolRow({ row }: { row: ReportedSymbolRow }) {
  return (
    <tr>
      <th scope="row"><code>{row.symbol}</code></th>
      {row.kernels.map((cell) => <td key={cell.kernel} class={cell.breaks === null ? '' : 'breaks'}>{cell.breaks === null ? '' : '✖ '}{cellText(cell)}</td>)}
    </tr>
  );
}

function Cell({ unit, kernel }: { unit: PageUnit; kernel: string }) {
  if (unit.programs.length > 0) {
    const needing = needingGpl(unit, kernel);
    return <>{needing === 0 ? 'no program needs the GPL' : `${needing} of ${counted(unit.programs.length, 'program')} ${needing === 1 ? 'needs' : 'need'} a GPL-compatible licence`}</>;
  }
  const verdict = unit.verdicts.find((one) => one.kernel === kernel);
  if (!verdict) return <span class="below">not judged</span>;
  return (
    <>
      <Outcome verdict={verdict} />
      <div class="below">{counted(verdict.gplOnlySymbols, 'GPL-only symbol')}{METHODS[verdict.method]}</div>
    </>
  );
}

export function Outcome({ verdict: { breaking, breakingIfProprietary } }: { verdict: ReportedVerdict }) {
  if (breaking > 0) return <span class="breaks">✖ {counted(breaking, 'symbol')} {breaking === 1 ? 'breaks' : 'break'}</span>;
  return <span class="builds" title={breakingIfProprietary > 0 ? `If it were proprietary, ${counted(breakingIfProprietary, 'symbol')} would break` : undefined}>✔ no symbol breaks</span>;
}

const METHODS: Readonly<Record<ReportedVerdict['method'], string>> = { linker: '', index: ', by the bundled index', names: ', by names alone' };

function needingGpl({ programs }: PageUnit, kernel: string): number {
  return programs.filter(({ needsGpl }) => needsGpl.some(({ kernels }) => kernels.includes(kernel))).length;
}

function badness(unit: PageUnit, kernel: string): number {
  return unit.verdicts.find((one) => one.kernel === kernel)?.breaking ?? needingGpl(unit, kernel);
}
