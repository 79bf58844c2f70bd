/** What a finding or a licence rests on, step by step, each at its place and with its source. */

import type { PageEvidence } from '../../../server/src/findings/page/page-evidence.ts';
import { PlaceLink } from './place-link.tsx';

export function EvidenceList({ evidence }: { evidence: readonly PageEvidence[] }) {
  return (
    <ol class="evidence">
      {evidence.map(({ message, place, source }) => (
        <li>
          {message}
          {place && <> <PlaceLink place={place} /></>}
          {source && <span class="source"> {source}</span>}
        </li>
      ))}
    </ol>
  );
}
