/** Pieces of HTML that the pages of the server are made of. No page holds a script: places are links with a command of the client's. */

import path from 'node:path';
import { START_OF_FILE, type Range } from '../base/location.ts';
import { toRange, uriOfPath } from './to-protocol.ts';

/** Registered by the client; its arguments are a URI and a range of the protocol. */
export const OPEN_LOCATION_COMMAND = 'copyleftLens.openLocation';

/** A section without content is left out, its heading too. */
export function section(title: string, content: string): string {
  return content === '' ? '' : `<section><h2>${escape(title)}</h2>${content}</section>`;
}

/** @param heads text; @param rows cells of HTML */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(heads.map(escape), 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

export function lineRange(line: number | undefined): Range {
  return line === undefined ? START_OF_FILE : { start: { line, column: 1 }, end: { line, column: 1 } };
}

/** @param html already escaped. */
export function link(html: string, file: string, range: Range): string {
  const command = `command:${OPEN_LOCATION_COMMAND}?${encodeURIComponent(JSON.stringify([uriOfPath(file), toRange(range)]))}`;
  return `<a href="${escape(command)}">${html}</a>`;
}

/** A file as people call it: from the folder that holds it. */
export function nameIn(roots: readonly string[], file: string): string {
  const root = roots.find((candidate) => file.startsWith(candidate + path.sep));
  if (!root) return file;
  return path.relative(roots.length > 1 ? path.dirname(root) : root, file);
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
