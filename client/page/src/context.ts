/** What every part of the page needs: the report, the rows that are left, what a person set, and how to change it. */

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Place } from '../../../server/src/findings/page/file-table.ts';
import type { PageModel } from '../../../server/src/findings/page/page-model.ts';
import type { Filtered } from './filter.ts';
import type { Editor } from './host.ts';
import type { ViewState } from './view-state.ts';

export interface PageContext {
  readonly model: PageModel;
  readonly shown: Filtered;
  readonly state: ViewState;
  change(change: Partial<ViewState>): void;
  readonly editor: Editor | undefined;
  /** Opens a place in the editor; undefined where there is none. */
  readonly open: ((place: Place) => void) | undefined;
  /** Everything is shown at once, for paper. */
  readonly printing: boolean;
}

export const Context = createContext<PageContext | undefined>(undefined);

export function usePage(): PageContext {
  const context = useContext(Context);
  if (!context) throw new Error('a part of the page is used outside of it');
  return context;
}
