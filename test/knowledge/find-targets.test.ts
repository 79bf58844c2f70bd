import assert from 'node:assert/strict';
import { findTargets, installedKernels, type BundledKernels, type TargetRequest } from '../../server/src/knowledge/find-targets.ts';
import { exportTable } from '../../server/src/knowledge/kernel-exports.ts';
import { kernelConfig } from '../../server/src/knowledge/kernel-config.ts';
import { compareReleases, namesKernel } from '../../server/src/knowledge/kernel-release.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

const bundled: BundledKernels = {
  kernels: [
    { name: 'old', release: '6.1.0-56-amd64', version: [6, 1, 192] },
    { name: 'new', release: '6.12.117-amd64', version: [6, 12, 117] },
  ],
  kernel(name) {
    const { release, version } = this.kernels.find((kernel) => kernel.name === name)!;
    return {
      release,
      version,
      arch: 'x86',
      headers: null,
      exports: exportTable(new Map()),
      config: kernelConfig(new Map()),
      provenance: { source: 'package', version: '1' },
      unread: [],
    };
  },
};

const SYMVERS = '0x00000000\tfrob\tvmlinux\tEXPORT_SYMBOL\t\n';

function installed(directory: string, release: string, symvers = SYMVERS): Record<string, string> {
  return {
    [`${directory}/Module.symvers`]: symvers,
    [`${directory}/include/config/kernel.release`]: `${release}\n`,
    [`${directory}/include/config/auto.conf`]: 'CONFIG_SMP=y\n',
    [`${directory}/include/linux/module.h`]: '',
    [`${directory}/arch/x86/include/generated/asm/x.h`]: '',
  };
}

function explain(contents: Record<string, string>, request: TargetRequest): string[] {
  const { chosen, problems } = findTargets(createMemoryFiles(contents), bundled, request);
  return [...chosen.map((choice) => choice.explanation), ...problems.map(({ file, reason }) => `! ${file}: ${reason}`)];
}

describe('targets', () => {
  const machine = {
    ...installed('/lib/modules/6.1.0-9-amd64/build', '6.1.0-9-amd64'),
    ...installed('/usr/src/linux-headers-6.1.0-10-amd64', '6.1.0-10-amd64'),
    ...installed('/usr/src/linux-headers-6.1.0-9-amd64', '6.1.0-9-amd64'),
    ...installed('/home/me/linux', '6.14.0-rc3'),
  };

  it('are found in the usual places, each once, newest first', () => {
    assert.deepEqual(
      installedKernels(createMemoryFiles(machine)).map(({ release, directory }) => `${release} ${directory}`),
      ['6.1.0-10-amd64 /usr/src/linux-headers-6.1.0-10-amd64', '6.1.0-9-amd64 /lib/modules/6.1.0-9-amd64/build'],
    );
  });

  describe('by themselves', () => {
    const cases: readonly [title: string, contents: Record<string, string>, request: Omit<TargetRequest, 'wanted'>, expected: string][] = [
      ["are the make file's", machine, { fromMakefiles: ['/home/me/linux'], running: '6.1.0-9-amd64' }, "6.14.0-rc3: build directory /home/me/linux, named by the module's make file"],
      ['else the running kernel', machine, { fromMakefiles: ['/gone'], running: '6.1.0-9-amd64' }, '6.1.0-9-amd64: build directory /lib/modules/6.1.0-9-amd64/build, of the running kernel'],
      ['else the newest', machine, { running: '5.4.0' }, '6.1.0-10-amd64: build directory /usr/src/linux-headers-6.1.0-10-amd64, the newest that is installed'],
      ['else bundled facts', {}, {}, '6.12.117-amd64: bundled facts of package 1, because no built kernel headers were found on this machine'],
      ['pass over headers without exports', installed('/usr/src/linux-headers-6.9', '6.9', ''), {}, '6.12.117-amd64: bundled facts of package 1, because no built kernel headers were found on this machine'],
      [
        'prefer a kernel whose headers are there',
        { ...machine, '/usr/src/linux-headers-6.9/Module.symvers': SYMVERS, '/usr/src/linux-headers-6.9/include/config/kernel.release': '6.9' },
        {},
        '6.1.0-10-amd64: build directory /usr/src/linux-headers-6.1.0-10-amd64, the newest that is installed',
      ],
      [
        'but take exports alone rather than another kernel',
        { '/usr/src/linux-headers-6.9/Module.symvers': SYMVERS, '/usr/src/linux-headers-6.9/include/config/kernel.release': '6.9' },
        {},
        '6.9: build directory /usr/src/linux-headers-6.9, the newest that is installed, though without its headers',
      ],
    ];
    for (const [title, contents, request, expected] of cases) {
      it(title, () => assert.deepEqual(explain(contents, { wanted: [], ...request }), [expected]));
    }

    it('are none, and that is said, when not even facts are there', () => {
      const none: BundledKernels = { kernels: [], kernel: () => undefined };
      const { chosen, problems } = findTargets(createMemoryFiles({}), none, { wanted: [] });
      assert.deepEqual(chosen, []);
      assert.match(problems[0]!.reason, /no kernel to judge against: installed: none; bundled facts: none/);
    });
  });

  describe('that are asked for', () => {
    it('are judged in the order asked', () => {
      assert.deepEqual(explain(machine, { wanted: ['6.12', '/home/me/linux', '6.1.0-9-amd64'] }), [
        '6.12.117-amd64: bundled facts of package 1, because "6.12" is not installed here',
        '6.14.0-rc3: build directory /home/me/linux, as asked',
        '6.1.0-9-amd64: build directory /lib/modules/6.1.0-9-amd64/build, as asked',
      ]);
    });

    it('by a version are the running kernel before the newest', () => {
      assert.match(explain(machine, { wanted: ['6.1'], running: '6.1.0-9-amd64' })[0]!, /^6\.1\.0-9-amd64: .* the running kernel that "6.1" names$/);
      assert.match(explain(machine, { wanted: ['6.1'] })[0]!, /^6\.1\.0-10-amd64: /);
    });

    it('and are not there give what is known instead', () => {
      assert.deepEqual(explain(machine, { wanted: ['5.10', '/nowhere'] }), [
        '! 5.10: no kernel of this name is known; installed: 6.1.0-10-amd64 (/usr/src/linux-headers-6.1.0-10-amd64), ' +
          '6.1.0-9-amd64 (/lib/modules/6.1.0-9-amd64/build); bundled facts: 6.12 (6.12.117-amd64), 6.1 (6.1.0-56-amd64)',
        '! /nowhere: /nowhere does not exist',
      ]);
    });
  });

  it('are named by whole numbers of a version', () => {
    assert.ok(namesKernel('6.1', '6.1.0-56-amd64', [6, 1, 192]));
    assert.ok(namesKernel('6.1.192', '6.1.0-56-amd64', [6, 1, 192]));
    assert.ok(!namesKernel('6.1', '6.12.117', [6, 12, 117]));
    assert.ok(!namesKernel('amd64', '6.1.0-56-amd64', [6, 1, 192]));
  });

  it('are ordered by number', () => {
    const sorted = ['6.10.1', '6.9', '6.12-rc3', '6.12', '6.1.0-9-amd64', '6.1.0-10-amd64', '5.19'].sort(compareReleases);
    assert.deepEqual(sorted, ['5.19', '6.1.0-9-amd64', '6.1.0-10-amd64', '6.9', '6.10.1', '6.12-rc3', '6.12']);
  });
});
