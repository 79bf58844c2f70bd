/** One small workspace, as each package manager locks it: the graph is the same. */

import assert from 'node:assert/strict';
import { readPackageGraph } from '../../server/src/npm/read-graph.ts';
import type { PackageGraph } from '../../server/src/npm/package-graph.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

const MANIFESTS = {
  '/w/package.json': JSON.stringify({
    name: 'top',
    workspaces: ['packages/*'],
    dependencies: { lamp: '^1.0.0', short: 'npm:long-name@2.0.0', tar: 'https://example.test/tar-1.0.0.tgz' },
    optionalDependencies: { maybe: '1.0.0' },
    devDependencies: { tool: '1.0.0' },
  }),
  '/w/packages/m/package.json': JSON.stringify({ name: '@w/m', version: '0.1.0', dependencies: { bulb: '2.0.0' } }),
  '/w/packages/n/package.json': JSON.stringify({ name: '@w/n', version: '0.1.0', dependencies: { '@w/m': '0.1.0' } }),
};

/** lamp → bulb 1 → wire → bulb 1 (a circle); the member m has bulb 2. */
const LOCKFILES: Readonly<Record<string, readonly [string, string]>> = {
  'npm, version 3': [
    'package-lock.json',
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { name: 'top' },
        'packages/m': { name: '@w/m', version: '0.1.0', dependencies: { bulb: '2.0.0' } },
        'packages/n': { name: '@w/n', version: '0.1.0', dependencies: { '@w/m': '0.1.0' } },
        'packages/m/node_modules/bulb': { version: '2.0.0' },
        'node_modules/@w/m': { resolved: 'packages/m', link: true },
        'node_modules/@w/n': { resolved: 'packages/n', link: true },
        'node_modules/lamp': { version: '1.2.0', dependencies: { bulb: '1.x' }, license: 'GPL-3.0-only' },
        'node_modules/bulb': { version: '1.0.0', dependencies: { wire: '*' } },
        'node_modules/wire': { version: '1.0.0', dependencies: { bulb: '*' } },
        'node_modules/short': { name: 'long-name', version: '2.0.0' },
        'node_modules/tar': { version: '1.0.0', resolved: 'https://example.test/tar-1.0.0.tgz' },
        'node_modules/maybe': { version: '1.0.0', optional: true },
        'node_modules/tool': { version: '1.0.0', dev: true },
      },
    }),
  ],
  'npm, version 1': [
    'npm-shrinkwrap.json',
    JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        '@w/m': { version: 'file:packages/m', requires: { bulb: '2.0.0' }, dependencies: { bulb: { version: '2.0.0' } } },
        '@w/n': { version: 'file:packages/n', requires: { '@w/m': '0.1.0' } },
        lamp: { version: '1.2.0', requires: { bulb: '1.x' } },
        bulb: { version: '1.0.0', requires: { wire: '*' } },
        wire: { version: '1.0.0', requires: { bulb: '*' } },
        short: { version: 'npm:long-name@2.0.0' },
        tar: { version: 'https://example.test/tar-1.0.0.tgz' },
        maybe: { version: '1.0.0', optional: true },
        tool: { version: '1.0.0', dev: true },
      },
    }),
  ],
  'pnpm, version 9': [
    'pnpm-lock.yaml',
    `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      lamp: { specifier: ^1.0.0, version: 1.2.0(wire@1.0.0) }
      short: { specifier: npm:long-name@2.0.0, version: long-name@2.0.0 }
      tar: { specifier: https://example.test/tar-1.0.0.tgz, version: https://example.test/tar-1.0.0.tgz }
    optionalDependencies:
      maybe: { specifier: 1.0.0, version: 1.0.0 }
    devDependencies:
      tool: { specifier: 1.0.0, version: 1.0.0 }
  packages/m:
    dependencies:
      bulb: { specifier: 2.0.0, version: 2.0.0 }
  packages/n:
    dependencies:
      '@w/m': { specifier: workspace:0.1.0, version: link:../m }
packages:
  lamp@1.2.0: { resolution: { integrity: a } }
  tar@https://example.test/tar-1.0.0.tgz: { resolution: { tarball: https://example.test/tar-1.0.0.tgz }, version: 1.0.0 }
snapshots:
  bulb@1.0.0: { dependencies: { wire: 1.0.0 } }
  bulb@2.0.0: {}
  lamp@1.2.0(wire@1.0.0): { dependencies: { bulb: 1.0.0 } }
  long-name@2.0.0: {}
  maybe@1.0.0: { optional: true }
  tar@https://example.test/tar-1.0.0.tgz: {}
  tool@1.0.0: {}
  wire@1.0.0: { dependencies: { bulb: 1.0.0 } }
`,
  ],
  'pnpm, version 5': [
    'pnpm-lock.yaml',
    `lockfileVersion: 5.4
importers:
  .:
    specifiers: { lamp: ^1.0.0, short: npm:long-name@2.0.0, tar: https://example.test/tar-1.0.0.tgz, maybe: 1.0.0, tool: 1.0.0 }
    dependencies: { lamp: 1.2.0_wire@1.0.0, short: /long-name/2.0.0, tar: '@example.test/tar-1.0.0.tgz' }
    optionalDependencies: { maybe: 1.0.0 }
    devDependencies: { tool: 1.0.0 }
  packages/m:
    specifiers: { bulb: 2.0.0 }
    dependencies: { bulb: 2.0.0 }
  packages/n:
    specifiers: { '@w/m': 0.1.0 }
    dependencies: { '@w/m': link:../m }
packages:
  /bulb/1.0.0: { dependencies: { wire: 1.0.0 } }
  /bulb/2.0.0: {}
  /lamp/1.2.0_wire@1.0.0: { dependencies: { bulb: 1.0.0 } }
  /long-name/2.0.0: {}
  /maybe/1.0.0: { optional: true }
  '@example.test/tar-1.0.0.tgz': { resolution: { tarball: https://example.test/tar-1.0.0.tgz }, name: tar, version: 1.0.0 }
  /tool/1.0.0: { dev: true }
  /wire/1.0.0: { dependencies: { bulb: 1.0.0 } }
`,
  ],
  'Yarn, classic': [
    'yarn.lock',
    `# yarn lockfile v1


bulb@*, bulb@1.x:
  version "1.0.0"
  resolved "https://registry.test/bulb/-/bulb-1.0.0.tgz#1"
  dependencies:
    wire "*"

bulb@2.0.0:
  version "2.0.0"
  resolved "https://registry.test/bulb/-/bulb-2.0.0.tgz#1"

lamp@^1.0.0:
  version "1.2.0"
  resolved "https://registry.test/lamp/-/lamp-1.2.0.tgz#1"
  dependencies:
    bulb "1.x"

maybe@1.0.0:
  version "1.0.0"

"short@npm:long-name@2.0.0":
  version "2.0.0"
  resolved "https://registry.test/long-name/-/long-name-2.0.0.tgz#1"

"tar@https://example.test/tar-1.0.0.tgz":
  version "1.0.0"
  resolved "https://example.test/tar-1.0.0.tgz#1"

tool@1.0.0:
  version "1.0.0"

wire@*:
  version "1.0.0"
  dependencies:
    bulb "*"
`,
  ],
  'Yarn, Berry': [
    'yarn.lock',
    `__metadata:
  version: 8

"@w/m@npm:0.1.0, @w/m@workspace:packages/m":
  version: 0.0.0-use.local
  resolution: "@w/m@workspace:packages/m"
  dependencies:
    bulb: "npm:2.0.0"
  linkType: soft

"@w/n@workspace:packages/n":
  version: 0.0.0-use.local
  resolution: "@w/n@workspace:packages/n"
  dependencies:
    "@w/m": "npm:0.1.0"
  linkType: soft

"bulb@npm:*, bulb@npm:1.x":
  version: 1.0.0
  resolution: "bulb@npm:1.0.0"
  dependencies:
    wire: "npm:*"

"bulb@npm:2.0.0":
  version: 2.0.0
  resolution: "bulb@npm:2.0.0"

"lamp@npm:^1.0.0":
  version: 1.2.0
  resolution: "lamp@npm:1.2.0"
  dependencies:
    bulb: "npm:1.x"

"maybe@npm:1.0.0":
  version: 1.0.0
  resolution: "maybe@npm:1.0.0"

"short@npm:long-name@2.0.0":
  version: 2.0.0
  resolution: "long-name@npm:2.0.0"

"tar@https://example.test/tar-1.0.0.tgz":
  version: 1.0.0
  resolution: "tar@https://example.test/tar-1.0.0.tgz"

"tool@npm:1.0.0":
  version: 1.0.0
  resolution: "tool@npm:1.0.0"

"top@workspace:.":
  version: 0.0.0-use.local
  resolution: "top@workspace:."
  linkType: soft

"wire@npm:*":
  version: 1.0.0
  resolution: "wire@npm:1.0.0"
  dependencies:
    bulb: "npm:*"
`,
  ],
  Bun: [
    'bun.lock',
    `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "top", "dependencies": { "lamp": "^1.0.0" }, },
    "packages/m": { "name": "@w/m", "version": "0.1.0", "dependencies": { "bulb": "2.0.0" }, },
    "packages/n": { "name": "@w/n", "version": "0.1.0", "dependencies": { "@w/m": "0.1.0" }, },
  },
  "packages": {
    "@w/m": ["@w/m@workspace:packages/m"],
    "@w/m/bulb": ["bulb@2.0.0", "", {}, "sha512-a"],
    "@w/n": ["@w/n@workspace:packages/n"],
    "bulb": ["bulb@1.0.0", "", { "dependencies": { "wire": "*" } }, "sha512-a"],
    "lamp": ["lamp@1.2.0", "", { "dependencies": { "bulb": "1.x" } }, "sha512-a"],
    "maybe": ["maybe@1.0.0", "", {}, "sha512-a"],
    "short": ["long-name@2.0.0", "", {}, "sha512-a"],
    "tar": ["tar@https://example.test/tar-1.0.0.tgz", {}],
    "tool": ["tool@1.0.0", "", {}, "sha512-a"],
    "wire": ["wire@1.0.0", "", { "dependencies": { "bulb": "*" } }, "sha512-a"],
  }
}
`,
  ],
};

