/** The report that is kept at hand for a client that shows findings of the whole workspace. */

import assert from 'node:assert/strict';
import { FindingsNotification, FindingTreeRequest, KernelsRequest, type FindingsTold } from '../../server/src/lsp/explorer.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { connect, type TestClient } from './client.ts';
import { createStandIn } from './stand-in-analyzer.ts';

const A = 'file:///project/a.c';

describe('findings of the workspace', () => {
  let client: TestClient;
  const told: (FindingsTold)[] = [];
  let heard = (): void => {};

  async function start(options: unknown, analyzer = createStandIn()): Promise<void> {
    told.length = 0;
    client = await connect({ createAnalyzer: async () => analyzer, disk: createMemoryFiles({}) }, { initialize: { initializationOptions: options } });
    client.connection.onNotification(FindingsNotification, (counts) => {
      told.push(counts);
      heard();
    });
  }
  const toldTimes = (times: number): Promise<void> =>
    new Promise((resolve) => {
      heard = () => void (told.length >= times && resolve());
      heard();
    });
  afterEach(() => client.end());

  it('are told after the start, and their tree can be asked for', async () => {
    await start({ findings: true });
    assert.equal(await client.connection.sendRequest(FindingTreeRequest, { grouping: 'unit' }), null, 'before the first report there is none');
    await toldTimes(1);
    assert.ok(told[0] && 'counts' in told[0]);
    assert.equal(told[0].counts.error, 1);
    const tree = await client.connection.sendRequest(FindingTreeRequest, { grouping: 'file' });
    assert.equal(tree?.[0]?.label, 'a.c');
  });

  it('are told again after an edit', async () => {
    await start({ findings: true });
    await toldTimes(1);
    client.open(A, 'x');
    await toldTimes(2);
  });

  it('are not looked for when nobody asks', async () => {
    await start({});
    client.open(A, 'x');
    await client.diagnosticsOf(A);
    assert.deepEqual(told, []);
  });

  it('of a workspace that is left alone are not waited for', async () => {
    await start({ findings: true }, createStandIn(() => ({ countSources: async (most) => most })));
    await toldTimes(1);
    assert.deepEqual(told, [{ leftAlone: true }]);
  });

  it('that cannot be told leave no old ones behind', async () => {
    let broken = false;
    const analyzer = createStandIn((snapshot) => ({ check: (request) => (broken ? Promise.reject(new Error('no disk')) : snapshot.check(request)) }));
    await start({ findings: true }, analyzer);
    await toldTimes(1);
    broken = true;
    client.open(A, 'x');
    await toldTimes(2);
    assert.equal(told.at(-1), null);
    assert.match(client.log.join('\n'), /checking the workspace failed: Error: no disk/);
    assert.equal(await client.connection.sendRequest(FindingTreeRequest, { grouping: 'unit' }), null);
  });

  it('come with the kernels that can be chosen', async () => {
    await start({});
    assert.deepEqual(await client.connection.sendRequest(KernelsRequest, {}), [{ name: '9.9', release: '9.9', source: 'a test' }]);
  });
});
