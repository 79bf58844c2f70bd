/** What should have been read and was not, and why. */

import type { PageUnread } from '../../../server/src/findings/page/page-model.ts';
import { usePage } from './context.ts';
import { PlaceLink } from './place-link.tsx';
import { Table, type Column } from './table.tsx';
import { placeName } from './words.ts';

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
