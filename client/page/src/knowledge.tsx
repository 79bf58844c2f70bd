/** The facts that the answers rest on, with source, version and checksum. */

import type { KnowledgeItem } from '../../../server/src/findings/report.ts';
import { usePage } from './context.ts';
import { Table, type Column } from './table.tsx';

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
