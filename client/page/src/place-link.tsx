/** A place in a file: a link where an editor can open it, else its name and line. */

import type { Place } from '../../../server/src/findings/page/file-table.ts';
import { usePage } from './context.ts';
import { placeName } from './words.ts';

interface PlaceLinkProps {
  readonly place: Place;
  /** Stands for the place's own name. */
  readonly text?: string;
  /** The place of a row of a table: its folder stands below, and the arrow keys go from row to row. */
  readonly inRow?: boolean;
  /** For rows whose folder is said elsewhere. */
  readonly withoutFolder?: boolean;
}

export function PlaceLink({ place, text, inRow = false, withoutFolder = false }: PlaceLinkProps) {
  const { model, open } = usePage();
  const name = placeName(model, place);
  const [folder, base] = inRow ? split(name) : ['', name];
  const below = folder !== '' && !withoutFolder && <div class="below folder">{folder}</div>;
  if (!open) return <span class="place">{text === undefined ? base : `${text} (${name})`}{below}</span>;
  const onClick = (event: Event): void => {
    event.stopPropagation();
    open(place);
  };
  return (
    <>
      <button type="button" class="link place" title={`Open ${name}`} {...(inRow && { 'data-row-control': 'place', 'aria-label': name })} onClick={onClick}>{text ?? base}</button>
      {below}
    </>
  );
}

function split(name: string): [folder: string, base: string] {
  const at = name.lastIndexOf('/');
  return [name.slice(0, Math.max(0, at)), name.slice(at + 1)];
}
