import assert from 'node:assert/strict';
import { isTarget, parseVersionHeader, readBuildDirectory } from '../../server/src/knowledge/build-directory.ts';
import type { KernelTarget } from '../../server/src/knowledge/kernel-target.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

const SYMVERS = '0x00000000\tfrob\tvmlinux\tEXPORT_SYMBOL_GPL\t\n';

/** A tree that was configured and built in place. */
function builtTree(root: string): Record<string, string> {
  return {
    [`${root}/Module.symvers`]: SYMVERS,
    [`${root}/include/generated/utsrelease.h`]: '#define UTS_RELEASE "6.9.1-mine"\n',
    [`${root}/include/generated/uapi/linux/version.h`]:
      '#define LINUX_VERSION_CODE 395521\n#define LINUX_VERSION_MAJOR 6\n#define LINUX_VERSION_PATCHLEVEL 9\n#define LINUX_VERSION_SUBLEVEL 1\n',
    [`${root}/include/config/auto.conf`]: '# Linux/arm64 6.9.1 Kernel Configuration\nCONFIG_USB=m\nCONFIG_HZ=1\nCONFIG_NAME="a b"\nCONFIG_SMP=y\n',
    [`${root}/include/linux/module.h`]: '',
    [`${root}/arch/arm64/include/generated/x.h`]: '',
    [`${root}/arch/riscv/include/asm/x.h`]: '',
  };
}

function read(contents: Record<string, string>, directory: string): KernelTarget {
  const target = readBuildDirectory(createMemoryFiles(contents), directory);
  assert.ok(isTarget(target), isTarget(target) ? '' : target.reason);
  return target;
}

function reason(contents: Record<string, string>, directory: string): string {
  const target = readBuildDirectory(createMemoryFiles(contents), directory);
  assert.ok(!isTarget(target));
  return target.reason;
}

