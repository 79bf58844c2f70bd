import assert from 'node:assert/strict';
import { flagsOf, places, readProject, reasons, summary } from './projects.ts';

const CONFIGURE = (checks: string, files = 'Makefile') => `AC_INIT([app],[1.0])\nAM_INIT_AUTOMAKE\n${checks}\nAC_CONFIG_FILES([${files}])\nAC_OUTPUT\n`;
const APP = 'bin_PROGRAMS = app\napp_SOURCES = a.c\n';

function project(checks: string, automake = APP, more: Record<string, string> = {}) {
  return readProject({ 'configure.ac': CONFIGURE(checks), 'Makefile.am': automake, 'a.c': '', ...more });
}

describe('configure.ac', () => {
  it('joins PKG_CHECK_MODULES with the variables that it sets', () => {
    const read = project('PKG_CHECK_MODULES([DEPS], [glib-2.0 >= 2.40 libpng])', `${APP}app_LDADD = $(DEPS_LIBS)\n`);
    assert.deepEqual(summary(read), ['executable app: a.c | pkg:glib-2.0 ; pkg:libpng']);
    assert.deepEqual(places(read.programs[0]!), ['pkg:glib-2.0 at configure.ac:3:1', 'pkg:libpng at configure.ac:3:1']);
  });

  it('adds to LIBS what a check finds, under its name unless configure ends without it', () => {
    const checks = 'AC_CHECK_LIB([z], [inflate])\nAC_CHECK_LIB([m], [sin], [], [AC_MSG_ERROR([no libm])])\nAC_SEARCH_LIBS([dlopen], [dl])';
    assert.deepEqual(summary(project(checks)), ['executable app: a.c | -ldl if dlopen is not in the C library ; -lm ; -lz if libz is found']);
  });

  it('names the option that decides', () => {
    const checks = [
      'AC_ARG_WITH([readline], [AS_HELP_STRING([--with-readline],[edit])], [], [with_readline=no])',
      'if test "x$with_readline" = xyes; then',
      '  AC_CHECK_LIB([readline], [readline], [READLINE_LIBS="-lreadline"], [AC_MSG_ERROR([no readline])])',
      'fi',
      'AC_SUBST([READLINE_LIBS])',
    ].join('\n');
    const read = project(checks, `${APP}app_LDADD = @READLINE_LIBS@\n`);
    assert.deepEqual(summary(read), ['executable app: a.c | -lreadline if --with-readline']);
    assert.deepEqual(places(read.programs[0]!), ['-lreadline if --with-readline at configure.ac:5:56']);
  });

  it('leaves to make what is escaped or single-quoted', () => {
    const checks = [
      'TOOLS="helper\\$(EXEEXT) other\\${EXEEXT}"',
      "HELP_LIBS='$(top_builddir)/lib/libhelp.la -lz'",
      'MORE_LIBS="-lone \\\n  -ltwo"',
      'AC_SUBST(TOOLS)',
    ].join('\n');
    const automake = 'bin_PROGRAMS = app $(TOOLS)\napp_SOURCES = a.c\napp_LDADD = $(HELP_LIBS) $(MORE_LIBS)\nnoinst_LTLIBRARIES = lib/libhelp.la\nlib_libhelp_la_SOURCES = h.c\n';
    assert.deepEqual(summary(project(checks, automake, { 'h.c': '', 'helper.c': '', 'other.c': '' })), [
      'executable app: a.c | -lz ; -lone ; -ltwo | uses help',
      'executable helper: helper.c',
      'executable other: other.c',
      'static-library help: h.c',
    ]);
  });

  it('takes the branches of Linux', () => {
    const checks = 'case $host_os in\n  linux*) NET_LIBS="-lnl" ;;\n  *) NET_LIBS="-lws2_32" ;;\nesac\nAM_CONDITIONAL([WINDOWS], [test "$host_os" = mingw32])';
    const automake = `${APP}app_LDADD = $(NET_LIBS)\nif WINDOWS\napp_LDADD += -lgdi32\nelse\napp_LDADD += -lutil\nendif\n`;
    assert.deepEqual(summary(project(checks, automake)), ['executable app: a.c | -lnl ; -lutil']);
  });

  it('puts back what was saved for a test', () => {
    const checks = 'saved=$LIBS\nLIBS="$LIBS -lonlytested"\nAC_LINK_IFELSE([AC_LANG_PROGRAM()],[ok=yes],[ok=no])\nLIBS=$saved\nLIBS="$LIBS -lkept"';
    assert.deepEqual(summary(project(checks)), ['executable app: a.c | -lkept']);
  });

  it('follows the macros of the project, and says which are nowhere', () => {
    const checks = 'MY_LIB([foo], [foo_init])\nAX_LIB_BAR';
    const more = { 'm4/my.m4': 'AC_DEFUN([MY_LIB], [\n  AC_CHECK_LIB([$1], [$2], [LIBS="-l$1 $LIBS"])\n])\n' };
    const read = project(checks, APP, more);
    assert.deepEqual(summary(read), ['executable app: a.c | -lfoo if libfoo is found']);
    assert.deepEqual(reasons(read), ['configure.ac:4 calls AX_LIB_BAR, which is defined nowhere in the project: what it looks for is not known']);
  });

  it('reads AS_IF, loops and commands behind &&', () => {
    const checks = [
      'AS_IF([test "$enable_x" != no], [X_LIBS="-lx"], [X_LIBS=])',
      'for lib in one two; do AC_CHECK_LIB([$lib], [f]); done',
      'test "$enable_y" = yes && LIBS="-ly $LIBS"',
    ].join('\n');
    assert.deepEqual(summary(project(checks, `${APP}app_LDADD = $(X_LIBS)\n`)), [
      'executable app: a.c | -lx if --enable-x ; -ly if --enable-y ; -ltwo if libtwo is found ; -lone if libone is found',
    ]);
  });
});

