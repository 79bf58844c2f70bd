import assert from 'node:assert/strict';
import { flagsOf, linkage, readProject, reasons, someTarget } from './projects.ts';

describe('modules of an external project', () => {
  it('are single objects or composed of several', () => {
    const read = readProject({
      Makefile: 'obj-m := one.o two.o three.o\ntwo-objs := a.o sub/b.o\nthree-y += c.o\nthree-$(CONFIG_PCI) += pci.o\nthree-$(CONFIG_ISA) += isa.o\n',
      ...Object.fromEntries(['one.c', 'a.c', 'sub/b.c', 'c.S', 'pci.c', 'isa.c', 'three.c'].map((name) => [name, ''])),
    });
    assert.deepEqual(linkage(read), ['one: one.c', 'three: c.S pci.c', 'two: a.c sub/b.c']);
    assert.equal(read.modules.find((module) => module.name === 'three')!.sources[0]!.language, 'assembler');
  });

  it('may share an object, and resolve parts that have parts', () => {
    const read = readProject({ Kbuild: 'obj-m := x.o y.o\nx-y := common.o mid.o\ny-y := common.o\nmid-y := m1.o m2.o\n', 'common.c': '', 'm1.c': '', 'm2.c': '' });
    assert.deepEqual(linkage(read), ['x: common.c m1.c m2.c', 'y: common.c']);
  });

  it('come from subdirectories, which inherit flags and exported variables', () => {
    const read = readProject({
      Makefile: 'export SHARED := $(src)/inc\nsubdir-ccflags-y := -DALL -I$(src)/top\nccflags-y := -DHERE\nobj-m += drv/\nobj-y += lib/\n',
      'drv/Makefile': 'obj-m := d.o\nccflags-y += -I$(SHARED)\n',
      'lib/Kbuild': 'obj-m := l.o\n',
      'lib/Makefile': 'obj-m := wrong.o\n',
      'drv/d.c': '',
      'lib/l.c': '',
    });
    assert.deepEqual(linkage(read), ['d: drv/d.c', 'l: lib/l.c']);
    assert.equal(flagsOf(read, 'drv/d.c'), '-DALL=1 -I/p/top -I/p/inc');
    assert.equal(flagsOf(read, 'lib/l.c'), '-DALL=1 -I/p/top');
  });

  it('follow the configuration of the target and of the make file', () => {
    const makefile = 'CONFIG_MINE := m\nobj-$(CONFIG_MINE) += mine.o\nobj-$(CONFIG_USB) += usb.o\nobj-$(CONFIG_ISA) += isa.o\n';
    const contents = { Makefile: makefile, 'mine.c': '', 'usb.c': '', 'isa.c': '' };
    assert.deepEqual(linkage(readProject(contents)), ['mine: mine.c', 'usb: usb.c']);
    assert.deepEqual(linkage(readProject(contents, someTarget({ ISA: 'm' }))), ['isa: isa.c', 'mine: mine.c', 'usb: usb.c']);
    assert.deepEqual(linkage(readProject(contents, null)), ['mine: mine.c']);
  });

  it('say which options leave a source out', () => {
    const read = readProject({ Makefile: 'obj-m := a.o\nobj-$(CONFIG_NOT_SET) += off.o\n', 'a.c': '', 'off.c': '' });
    assert.deepEqual(reasons(read), ['Makefile:2 off.o is not built: obj-$(CONFIG_NOT_SET) is off']);
  });

  it('know objects without a source', () => {
    const read = readProject({ Makefile: 'obj-m := m.o\nm-y := a.o made.o blob.o gone.o\n$(obj)/made.c: $(src)/made.tbl\n\ttool\n', 'a.c': '', 'blob.o_shipped': '' });
    assert.deepEqual(read.modules[0]!.missing, [
      { object: 'made.o', reason: 'is made from a source that is generated during the build' },
      { object: 'blob.o', reason: 'is shipped as a binary' },
      { object: 'gone.o', reason: 'has no source here' },
    ]);
    assert.deepEqual(reasons(read).length, 3);
  });
});

describe('flags of a source', () => {
  const flags = (makefile: string, target = someTarget()) => flagsOf(readProject({ Makefile: `obj-m := m.o\nm-y := a.o sub/b.o\n${makefile}`, 'a.c': '', 'sub/b.c': '' }, target), 'a.c');

  it('come from the directory and the file, less what is removed', () => {
    assert.equal(
      flags('ccflags-y := -DA=1 -DGONE -Iinc -O2\nEXTRA_CFLAGS := -DE\nCFLAGS_a.o := -DMINE -include $(src)/x.h -UA\nCFLAGS_REMOVE_a.o := -DGONE\nCFLAGS_b.o := -DNOT\n'),
      '-DA=1 -DE=1 -DMINE=1 -UA -I/k/inc -include /p/x.h',
    );
  });

  it('lose their quotes as in a shell', () => {
    assert.equal(
      flags('ccflags-y := -DV=\\"1.0\\" -DW=\'"a b"\' -D X=2 "-DY=3 4" -isystem late -I $(src)/first\n'),
      '-DV="1.0" -DW="a b" -DX=2 -DY=3 4 -I/p/first -I/k/late',
    );
  });

  it('start relative directories where the compiler runs: in the module since 6.13', () => {
    assert.equal(flags('ccflags-y := -Iinc\n', someTarget({}, [6, 13, 0])), '-I/p/inc');
  });

  it('depend on compiler tests as if they succeed, and on the version', () => {
    assert.equal(flags('ccflags-y += $(call cc-option,-DFLAG) $(call cc-disable-warning,vla)\nifeq ($(shell test $(VERSION) -ge 6 && echo y),y)\nccflags-y += -DSIX\nendif\n'), '-DFLAG=1 -DSIX=1');
  });

  it('hold for the file that a variable of the target names', () => {
    assert.equal(flags('CFLAGS_a.o = -DNAME=$(basetarget) -DSTEM=$(target-stem)\n'), '-DNAME=a -DSTEM=a');
  });
});

