/** A lockfile as Bun 1.4.5 wrote it (hashes left out): aliases, an archive, a folder with packages of its own. */

import assert from 'node:assert/strict';
import { readBunLock } from '../../server/src/npm/bun-lock.ts';
import type { Lockfile } from '../../server/src/npm/lockfile.ts';

const WRITTEN = `{
  "lockfileVersion": 2,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "mono",
      "dependencies": {
        "pako-old": "npm:pako@1.0.11",
        "zip-tar": "https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz",
      },
      "devDependencies": {
        "is-odd": "3.0.1",
      },
      "optionalDependencies": {
        "fsevents": "2.3.3",
      },
    },
    "packages/a": {
      "name": "@mono/a",
      "version": "1.0.0",
      "dependencies": {
        "@mono/b": "1.0.0",
      },
      "peerDependencies": {
        "ms": "2.1.3",
      },
    },
    "packages/b": {
      "name": "@mono/b",
      "version": "1.0.0",
      "dependencies": {
        "local-thing": "file:../../local",
        "ms": "2.1.3",
      },
    },
  },
  "packages": {
    "@mono/a": ["@mono/a@workspace:packages/a"],

    "@mono/b": ["@mono/b@workspace:packages/b"],

    "fsevents": ["fsevents@2.3.3", "", { "os": "darwin" }, "sha512-a"],

    "is-number": ["is-number@6.0.0", "", {}, "sha512-a"],

    "is-odd": ["is-odd@3.0.1", "", { "dependencies": { "is-number": "^6.0.0" } }, "sha512-a"],

    "ms": ["ms@2.1.3", "", {}, "sha512-a"],

    "pako-old": ["pako@1.0.11", "", {}, "sha512-a"],

    "zip-tar": ["is-number@https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz", {}, "sha512-a"],

    "@mono/b/local-thing": ["local-thing@file:local", { "dependencies": { "is-odd": "2.0.0" } }],

    "@mono/b/local-thing/is-odd": ["is-odd@2.0.0", "", { "dependencies": { "is-number": "^4.0.0" } }, "sha512-a"],

    "@mono/b/local-thing/is-odd/is-number": ["is-number@4.0.0", "", {}, "sha512-a"],
  }
}
`;

describe("Bun's lockfile, as Bun writes it", () => {
  const lock = readBunLock(WRITTEN) as Lockfile;
  const told = (key: string): string[] => lock.packages.get(key)!.edges.map(({ name, kind, to }) => `${name} (${kind}) → ${to}`);

  it('names aliases, archives and what is for other systems', () => {
    assert.deepEqual(told('workspace:'), ['pako-old (runtime) → pako-old', 'zip-tar (runtime) → zip-tar', 'fsevents (optional) → fsevents', 'is-odd (development) → is-odd']);
    assert.deepEqual(['pako-old', 'zip-tar'].map((key) => { const { name, version, origin } = lock.packages.get(key)!; return `${name} ${version} ${origin}`; }), ['pako 1.0.11 registry', 'is-number null registry']);
  });

  it('gives a member its peers, and a folder the versions that stand below it', () => {
    assert.deepEqual(told('workspace:packages/a'), ['@mono/b (runtime) → workspace:packages/b', 'ms (peer) → ms']);
    assert.equal(lock.members.get('local'), '@mono/b/local-thing');
    assert.equal(lock.resolve('@mono/b/local-thing', 'is-odd', '2.0.0'), '@mono/b/local-thing/is-odd');
    assert.deepEqual(told('@mono/b/local-thing/is-odd'), ['is-number (runtime) → @mono/b/local-thing/is-odd/is-number']);
  });
});
