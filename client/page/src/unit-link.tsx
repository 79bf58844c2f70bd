/** The name of a unit, which leads to everything that is known of it. */

import { usePage } from './context.ts';
import { unitKey } from './filter.ts';

export function UnitLink({ unit }: { unit: number }) {
  const { model, change } = usePage();
  const { name } = model.units[unit]!;
  const onClick = (event: Event): void => {
    event.stopPropagation();
    change({ tab: 'units', unit: unitKey(model.units[unit]!) });
  };
  return <button type="button" class="link" data-row-control="unit" title={`Show ${name} and its chains`} onClick={onClick}>{name}</button>;
}