function graphOf(files: Readonly<Record<string, string>>, directory: string): PackageGraph {
  return readPackageGraph(directory, createMemoryFiles({ ...MANIFESTS, ...files }), 1 << 20);
}

/** "lamp: short (optional) → long-name@2.0.0" for each edge of the packages that can be reached from a member. */
function edgesFrom(graph: PackageGraph, member: string): string[] {
  const lines = new Set<string>();
  const open = new Set([graph.members.get(member)!]);
  for (const id of open) {
    const node = graph.nodes.get(id)!;
    for (const { name, kind, to } of node.edges) {
      const target = to === null ? undefined : graph.nodes.get(to);
      lines.add(`${node.name}: ${name}${kind === 'runtime' ? '' : ` (${kind})`} → ${target ? `${target.name}@${target.version?.replace(/^\D.*/, '') ?? ''}` : 'nothing'}`);
      if (to !== null) open.add(to);
    }
  }
  return [...lines].sort();
}

describe('lockfiles', () => {
  for (const [kind, [name, text]] of Object.entries(LOCKFILES)) {
    describe(`of ${kind}`, () => {
      const files = { [`/w/${name}`]: text };

      it('tell who brings whom, through aliases and circles', () => {
        const lines = edgesFrom(graphOf(files, '/w'), '/w').map((line) => line.replace(/tar@(1\.0\.0)?$/, 'tar@'));
        assert.deepEqual(lines, [
          'bulb: wire → wire@1.0.0',
          'lamp: bulb → bulb@1.0.0',
          'top: lamp → lamp@1.2.0',
          'top: maybe (optional) → maybe@1.0.0',
          'top: short → long-name@2.0.0',
          'top: tar → tar@',
          'top: tool (development) → tool@1.0.0',
          'wire: bulb → bulb@1.0.0',
        ]);
      });

      it("know the workspace's own packages, and give each what it asked for", () => {
        const graph = graphOf(files, '/w/packages/n');
        assert.equal(graph.root, '/w');
        assert.equal(graph.lockfile, `/w/${name}`);
        assert.deepEqual(edgesFrom(graph, '/w/packages/n'), ['@w/m: bulb → bulb@2.0.0', '@w/n: @w/m → @w/m@0.1.0']);
        assert.equal(graph.nodes.get(graph.members.get('/w/packages/m')!)!.origin, 'workspace');
      });

      it('tell a tarball from what a registry has', () => {
        const nodes = [...graphOf(files, '/w').nodes.values()];
        assert.equal(nodes.find((node) => node.name === 'tar')!.origin, 'tarball');
        assert.equal(nodes.find((node) => node.name === 'lamp')!.origin, 'registry');
      });
    });
  }

  it('carry licences, where npm writes them', () => {
    const [name, text] = LOCKFILES['npm, version 3']!;
    const nodes = [...graphOf({ [`/w/${name}`]: text }, '/w').nodes.values()];
    assert.equal(nodes.find((node) => node.name === 'lamp')!.lockedLicense, 'GPL-3.0-only');
  });

  it('tell the lines of their entries, where npm writes them', () => {
    const [name, text] = LOCKFILES['npm, version 3']!;
    const written = JSON.stringify(JSON.parse(text), null, 2);
    const lineOf = (lock: string): number | undefined => [...graphOf({ [`/w/${name}`]: lock }, '/w').nodes.values()].find((node) => node.name === 'lamp')!.lockedLine;
    assert.equal(written.split('\n')[lineOf(written)! - 1], '    "node_modules/lamp": {');
    assert.equal(lineOf(text), undefined);
  });

  it('cannot name places outside', () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/../../secret': { version: '1.0.0' }, '../beside/node_modules/lamp': { version: '1.0.0' } } });
    assert.deepEqual([...graphOf({ '/w/package-lock.json': lock }, '/w').nodes.keys()], ['', '../beside/node_modules/lamp']);
  });

  it('of another project above say nothing', () => {
    const files = { '/package-lock.json': '{"lockfileVersion": 3, "packages": {"": {}, "elsewhere": {}}}', '/w/node_modules/lamp/package.json': '{"name":"lamp","version":"1.0.5"}' };
    const graph = graphOf(files, '/w');
    assert.equal(graph.lockfile, null);
    assert.ok(edgesFrom(graph, '/w').includes('top: lamp → lamp@1.0.5'));
  });

  it('older than package.json are joined with what is installed', () => {
    const files = { '/w/yarn.lock': '# yarn lockfile v1\n', '/w/node_modules/lamp/package.json': '{"name":"lamp","version":"1.0.5","dependencies":{"bulb":"1"}}', '/w/node_modules/bulb/package.json': '{"name":"bulb","version":"1.0.1"}' };
    assert.deepEqual(edgesFrom(graphOf(files, '/w'), '/w').slice(0, 2), ['lamp: bulb → bulb@1.0.1', 'top: lamp → lamp@1.0.5']);
  });
});

