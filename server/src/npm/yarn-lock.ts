/**
 * yarn.lock of both Yarns. An edge is a name and a range, and leads to the entry that lists this pair among its keys.
 * The classic one does not know the workspace's own packages; Berry has them as entries.
 */

import path from 'node:path';
import { parseSyml } from '@yarnpkg/parsers';
import { fields, originOf, textEntries, textOf, type Fields, type LockedEdge, type LockedPackage, type Lockfile, type UnreadLockfile } from './lockfile.ts';

/** @param members directories (relative, "" for the top) of the workspace's own packages with their names, which the classic lockfile does not tell */
export function readYarnLock(text: string, members: ReadonlyMap<string, string | null>): Lockfile | UnreadLockfile {
  let lock: Fields;
  try {
    lock = fields(parseSyml(text));
  } catch (error) {
    return { reason: `is no valid yarn.lock (${(error as Error).message.split('\n')[0]})` };
  }
  return new YarnLock(lock, members).read();
}

const WORKSPACE = '@workspace:';

class YarnLock {
  /** "name@range" → key */
  private readonly descriptors = new Map<string, string>();
  private readonly byName = new Map<string, Set<string>>();
  private readonly berry: boolean;

  constructor(
    private readonly lock: Fields,
    private readonly known: ReadonlyMap<string, string | null>,
  ) {
    this.berry = lock['__metadata'] !== undefined;
    for (const [keys, value] of Object.entries(lock)) {
      if (keys === '__metadata') continue;
      for (const descriptor of keys.split(', ')) {
        const key = this.keyOf(descriptor, fields(value));
        this.descriptors.set(descriptor, key);
        // "::locator=…" says for whom a path is meant; the manifest does not repeat it.
        if (descriptor.includes('::')) this.descriptors.set(descriptor.slice(0, descriptor.indexOf('::')), key);
        const name = nameOf(descriptor);
        const keysOfName = this.byName.get(name) ?? new Set();
        this.byName.set(name, keysOfName.add(key));
      }
    }
  }

  /** The classic parser gives one entry several names; what it resolved to makes it one again. */
  private keyOf(descriptor: string, entry: Fields): string {
    return textOf(entry['resolution']) ?? `${nameOf(descriptor)}@${textOf(entry['resolved']) ?? textOf(entry['version']) ?? descriptor}`;
  }

  read(): Lockfile {
    const packages = new Map<string, LockedPackage>();
    const members = new Map<string, string>();
    for (const [keys, value] of Object.entries(this.lock)) {
      if (keys === '__metadata') continue;
      const entry = fields(value);
      const descriptor = keys.split(', ')[0]!;
      const key = this.keyOf(descriptor, entry);
      const workspace = key.includes(WORKSPACE) ? key.slice(key.indexOf(WORKSPACE) + WORKSPACE.length) : null;
      if (workspace !== null) members.set(workspace === '.' ? '' : workspace, key);
      packages.set(key, {
        key,
        name: this.berry ? nameOf(key) : realName(descriptor),
        version: workspace === null ? textOf(entry['version']) : null,
        origin: workspace === null ? this.origin(key, descriptor, entry) : 'workspace',
        ...(workspace !== null && { place: workspace === '.' ? '' : workspace }),
        edges: this.edges(entry),
      });
    }
    if (!this.berry) {
      for (const [place, name] of this.known) {
        const key = `${name ?? ''}${WORKSPACE}${place}`;
        members.set(place, key);
        packages.set(key, { key, name: name ?? path.posix.basename(place), version: null, origin: 'workspace', place, edges: [] });
      }
    }
    return { packages, members, resolve: (_member, name, wanted) => this.find(name, wanted) };
  }

  private origin(key: string, descriptor: string, entry: Fields): LockedPackage['origin'] {
    if (!this.berry) {
      const wanted = descriptor.slice(nameOf(descriptor).length + 1);
      return originOf(textOf(entry['resolved']) ?? wanted);
    }
    const reference = key.slice(nameOf(key).length + 1);
    return /^(?:npm|patch):/.test(reference) ? 'registry' : originOf(reference);
  }

  private edges(entry: Fields): LockedEdge[] {
    const meta = fields(entry['dependenciesMeta']);
    const runtime = textEntries(entry['dependencies']).map(([name, wanted]): LockedEdge => {
      const { optional } = fields(meta[name]);
      return { name, wanted, kind: optional === true || optional === 'true' ? 'optional' : 'runtime', to: this.find(name, wanted) };
    });
    const optional = textEntries(entry['optionalDependencies']).map(([name, wanted]): LockedEdge => ({ name, wanted, kind: 'optional', to: this.find(name, wanted) }));
    return [...runtime, ...optional];
  }

  private find(name: string, wanted: string): string | null {
    const exact = [`${name}@${wanted}`, `${name}@npm:${wanted}`, `${name}@workspace:${wanted}`].map((descriptor) => this.descriptors.get(descriptor)).find((key) => key !== undefined);
    if (exact !== undefined) return this.patched(exact);
    const member = this.berry ? undefined : [...this.known].find(([, own]) => own === name);
    if (member) return `${name}${WORKSPACE}${member[0]}`;
    // "resolutions" give a package another range than its dependants write; where there is one entry of the name it is that.
    const ofName = [...(this.byName.get(name) ?? [])];
    if (ofName.length === 1) return ofName[0]!;
    const unpatched = ofName.filter((key) => !key.includes('@patch:'));
    if (unpatched.length === 1) return this.patched(unpatched[0]!);
    return wanted.startsWith('workspace:') ? (ofName.find((key) => key.includes(WORKSPACE)) ?? null) : null;
  }

  /** Yarn mends some packages itself ("builtin<compat/…>"): what is installed then is the patched one. */
  private patched(key: string): string {
    const name = nameOf(key);
    const start = `${name}@patch:${name}@${encodeURIComponent(key.slice(name.length + 1))}#optional!builtin`;
    return [...(this.byName.get(name) ?? [])].find((candidate) => candidate.startsWith(start)) ?? key;
  }
}

function nameOf(descriptor: string): string {
  return descriptor.slice(0, descriptor.indexOf('@', 1) < 0 ? undefined : descriptor.indexOf('@', 1));
}

/** Behind an alias stands the package that is meant: "short@npm:long-name@1.0". */
function realName(descriptor: string): string {
  const alias = /@npm:(@?[^@]+)(?:@|$)/.exec(descriptor)?.[1];
  return alias !== undefined && !/^[\d^~*]/.test(alias) ? alias : nameOf(descriptor);
}
