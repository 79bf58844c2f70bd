/**
 * A report as one HTML file that needs nothing else: the built page (client/page) with the model in it. The page's content
 * policy names its own script and style by their hashes and allows nothing else, so whatever a name in a report holds, it
 * stays text.
 */

import type { PageModel } from '../page/page-model.ts';

/** What the built page has in the place of a model: it then waits for an editor to send one. */
export const EMPTY_MODEL = '<script type="application/json" id="model">null</script>';

/** @param page the built page, dist/report-page.html. Throws where it has no place for a model. */
export function renderHtml(model: PageModel, page: string): string {
  const at = page.indexOf(EMPTY_MODEL);
  if (at < 0) throw new Error('the built report page is damaged: it has no place for a report');
  const filled = EMPTY_MODEL.replace('null', () => embeddable(model));
  return page.slice(0, at) + filled + page.slice(at + EMPTY_MODEL.length);
}

/** JSON that cannot end the element which holds it. */
function embeddable(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
