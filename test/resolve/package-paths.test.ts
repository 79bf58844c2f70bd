import assert from 'node:assert/strict';
import type { DependencyKind, PackageGraph, PackageNode } from '../../server/src/npm/package-graph.ts';
import { arrivedPackages, subtreeOf } from '../../server/src/resolve/package-paths.ts';

/** "a → b c(optional)" for each package. */
function graph(...lines: string[]): PackageGraph {
  const nodes = new Map<string, PackageNode>();
  for (const line of lines) {
    const [id, wanted = ''] = line.split(' → ');
    const edges = wanted.split(' ').filter((text) => text !== '').map((text) => {
      const [, name, kind = 'runtime'] = /^(\w+)(?:\((\w+)\))?$/.exec(text)!;
      return { name: name!, wanted: '*', kind: kind as DependencyKind, to: name! };
    });
    nodes.set(id!.replace('*', ''), { id: id!.replace('*', ''), name: id!.replace('*', ''), version: '1.0.0', origin: 'registry', directory: null, lockedLicense: undefined, bundled: id!.endsWith('*'), edges });
  }
  return { root: '/', lockfile: null, nodes, members: new Map([['/', 'app']]), unread: [] };
}

const told = (of: PackageGraph): string[] =>
  [...arrivedPackages(of, 'app').values()].map(({ node, arrival, path, via }) => `${node.id} ${arrival} ${path.map(({ id }) => id).join('→')} by ${via}`);

describe('how packages arrive', () => {
  it('by the shortest way', () => {
    assert.deepEqual(told(graph('app → a b', 'a → c', 'b → d', 'c → d', 'd')), ['a runtime a by a', 'b runtime b by b', 'c runtime a→c by a', 'd runtime b→d by b']);
  });

  it('by the strongest way, however long', () => {
    assert.deepEqual(told(graph('app → a d(development)', 'a → b', 'b → c', 'c → d', 'd')).at(-1), 'd runtime a→b→c→d by a');
  });

  it('as weakly as the weakest step', () => {
    assert.deepEqual(told(graph('app → a', 'a → b(optional)', 'b → c(peer)', 'c')), ['a runtime a by a', 'b optional a→b by a', 'c peer a→b→c by a']);
  });

  it('without what dependencies need for their own development', () => {
    assert.deepEqual(told(graph('app → a', 'a → b(development)', 'b')), ['a runtime a by a']);
  });

  it('through circles, and never at themselves', () => {
    assert.deepEqual(told(graph('app → a', 'a → b app', 'b → a')), ['a runtime a by a', 'b runtime a→b by a']);
  });

  it('inside the archive of another', () => {
    assert.deepEqual(told(graph('app → a', 'a → b', 'b*')).at(-1), 'b bundled a→b by a');
  });

  it('with a package that is used: itself, then all that it needs', () => {
    const brought = subtreeOf(graph('app → a', 'a → b c(development)', 'b → a d(optional)', 'c', 'd'), 'a');
    assert.deepEqual(brought.map(({ path, arrival }) => `${path.map(({ id }) => id).join('→')} ${arrival}`), ['a runtime', 'a→b runtime', 'a→b→d optional']);
  });
});
