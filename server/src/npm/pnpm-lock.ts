/**
 * pnpm-lock.yaml, from version 5 on. Members ("importers") and packages point to keys; what these look like has
 * changed twice: "/name/1.0.0_peer", "/name@1.0.0(peer)", "name@1.0.0(peer)" with edges in a list of their own.
 */

import path from 'node:path';
import { load } from 'js-yaml';
import { fields, originOf, textOf, type Fields, type LockedEdge, type LockedPackage, type Lockfile, type UnreadLockfile } from './lockfile.ts';
import type { DependencyKind } from './package-graph.ts';

const LISTS: readonly (readonly [DependencyKind, string])[] = [
  ['runtime', 'dependencies'],
  ['optional', 'optionalDependencies'],
  ['development', 'devDependencies'],
];

export function readPnpmLock(text: string): Lockfile | UnreadLockfile {
  let lock: Fields;
  try {
    lock = fields(load(text));
  } catch (error) {
    return { reason: `is no valid YAML (${(error as Error).message.split('\n')[0]})` };
  }
  if (lock['lockfileVersion'] === undefined) return { reason: 'is no lockfile of pnpm' };
  const details = fields(lock['packages']);
  const snapshots = fields(lock['snapshots'] ?? lock['packages']);
  const importers = lock['importers'] === undefined ? { '.': lock } : fields(lock['importers']);
  const reader = new PnpmLock(details, snapshots, importers);
  return { packages: reader.packages(), members: reader.members, resolve: reader.resolve };
}

class PnpmLock {
  readonly members: ReadonlyMap<string, string>;

  constructor(
    private readonly details: Fields,
    private readonly snapshots: Fields,
    private readonly importers: Fields,
  ) {
    this.members = new Map(Object.keys(importers).map((place) => [place === '.' ? '' : place, memberKey(place)]));
  }

  packages(): Map<string, LockedPackage> {
    const packages = new Map<string, LockedPackage>();
    for (const [place, importer] of Object.entries(this.importers)) {
      packages.set(memberKey(place), {
        key: memberKey(place),
        name: path.posix.basename(place),
        version: null,
        origin: 'workspace',
        place: place === '.' ? '' : place,
        edges: this.edges(fields(importer), place, new Set()),
      });
    }
    for (const [key, value] of Object.entries(this.snapshots)) {
      const snapshot = fields(value);
      const detail = fields(this.details[key] ?? this.details[withoutPeers(key)]);
      const { name, version } = readKey(key, detail);
      const resolution = fields(detail['resolution']);
      const address = textOf(resolution['repo']) ?? textOf(resolution['tarball']) ?? (resolution['type'] === 'git' ? 'git:' : resolution['type'] === 'directory' ? 'file:' : null);
      packages.set(key, {
        key,
        name,
        version,
        origin: originOf(address),
        edges: this.edges(snapshot, null, new Set(Object.keys(fields(detail['peerDependencies'])))),
      });
    }
    return packages;
  }

  readonly resolve = (member: string, name: string, _wanted: string): string | null => {
    const place = member.slice(MEMBER.length);
    const importer = fields(this.importers[place]);
    const found = this.edges(importer, place, new Set()).find((edge) => edge.name === name);
    return found?.to ?? null;
  };

  /** @param place of the member whose links are relative to it */
  private edges(entry: Fields, place: string | null, peers: ReadonlySet<string>): LockedEdge[] {
    return LISTS.flatMap(([kind, list]) =>
      Object.entries(fields(entry[list])).flatMap(([name, value]) => {
        const version = textOf(value) ?? textOf(fields(value)['version']);
        if (version === null) return [];
        const wanted = textOf(fields(value)['specifier']) ?? textOf(fields(entry['specifiers'])[name]) ?? version;
        return [{ name, wanted, kind: peers.has(name) ? 'peer' : kind, to: this.target(name, version, place) }];
      }),
    );
  }

  private target(name: string, version: string, place: string | null): string | null {
    if (version.startsWith('link:')) {
      const linked = path.posix.normalize(path.posix.join(place ?? '.', version.slice('link:'.length)));
      return this.importers[linked] === undefined ? null : memberKey(linked);
    }
    const candidates = [version, `${name}@${version}`, `/${name}@${version}`, `/${name}/${version}`];
    return candidates.find((key) => Object.hasOwn(this.snapshots, key)) ?? null;
  }
}

/** No package's key begins like this. */
const MEMBER = 'importer:';

function memberKey(place: string): string {
  return MEMBER + place;
}

function withoutPeers(key: string): string {
  const at = key.indexOf('(');
  return at < 0 ? key : key.slice(0, at);
}

function readKey(key: string, detail: Fields): { name: string; version: string | null } {
  const plain = withoutPeers(key).replace(/^\//, '');
  const modern = /^(@[^/@]+\/[^/@]+|[^/@]+)@(.+)$/.exec(plain);
  const old = /^(@[^/]+\/[^/]+|[^/]+)\/([^/_]+)(?:_.*)?$/.exec(plain);
  const [, name, version] = modern ?? old ?? [undefined, plain, null];
  return { name: textOf(detail['name']) ?? name!, version: textOf(detail['version']) ?? (version !== null && /^\d/.test(version!) ? version! : null) };
}
