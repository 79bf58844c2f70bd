/**
 * bun.lock, the text form of Bun's lockfile: JSON with trailing commas. Keys of packages are paths of names: "a/b" is
 * the b that a gets where it is not the one that all others get.
 */

import path from 'node:path';
import { parse } from 'jsonc-parser';
import { fields, originOf, textEntries, textOf, type Fields, type LockedEdge, type LockedPackage, type Lockfile, type UnreadLockfile } from './lockfile.ts';

export function readBunLock(text: string): Lockfile | UnreadLockfile {
  const lock = fields(parse(text, [], { allowTrailingComma: true }));
  if (lock['lockfileVersion'] === undefined) return { reason: 'is no text lockfile of Bun' };
  const workspaces = fields(lock['workspaces']);
  const entries = new Map(Object.entries(fields(lock['packages'])).map(([key, value]) => [key, Array.isArray(value) ? (value as unknown[]) : []]));
  const placeOfMember = new Map<string, string>();
  const packages = new Map<string, LockedPackage>();
  const members = new Map<string, string>();
  /** Below which path of names the packages of a member stand, by the member's key. */
  const scopes = new Map<string, string>();

  for (const [key, [id]] of entries) {
    const place = /@workspace:(.*)$/.exec(textOf(id) ?? '')?.[1];
    if (place !== undefined) placeOfMember.set(key, place);
  }
  const find = (from: string, name: string): string | null => {
    for (let scope = from; ; scope = parentOf(scope)) {
      const key = scope === '' ? name : `${scope}/${name}`;
      const place = placeOfMember.get(key);
      if (place !== undefined) return memberKey(place);
      if (entries.has(key)) return key;
      if (scope === '') return null;
    }
  };
  const edges = (scope: string, info: Fields): LockedEdge[] => {
    const optionalPeers = new Set(Array.isArray(info['optionalPeers']) ? info['optionalPeers'] : []);
    const lists = [
      ['runtime', 'dependencies'],
      ['optional', 'optionalDependencies'],
      ['peer', 'peerDependencies'],
      ['development', 'devDependencies'],
    ] as const;
    return lists.flatMap(([kind, list]) =>
      textEntries(info[list])
        .filter(([name]) => kind !== 'peer' || !optionalPeers.has(name) || find(scope, name) !== null)
        .map(([name, wanted]) => ({ name, wanted, kind, to: find(scope, name) })),
    );
  };

  for (const [place, value] of Object.entries(workspaces)) {
    const info = fields(value);
    const key = memberKey(place);
    const name = textOf(info['name']) ?? place;
    members.set(place, key);
    scopes.set(key, name);
    packages.set(key, { key, name, version: null, origin: 'workspace', place, edges: edges(name, info) });
  }
  for (const [key, entry] of entries) {
    if (placeOfMember.has(key)) continue;
    const id = textOf(entry[0]) ?? key;
    const at = id.indexOf('@', 1);
    const name = at < 0 ? id : id.slice(0, at);
    const reference = at < 0 ? '' : id.slice(at + 1);
    const info = fields(entry.find((part) => typeof part === 'object' && part !== null));
    const fromRegistry = /^\d/.test(reference);
    const origin = fromRegistry ? 'registry' : originOf(reference);
    // A folder that somebody's manifest names: Bun writes where it is from the lockfile's directory, and installs a copy.
    const folder = origin === 'folder' ? path.posix.normalize(reference.replace(/^\w+:/, '')) : undefined;
    if (folder !== undefined) {
      members.set(folder, key);
      scopes.set(key, key);
    }
    packages.set(key, {
      key,
      name,
      version: fromRegistry ? reference : null,
      origin,
      bundled: info['bundled'] === true,
      edges: edges(key, info),
    });
  }
  return { packages, members, resolve: (member, name) => find(scopes.get(member) ?? '', name) };
}

function memberKey(place: string): string {
  return `workspace:${place}`;
}

/** "a/@scope/b" is b below a, and nothing is named "@scope". */
function parentOf(scope: string): string {
  const names = scope.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  return names.slice(0, -1).join('/');
}
