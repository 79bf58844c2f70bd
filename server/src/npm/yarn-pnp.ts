/**
 * Yarn's Plug'n'Play data: where each package of the lockfile is, mostly inside a zip archive. `.pnp.data.json` is
 * data; `.pnp.cjs` is a program whose data stands in it as one literal, which is read and not run.
 */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { fields, textOf, type Fields } from './lockfile.ts';

/** Absolute directories by "name@reference", as yarn.lock names its resolutions; undefined where there is no such data. */
export function pnpPlaces(root: string, files: Files): ReadonlyMap<string, string> | undefined {
  const data = readData(root, files);
  if (!data) return undefined;
  const places = new Map<string, string>();
  for (const [name, entries] of pairs(data['packageRegistryData'])) {
    for (const [reference, value] of pairs(entries)) {
      const location = textOf(fields(value)['packageLocation']);
      if (typeof name !== 'string' || typeof reference !== 'string' || location === null) continue;
      places.set(`${name}@${reference.replace(/^virtual:[^#]*#/, '')}`, physical(path.join(root, location)));
    }
  }
  return places;
}

function readData(root: string, files: Files): Fields | undefined {
  const json = files.read(path.join(root, '.pnp.data.json'));
  if (isReadable(json)) return parse(json.text);
  const program = files.read(path.join(root, '.pnp.cjs'));
  if (!isReadable(program)) return undefined;
  const literal = /RAW_RUNTIME_STATE\s*=\s*'((?:[^'\\]|\\[^])*)'/.exec(program.text)?.[1];
  // A string of JavaScript: a backslash at the end of a line joins lines, another one stands for the next character.
  return literal === undefined ? undefined : parse(literal.replace(/\\([^])/g, (_, next: string) => (next === '\n' ? '\n' : next)));
}

function parse(text: string): Fields | undefined {
  try {
    return fields(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Yarn writes maps as lists of pairs. */
function pairs(value: unknown): [unknown, unknown][] {
  return Array.isArray(value) ? value.filter((pair): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2) : [];
}

/** ".yarn/__virtual__/x/1/cache/y.zip" stands for "cache/y.zip", one directory above ".yarn". */
function physical(place: string): string {
  const match = /^(.*?)[\\/](?:__virtual__|\$\$virtual)[\\/][^\\/]+[\\/](\d+)[\\/](.*)$/.exec(place);
  return (match ? path.join(match[1]!, '../'.repeat(Number(match[2])), match[3]!) : place).replace(/[\\/]$/, '');
}
