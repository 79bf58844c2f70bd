import assert from 'node:assert/strict';
import { flagsOf, places, readProject, reasons, summary } from './projects.ts';

const SOURCES = { 'a.c': '', 'b.c': '' };

describe('make files', () => {
  it('link in recipes, with automatic variables', () => {
    const read = readProject({
      Makefile: 'CFLAGS += -DX=2 -Iinclude\nLIBS = -lz\nOBJS = a.o b.o\napp: $(OBJS)\n\t@$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)\n',
      ...SOURCES,
    });
    assert.deepEqual(summary(read), ['executable app: a.c b.c | -lz']);
    assert.deepEqual(places(read.programs[0]!), ['-lz at Makefile:2:8']);
    assert.equal(flagsOf(read, 'b.c'), '-DX=2 -Iinclude');
  });

  it('link by the rules that make has itself', () => {
    assert.deepEqual(summary(readProject({ Makefile: 'LDLIBS = -lm\nall: a tool\ntool: tool.o b.o\n', 'tool.c': '', ...SOURCES })), [
      'executable a: a.c | -lm',
      'executable tool: tool.c b.c | -lm',
    ]);
  });

  it('ask pkg-config in variables and in recipes', () => {
    const read = readProject({
      Makefile: 'PKGS = libpng zlib\nLIBS := $(shell pkg-config --libs $(PKGS)) `sdl2-config --libs`\napp: a.c\n\tcc $(shell pkg-config --cflags gtk) a.c -o app $(LIBS)\n',
      ...SOURCES,
    });
    assert.deepEqual(summary(read), ['executable app: a.c | pkg:libpng ; pkg:zlib ; pkg:sdl2']);
    assert.deepEqual(places(read.programs[0]!), ['pkg:libpng at Makefile:1:8', 'pkg:zlib at Makefile:1:15', 'pkg:sdl2 at Makefile:2:45']);
  });

  it('find objects in other directories by their patterns', () => {
    const read = readProject({
      Makefile: 'SRC := $(wildcard src/*.c)\nOBJ := $(SRC:src/%.c=build/%.o)\nbin/app: $(OBJ)\n\tgcc -o $@ $(OBJ) -lx\nbuild/%.o: src/%.c\n\tgcc -DY -Isrc -c $< -o $@\n',
      'src/one.c': '',
      'src/two.c': '',
    });
    assert.deepEqual(summary(read), ['executable app: src/one.c src/two.c | -lx']);
    assert.equal(flagsOf(read, 'src/two.c'), '-DY -Isrc');
  });

  it('know their own archives, shared libraries and how a library is linked', () => {
    const read = readProject({
      Makefile: [
        'app: a.o libb.a',
        '\tgcc -o app a.o -L. -lb -Wl,-Bstatic -lx -Wl,-Bdynamic -ly vendor/libv.a',
        'libb.a: b.o',
        '\t$(AR) rcs $@ $^',
        'libs.so: b.o',
        '\tgcc -shared -o $@ $^ -lz',
        '',
      ].join('\n'),
      ...SOURCES,
    });
    assert.deepEqual(summary(read), [
      'executable app: a.c | -lx (static) ; -ly ; vendor/libv.a (static) | uses b',
      'static-library b: b.c',
      'shared-library s: b.c | -lz',
    ]);
  });

  it('have switches: what these add is there under their name', () => {
    const read = readProject({
      Makefile: 'ifdef WITH_READLINE\nLIBS += -lreadline\nendif\nifeq ($(strip $(NOISE)),1)\nLIBS += -lao\nelse\nLIBS += -lm\nendif\nifeq ($(OS),Windows_NT)\nLIBS += -lws2\nendif\napp: a.o\n\tcc -o app a.o $(LIBS)\n',
      ...SOURCES,
    });
    assert.deepEqual(summary(read), ['executable app: a.c | -lm ; -lreadline if WITH_READLINE ; -lao if NOISE=1']);
  });

  it('hand variables down, and are passed over where a tool wrote them or they build the kernel', () => {
    const read = readProject({
      Makefile: 'export LIBS = -lz\nall:\n\t$(MAKE) -C sub\nhelper: b.c\n\tcc -o helper b.c\n',
      'sub/Makefile': 'app: app.c\n\tcc -o $@ $< $(LIBS)\n',
      'sub/app.c': '',
      'gen/Makefile': '# CMAKE generated file: DO NOT EDIT!\nx: a.c\n\tcc -o x a.c\n',
      'k/Makefile': 'obj-m += k.o\n',
      ...SOURCES,
    });
    assert.deepEqual(summary(read), ['executable helper: b.c', 'executable app: sub/app.c | -lz']);
  });

  it('of nmake are said to be unread', () => {
    const read = readProject({ Makefile: '!IF "$(X)" == "1"\nLIBS = x.lib\n!ENDIF\napp: a.o\n\tcc -o app a.o -lz\n', ...SOURCES });
    assert.deepEqual([summary(read), reasons(read)], [[], ["Makefile is written for Microsoft's nmake, which is not read"]]);
  });

  it('are read as configure fills them in', () => {
    const read = readProject({
      'configure.ac': 'AC_INIT\nAC_CHECK_LIB(pcap, pcap_open, , [AC_MSG_ERROR(no pcap)])\nAC_CHECK_LIB(crypto, DES)\nAC_CONFIG_FILES([Makefile])\n',
      'Makefile.in': 'CC = @CC@\nLIBS = @LIBS@\nVPATH = @srcdir@\napp: a.o\n\t$(CC) -o $@ a.o $(LIBS)\n',
      Makefile: '# from an earlier configure\napp: a.o\n\tcc -o app a.o -lold\n',
      ...SOURCES,
    });
    assert.deepEqual(summary(read), ['executable app: a.c | -lcrypto if libcrypto is found ; -lpcap']);
    assert.deepEqual(places(read.programs[0]!), ['-lcrypto if libcrypto is found at configure.ac:3:1', '-lpcap at configure.ac:2:1']);
  });

  it('run nothing, end, and say what they cannot know', () => {
    const asking = readProject({ Makefile: 'V := $(shell ./print-libraries --all)\napp: a.c\n\tcc -o app a.c $(V) -lz\n', 'print-libraries': 'exec python3 x.py', ...SOURCES });
    assert.deepEqual(summary(asking), ['executable app: a.c | -lz']);
    assert.ok(reasons(asking).some((reason) => /^Makefile:1 would have to be run/.test(reason)));

    const endless = { Makefile: 'A = $(A) x\nf = $(call f,$(1)$(1))\napp: a.c\n\tcc $(A) $(call f,x) -o app a.c\ninclude Makefile\n', ...SOURCES };
    assert.ok(reasons(readProject(endless)).some((reason) => /takes more work to evaluate than is allowed/.test(reason)));
  });
});