describe('packages inside of the archives of others', () => {
  it('are found beside a lockfile that does not know them', () => {
    const graph = graphOf({
      '/w/yarn.lock': LOCKFILES['Yarn, classic']![1],
      '/w/node_modules/lamp/package.json': '{"name":"lamp","version":"1.2.0","dependencies":{"bulb":"1.x","inner":"1"},"bundledDependencies":["inner"]}',
      '/w/node_modules/lamp/node_modules/inner/package.json': '{"name":"inner","version":"3.0.0"}',
    }, '/w');
    assert.deepEqual(edgesFrom(graph, '/w').filter((line) => line.startsWith('lamp')), ['lamp: bulb → bulb@1.0.0', 'lamp: inner → inner@3.0.0']);
    assert.deepEqual([...graph.nodes.values()].filter(({ bundled }) => bundled).map(({ name }) => name), ['inner']);
  });
});

describe('lockfiles that cannot be used', () => {
  const unreadOf = (name: string, text: string, maxFileSize = 1 << 20): string[] =>
    readPackageGraph('/w', createMemoryFiles({ ...MANIFESTS, [`/w/${name}`]: text }), maxFileSize).unread.map(({ file, reason }) => `${file} ${reason}`);

  for (const [name, text, reason] of [
    ['package-lock.json', '{ "packages": ', 'is no valid JSON'],
    ['package-lock.json', '[]', 'is no lockfile of npm'],
    ['pnpm-lock.yaml', 'a: [', 'is no valid YAML'],
    ['yarn.lock', 'a: [', 'is no valid yarn.lock'],
    ['bun.lock', 'nothing', 'is no text lockfile of Bun'],
    ['yarn.lock', '<<<<<<< HEAD\n', 'holds marks of a merge conflict'],
    ['bun.lockb', '', 'is the binary lockfile of an old Bun'],
  ] as const) {
    it(`are said to be so: ${name} that ${reason}`, () => {
      assert.ok(unreadOf(name, text).some((line) => line.startsWith(`/w/${name} ${reason}`)), unreadOf(name, text).join('\n'));
    });
  }

  it('are not read where they are too large, and node_modules answers', () => {
    assert.match(unreadOf('package-lock.json', ' '.repeat(31 << 20), 8 << 20)[0]!, /is larger than the limit of 8\.0 MiB \(31\.0 MiB\) and was not read; packages are taken from node_modules/);
  });
});