describe('Makefile.am', () => {
  it('knows programs, their own libraries and convenience libraries', () => {
    const read = readProject({
      'configure.ac': CONFIGURE('', 'src/Makefile lib/Makefile'),
      'lib/Makefile.am': 'noinst_LTLIBRARIES = libhelp.la\nlibhelp_la_SOURCES = help.c help.h\nlibhelp_la_LIBADD = -lz\n',
      'src/Makefile.am':
        'AM_CPPFLAGS = -I$(top_srcdir)/lib -DNAME=\\"app\\"\nlib_LTLIBRARIES = libapp.la\nlibapp_la_SOURCES = api.c\n' +
        'bin_PROGRAMS = app tool\napp_LDADD = libapp.la ../lib/libhelp.la $(top_builddir)/vendor/libold.a\nLDADD = -lm\n',
      'src/api.c': '',
      'src/app.c': '',
      'src/tool.c': '',
      'lib/help.c': '',
    });
    assert.deepEqual(summary(read), [
      'shared-library app: src/api.c',
      'executable app: src/app.c | vendor/libold.a (static) | uses app help',
      'executable tool: src/tool.c | -lm',
      'static-library help: lib/help.c | -lz',
    ]);
    assert.equal(flagsOf(read, 'src/app.c'), '-DNAME="app" -Isrc -I/p -Ilib');
  });

  it('takes both sides of a conditional, each with its name', () => {
    const automake = `${APP}if WITH_X\napp_SOURCES += x.c\napp_LDADD = -lx\nelse\napp_LDADD = -lplain\nendif\n`;
    assert.deepEqual(summary(project('', automake, { 'x.c': '' })), ['executable app: a.c x.c | -lx if WITH_X ; -lplain if not WITH_X']);
  });

  it('knows static linking', () => {
    const read = project('', `${APP}app_LDFLAGS = -static\napp_LDADD = -lx\nLIBS = -Wl,-Bstatic -ly -Wl,-Bdynamic -lc\n`);
    assert.deepEqual(summary(read), ['executable app: a.c | -lx (static) ; -ly (static) ; -lc (static)']);
  });

  it('says which sources are not there', () => {
    assert.deepEqual(reasons(project('', `${APP}app_SOURCES += parse.y gone.c\n`)), [
      'Makefile.am:3 names the source parse.c, which is not there: the build may make it',
      'Makefile.am:3 names the source gone.c, which is not there: the build may make it',
    ]);
  });

  it('ends when variables and includes lead round in circles', () => {
    const read = project('', `${APP}app_LDADD = $(A)\nA = $(B) -lone\nB = $(A)\ninclude Makefile.am\n`);
    assert.match(summary(read)[0]!, /-lone/);
    const doubled = Array.from({ length: 40 }, (_, i) => `V${i} = $(V${i + 1}) $(V${i + 1})\n`).join('');
    assert.doesNotThrow(() => project('', `${APP}app_LDADD = $(V0)\n${doubled}V40 = -lx\n`));
  });
});