describe('how a project starts Kbuild', () => {
  const wrapper = (recipe: string) => `KDIR ?= /lib/modules/$(shell uname -r)/build\nifneq ($(KERNELRELEASE),)\nobj-$(CONFIG_MINE) := m.o\nccflags-y := $(FLAGS)\nelse\nall: modules\nmodules:\n\t${recipe}\nclean:\n\t$(MAKE) -C $(KDIR) M=$(PWD) CONFIG_MINE=n clean\nendif\n`;
  const read = (recipe: string, more: Record<string, string> = {}) => readProject({ Makefile: wrapper(recipe), 'm.c': '', ...more });

  it('is read from recipes, with the variables given there', () => {
    const found = read('+$(MAKE) -C $(KDIR) M=$(CURDIR) CONFIG_MINE=m FLAGS="-DX -DY=\'2\'" modules');
    assert.deepEqual(linkage(found), ['m: m.c']);
    assert.equal(flagsOf(found, 'm.c'), '-DX=1 -DY=2');
  });

  it('works through shell variables, subdirectories and other make files', () => {
    assert.deepEqual(linkage(read('CONFIG_MINE=m make -C $(KDIR) M=$$PWD')), ['m: m.c']);
    const looped = readProject({
      Makefile: 'DIRS := a b\nall:\n\t@for d in $(DIRS); do $(MAKE) -C $$d || exit 1; done\n',
      'a/Makefile': 'all:\n\tmake -C /lib/modules/x/build M=`pwd`/src ON=m\n',
      'a/src/Kbuild': 'obj-$(ON) := one.o\n',
      'a/src/one.c': '',
      'b/Makefile': 'include ../rules.mk\n',
      'b/Kbuild': 'obj-$(ON) := two.o\n',
      'b/two.c': '',
      'rules.mk': 'modules:\n\t$(MAKE) -C /k M=$(CURDIR) ON=m\n',
    });
    assert.deepEqual(linkage(looped), ['one: a/src/one.c', 'two: b/two.c']);
  });

  it('is found behind goals that are not the default one', () => {
    const found = readProject({ Makefile: 'help:\n\t@echo hello\nbuild:\n\t$(MAKE) -C /k M=$(PWD)/src modules\n', 'src/Makefile': 'obj-m := s.o\n', 'src/s.c': '' });
    assert.deepEqual(linkage(found), ['s: src/s.c']);
  });

  it('is taken from dkms.conf first, of which only assignments count', () => {
    const found = readProject({
      Makefile: 'ifdef FROM_DKMS\nobj-m := m.o\nccflags-y := -I$(TOP)/inc\nelse\nobj-m := other.o\nendif\n',
      'dkms.conf': 'PACKAGE_NAME="thing"\nPACKAGE_VERSION=1\nDIR=$dkms_tree/$PACKAGE_NAME/$PACKAGE_VERSION/build\nif [ -f /none ]; then MAKE[0]="false"; fi\nMAKE[0]="make -C ${kernel_source_dir} M=${DIR} FROM_DKMS=1 TOP=${DIR}"\n',
      'm.c': '',
      'other.c': '',
    });
    assert.deepEqual(linkage(found), ['m: m.c']);
    assert.equal(flagsOf(found, 'm.c'), '-I/p/inc');
  });

  it('is not needed: directories with obj-m are read as they are', () => {
    const found = readProject({ 'x/Makefile': 'obj-m := a.o\n', 'y/Kbuild': 'obj-m := b.o\n', 'x/a.c': '', 'y/b.c': '', 'z/Makefile': 'all:\n\tcc z.c\n' });
    assert.deepEqual(linkage(found), ['a: x/a.c', 'b: y/b.c']);
  });
});

describe('projects that give trouble', () => {
  it('have no make file', () => {
    assert.deepEqual(readProject({ 'a.c': '' }).modules, []);
  });

  it('enter directories that are not there or lead back', () => {
    const read = readProject({ Makefile: 'obj-m := a.o gone/ ./ \n', 'a.c': '' });
    assert.deepEqual(linkage(read), ['a: a.c']);
    assert.deepEqual(reasons(read), ['gone has no Kbuild or Makefile']);
  });

  it('need commands to be run: said with file and line', () => {
    const read = readProject({ Makefile: 'obj-m := a.o\n\nccflags-y := -DV=$(shell git describe)\nccflags-y += -DW\n', 'a.c': '' });
    assert.deepEqual(linkage(read), ['a: a.c']);
    assert.match(reasons(read)[0]!, /^Makefile:3 .*git/);
  });
});
