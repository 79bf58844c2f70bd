/**
 * package-lock.json and npm-shrinkwrap.json of npm. From version 2 on the keys are the places in `node_modules`, and an
 * edge is found as Node finds a module: upwards from the place of the package. Version 1 nests the same places.
 */

import { fields, originOf, textEntries, textOf, type Fields, type LockedEdge, type LockedPackage, type Lockfile, type UnreadLockfile } from './lockfile.ts';

export function readNpmLock(text: string): Lockfile | UnreadLockfile {
  let lock: Fields;
  try {
    lock = fields(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    return { reason: `is no valid JSON (${(error as Error).message})` };
  }
  const places = new Map<string, Fields>();
  let lines: ReadonlyMap<string, number> = new Map();
  if (typeof lock['packages'] === 'object') {
    for (const [place, entry] of Object.entries(fields(lock['packages']))) places.set(place, fields(entry));
    lines = linesOf([...places.keys()], text);
  } else if (typeof lock['dependencies'] === 'object') {
    places.set('', {});
    flatten('', fields(lock['dependencies']), places);
  } else if (lock['lockfileVersion'] === undefined) {
    return { reason: 'is no lockfile of npm' };
  }
  return fromPlaces(places, lines);
}

/** Version 1 nests its entries, so it is left alone. npm writes them in the order in which they are read, each beginning on a line of its own. */
function linesOf(places: readonly string[], text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let line = 1;
  let counted = 0;
  for (const place of places) {
    const at = text.indexOf(`${JSON.stringify(place)}: {`, counted);
    // Written in another way than npm does: to look for the others too would read the whole text for each.
    if (at < 0) break;
    for (let end = text.indexOf('\n', counted); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) line++;
    counted = at;
    lines.set(place, line);
  }
  return lines;
}

/** Version 1 as the places of version 2. */
function flatten(parent: string, dependencies: Fields, places: Map<string, Fields>): void {
  for (const [name, value] of Object.entries(dependencies)) {
    const entry = fields(value);
    const version = textOf(entry['version']) ?? '';
    const place = `${parent === '' ? '' : `${parent}/`}node_modules/${name}`;
    const folder = /^file:(?!.*\.t(?:ar\.)?gz$)(.*)$/.exec(version)?.[1];
    const home = folder === undefined ? place : folder.replace(/^\.\//, '');
    if (folder !== undefined) places.set(place, { link: true, resolved: home });
    const alias = /^npm:(.+)@([^@]+)$/.exec(version);
    const isAddress = !alias && /^[a-z+]+:/.test(version);
    places.set(home, {
      name: alias?.[1] ?? name,
      ...(folder === undefined && { version: alias?.[2] ?? (isAddress ? undefined : version), resolved: entry['resolved'] ?? (isAddress ? version : undefined) }),
      inBundle: entry['bundled'],
      dependencies: entry['requires'],
    });
    flatten(home, fields(entry['dependencies']), places);
  }
}

function fromPlaces(places: ReadonlyMap<string, Fields>, lines: ReadonlyMap<string, number>): Lockfile {
  const packages = new Map<string, LockedPackage>();
  const members = new Map<string, string>();
  for (const [place, entry] of places) {
    if (entry['link'] === true) continue;
    const names = place.split('/');
    const inModules = names.includes('node_modules');
    // A folder may lie beside the workspace; nothing in node_modules leads out of it.
    if (inModules && names.lastIndexOf('..') > names.indexOf('node_modules')) continue;
    if (!inModules) members.set(place, place);
    packages.set(place, {
      key: place,
      name: textOf(entry['name']) ?? nameOfPlace(place),
      version: textOf(entry['version']),
      origin: inModules ? originOf(textOf(entry['resolved'])) : 'workspace',
      license: entry['license'] ?? entry['licenses'],
      ...(lines.has(place) && { line: lines.get(place)! }),
      place,
      bundled: entry['inBundle'] === true,
      edges: edgesOf(place, entry, places),
    });
  }
  return { packages, members, resolve: (member, name) => find(member, name, places) };
}

function edgesOf(place: string, entry: Fields, places: ReadonlyMap<string, Fields>): LockedEdge[] {
  const lists = [
    ['runtime', 'dependencies'],
    ['optional', 'optionalDependencies'],
    ['peer', 'peerDependencies'],
  ] as const;
  return lists.flatMap(([kind, list]) =>
    textEntries(entry[list]).map(([name, wanted]) => ({ name, wanted, kind, to: find(place, name, places) })),
  );
}

/** As Node does: `node_modules` beside the package, then in each directory above it. */
function find(from: string, name: string, places: ReadonlyMap<string, Fields>): string | null {
  for (let directory: string | null = from; directory !== null; directory = parentOf(directory)) {
    if (directory === 'node_modules' || directory.endsWith('/node_modules')) continue;
    const place = `${directory === '' ? '' : `${directory}/`}node_modules/${name}`;
    const entry = places.get(place);
    if (!entry) continue;
    if (entry['link'] !== true) return place;
    const target = textOf(entry['resolved']);
    return target !== null && places.has(target) ? target : null;
  }
  return null;
}

function parentOf(directory: string): string | null {
  if (directory === '') return null;
  const slash = directory.lastIndexOf('/');
  return slash < 0 ? '' : directory.slice(0, slash);
}

function nameOfPlace(place: string): string {
  const after = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return place.includes('node_modules/') ? after : (place.split('/').at(-1) ?? '');
}
