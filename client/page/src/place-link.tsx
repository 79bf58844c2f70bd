/** A place in a file: a link where an editor can open it, else its name and line. */

import type { Place } from '../../../server/src/findings/page/file-table.ts';
import { usePage } from './context.ts';
import { placeName } from './words.ts';

export function PlaceLink({ place, text, inRow }: { place: Place; text?: string; inRow?: boolean }) {
  const { model, open } = usePage();
  const name = placeName(model, place);
  const shown = text ?? name;
  if (!open) return <span class="place">{text === undefined ? name : `${text} (${name})`}</span>;
  return (
    <button
      type="button"
      class="link place"
      title={`Open ${name}`}
      {...(inRow && { 'data-row-control': 'place' })}
      onClick={(event) => {
        event.stopPropagation();
        open(place);
      }}
    >
      {shown}
    </button>
  );
}