describe("Yarn's Plug'n'Play data", () => {
  const [, lock] = LOCKFILES['Yarn, Berry']!;
  const data = JSON.stringify({
    packageRegistryData: [
      [null, [[null, { packageLocation: './' }]]],
      ['lamp', [['npm:1.2.0', { packageLocation: './.yarn/cache/lamp-npm-1.2.0-0-10c0.zip/node_modules/lamp/' }]]],
      ['bulb', [['virtual:12#npm:1.0.0', { packageLocation: './.yarn/__virtual__/bulb-virtual-1/0/cache/bulb.zip/node_modules/bulb/' }]]],
    ],
  }, null, 2);
  const directories = (files: Readonly<Record<string, string>>): (string | null)[] => {
    const { nodes } = graphOf({ '/w/yarn.lock': lock, ...files }, '/w');
    return ['lamp@npm:1.2.0', 'bulb@npm:1.0.0', 'wire@npm:1.0.0'].map((id) => nodes.get(id)!.directory);
  };
  const expected = ['/w/.yarn/cache/lamp-npm-1.2.0-0-10c0.zip/node_modules/lamp', '/w/.yarn/cache/bulb.zip/node_modules/bulb', null];

  it('say in which archive a package is', () => {
    assert.deepEqual(directories({ '/w/.pnp.data.json': data }), expected);
  });

  it('are read out of the program that they come in, which is not run', () => {
    const literal = data.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\\n');
    assert.deepEqual(directories({ '/w/.pnp.cjs': `throw new Error('run');\nconst RAW_RUNTIME_STATE =\n'${literal}';\n` }), expected);
  });
});