describe('kernel build directory', () => {
  it('says which kernel it is, its architecture, configuration and exports', () => {
    const target = read(builtTree('/k'), '/k/');
    assert.equal(target.release, '6.9.1-mine');
    assert.deepEqual(target.version, [6, 9, 1]);
    assert.deepEqual(target.headers, { buildDirectory: '/k', sourceDirectory: '/k', arch: 'arm64' });
    assert.equal(target.exports.get('frob')?.kind, 'gpl');
    assert.deepEqual(['USB', 'HZ', 'NAME', 'SMP', 'PCI'].map((name) => target.config.get(name)), ['m', '1', 'a b', 'y', undefined]);
    assert.deepEqual(target.unread, []);
  });

  it('may be named by the directory that links to it', () => {
    assert.equal(read(builtTree('/lib/modules/6.9.1-mine/build'), '/lib/modules/6.9.1-mine').provenance.source, '/lib/modules/6.9.1-mine/build');
  });

  it('takes the release that modules get, not the one of the make file', () => {
    assert.equal(read({ ...builtTree('/k'), '/k/include/config/kernel.release': '6.9.1\n' }, '/k').release, '6.9.1-mine');
  });

  describe('with its headers elsewhere', () => {
    const split = (makefile: string): Record<string, string> => {
      const { '/usr/src/b/include/linux/module.h': _, ...rest } = builtTree('/usr/src/b');
      return { ...rest, '/usr/src/b/Makefile': makefile };
    };

    it('finds them where the Makefile points', () => {
      const target = read({ ...split('include /usr/src/b-common/Makefile\n'), '/usr/src/b-common/include/linux/module.h': '' }, '/usr/src/b');
      assert.equal(target.headers?.sourceDirectory, '/usr/src/b-common');
    });

    it('finds them by a relative path', () => {
      const target = read({ ...split('include ../src/linux/Makefile\n'), '/usr/src/src/linux/include/linux/module.h': '' }, '/usr/src/b');
      assert.equal(target.headers?.sourceDirectory, '/usr/src/src/linux');
    });

    it('finds them beside it when the packages were unpacked below another root', () => {
      const target = read({ ...split('include /elsewhere/b-common/Makefile\n'), '/usr/src/b-common/include/linux/module.h': '' }, '/usr/src/b');
      assert.equal(target.headers?.sourceDirectory, '/usr/src/b-common');
    });

    it('finds them by the link of a build with O=', () => {
      const target = read({ ...split(''), '/usr/src/b/source/include/linux/module.h': '' }, '/usr/src/b');
      assert.equal(target.headers?.sourceDirectory, '/usr/src/b/source');
    });

    it('says so when they are not there', () => {
      const target = read(split('include /usr/src/b-common/Makefile\n'), '/usr/src/b');
      assert.equal(target.headers, null);
      assert.equal(target.exports.size, 1);
      assert.match(target.unread[0]!.reason, /headers .* not found; its Makefile points to \/usr\/src\/b-common, which is not there/);
    });
  });

  it('goes on without Module.symvers and says what that means', () => {
    const { '/k/Module.symvers': _, ...rest } = builtTree('/k');
    assert.match(read(rest, '/k').unread[0]!.reason, /does not exist: what this kernel exports is unknown/);
    const partial = read({ ...rest, '/k/vmlinux.symvers': SYMVERS }, '/k');
    assert.equal(partial.exports.size, 1);
    assert.match(partial.unread[0]!.reason, /what modules export is unknown/);
  });

  it('falls back to autoconf.h, which writes a module and a yes differently, then to .config', () => {
    const { '/k/include/config/auto.conf': _, ...rest } = builtTree('/k');
    const autoconf = { '/k/include/generated/autoconf.h': '#define CONFIG_USB_MODULE 1\n#define CONFIG_SMP 1\n#define CONFIG_HZ 250\n' };
    const target = read({ ...rest, ...autoconf }, '/k');
    assert.deepEqual(['USB', 'SMP', 'HZ'].map((name) => target.config.get(name)), ['m', 'y', '250']);
    assert.equal(read({ ...rest, '/k/.config': '# CONFIG_A is not set\nCONFIG_B=y\n' }, '/k').config.get('B'), 'y');
    assert.match(read(rest, '/k').unread[0]!.reason, /every CONFIG_ option counts as off/);
  });

  it('tells the architecture by the configuration when nothing was generated for it', () => {
    const { '/k/arch/arm64/include/generated/x.h': _, ...rest } = builtTree('/k');
    assert.equal(read({ ...rest, '/k/arch/arm64/Makefile': '' }, '/k').arch, 'arm64');
    const banner = '# Linux/x86_64 6.9.1 Kernel Configuration\nCONFIG_SMP=y\n';
    assert.equal(read({ ...rest, '/k/include/config/auto.conf': banner, '/k/arch/x86/Makefile': '' }, '/k').arch, 'x86');
  });

  it('names what is wrong with a directory that is none', () => {
    assert.equal(reason({}, '/k'), '/k does not exist');
    assert.equal(reason({ '/k': 'text' }, '/k'), '/k is not a directory');
    assert.match(reason({ '/k/a.c': '' }, '/k'), /is not a kernel build directory/);
    assert.match(reason({ '/k-common/include/linux/module.h': '' }, '/k-common'), /not configured and built.*instead of "common"/);
    assert.match(reason({ '/k/Module.symvers': SYMVERS }, '/k'), /does not say which kernel it is/);
  });

  it('reads a patch level above 255, which the version code cannot hold', () => {
    const text = '#define LINUX_VERSION_CODE 264703\n#define LINUX_VERSION_MAJOR 4\n#define LINUX_VERSION_PATCHLEVEL 9\n#define LINUX_VERSION_SUBLEVEL 337\n';
    assert.deepEqual(parseVersionHeader(text), [4, 9, 337]);
    assert.deepEqual(parseVersionHeader('#define LINUX_VERSION_CODE 199168\n'), [3, 10, 0]);
    assert.equal(parseVersionHeader(''), undefined);
  });
});
