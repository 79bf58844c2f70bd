import assert from 'node:assert/strict';
import { expanded, makeOf } from '../kbuild/projects.ts';

/** One line an expectation: `expression => value`. */
function check(text: string, ...expectations: string[]): void {
  for (const expectation of expectations) {
    const [expression, value] = expectation.split(' => ') as [string, string];
    assert.equal(expanded(expression, text), value, expectation);
  }
}

describe('make variables', () => {
  it('expand when used or when set, by their flavour', () => {
    check('A = $(B)\nC := $(B)\nD ::= $(B)\nB = late', '$(A) => late', '[$(C)] => []', '[$(D)] => []', '$B$$ => late$');
  });

  it('are appended to in their flavour, and set only when unset by ?=', () => {
    check('B = 1\nA := $(B)\nA += $(B)\nR = $(B)\nR += $(B)\nB = 2\nB ?= 3\nN ?= 4', '$(A) => 1 1', '$(R) => 2 2', '$(N) => 4');
  });

  it('keep computed names, substitutions and nested references', () => {
    check('x-y = yes\nK = y\nL = a.o b.o c.h', '$(x-$(K)) => yes', '$(L:.o=.c) => a.c b.c c.h', '$(L:%.o=d/%.c) => d/a.c d/b.c c.h', '${x-${K}} => yes');
  });

  it('hold several lines by define', () => {
    check('define LINES =\none $(A)\n# kept\ntwo\nendef\nA = 1', '$(LINES) => one 1\n# kept\ntwo');
    check('define OUTER\ndefine INNER\nx\nendef\nendef\nB = after', '$(B) => after');
  });

  it('lose against the command line unless they say override', () => {
    const make = makeOf('');
    make.define('A', 'given', 'command line');
    make.evaluate('A = file\n');
    assert.equal(make.value('A'), 'given');
    make.evaluate('override A += more\n');
    assert.equal(make.value('A'), 'given more');
  });

  it('that refer to themselves are reported, not followed', () => {
    const make = makeOf('A = $(B)\nB = $(A)\n');
    assert.equal(make.value('A'), '');
    assert.match(make.unread[0]!.reason, /refers to itself/);
  });

  it('may hold for one target only', () => {
    const make = makeOf('F = all\nsub/%.o: F += some\nx.o: private F = own\n');
    assert.equal(make.forTarget('sub/a.o', new Map(), () => make.value('F')), 'all some');
    assert.equal(make.forTarget('x.o', new Map(), () => make.value('F')), 'own');
    assert.equal(make.value('F'), 'all');
  });
});

describe('make lines', () => {
  it('are joined by backslashes and cut at comments', () => {
    check('A = one \\\n    two \\\n  # not this\nB = x\\#y # comment\nC = last \\', '$(A) => one two ', '$(B) => x#y ', '$(C) => last ');
  });

  it('of recipes stay out of the reading', () => {
    const make = makeOf('all: dep\n\tA = 1\n\tifeq (x,y)\nB = 2\nb: ; echo $@\n');
    assert.equal(make.value('A'), '');
    assert.equal(make.value('B'), '2');
    assert.deepEqual(make.rules.map((rule) => [rule.targets, rule.prerequisites, rule.recipe.length]), [[['all'], ['dep'], 2], [['b'], [], 1]]);
    assert.equal(make.value('.DEFAULT_GOAL'), 'all');
  });

  it('with a tab are read where no rule came before', () => {
    check('ifeq (1,1)\n\tA := indented\nendif', '$(A) => indented');
  });
});

describe('make conditionals', () => {
  it('nest, chain and compare both spellings', () => {
    check(
      'V = 6\nifeq ($(V),5)\nA = five\nelse ifeq "$(V)" \'6\'\nA = six\n ifdef V\n  B = inner\n endif\nelse\nA = other\nendif\nifneq (,$(filter 6 7,$(V)))\nC = in\nendif',
      '$(A) => six',
      '$(B) => inner',
      '$(C) => in',
    );
  });

  it('count brackets as make does, also where they do not match', () => {
    check('ifneq ($CONFIG_X),)\nA = taken\nendif', '$(A) => taken');
    check('ifeq ($(findstring a,b a),a)\nA = found\nendif', '$(A) => found');
  });

  it('look at the text of a variable for ifdef, not at its value', () => {
    check('E =\nF = $(E)\nifdef F\nA = y\nendif\nifdef E\nB = y\nendif', '$(A) => y', '[$(B)] => []');
  });

  it('without an end are reported', () => {
    assert.match(makeOf('ifdef A\nB = 1\n').unread[0]!.reason, /without endif/);
  });
});

describe('make functions', () => {
  it('change and choose words', () => {
    check(
      '',
      '$(subst ee,EE,feet) => fEEt',
      '$(patsubst %.c,%.o,a.c b.h) => a.o b.h',
      '$(filter %.c x,a.c x y) => a.c x',
      '$(filter-out %.c x,a.c x y) => y',
      '$(sort b a b) => a b',
      '$(word 2,a b c) $(wordlist 2,3,a b c d) $(words a b) => b b c 2',
      '$(firstword a b)$(lastword a b) => ab',
      '$(dir a/b c) $(notdir a/b c) => a/ ./ b c',
      '$(suffix a.c b.tar.gz d) $(basename a.c s.d/x) => .c .gz a s.d/x',
      '$(addprefix x/,a b) $(addsuffix .o,a b) => x/a x/b a.o b.o',
      '$(join a b,1 2 3) => a1 b2 3',
      '$(strip  a   b ) => a b',
      '$(findstring el,hello)$(findstring x,hello) => el',
      '$(intcmp 3,5,less,same,more) => less',
    );
  });

  it('evaluate lazily', () => {
    check('', '$(if ,$(error no),else) => else', '$(or ,second,$(error no)) => second', '$(and a,,$(error no))| => |');
  });

  it('call, loop and evaluate text', () => {
    check(
      'swap = $(2) $(1)\nN = $(foreach i,1 2,n$(i))\ndefine rule\n$(1)-y := $(2)\nendef\n$(foreach m,a b,$(eval $(call rule,$(m),$(m).o)))',
      '$(call swap,a,b) => b a',
      '$(N) => n1 n2',
      '$(a-y) $(b-y) => a.o b.o',
    );
  });

  it('tell about variables', () => {
    check('A = $(B)\nC := 1', '$(value A) => $(B)', '$(origin A) $(origin Z) => file undefined', '$(flavor A) $(flavor C) => recursive simple');
  });

  it('find files', () => {
    const around = { '/p/a.c': '', '/p/b.c': '', '/p/sub/c.c': '', '/p/.hidden.c': '' };
    assert.equal(expanded('$(wildcard *.c */*.c none.*)', '', around), 'a.c b.c sub/c.c');
    assert.equal(expanded('$(notdir $(wildcard $(CURDIR)/[ab].c))', '', around), 'a.c b.c');
    assert.equal(expanded('$(abspath sub/../a.c) $(realpath none)', '', around), '/p/a.c ');
  });
});

describe('included make files', () => {
  it('are read in place; missing ones are reported when required', () => {
    const make = makeOf('include a.mk\n-include none.mk\ninclude gone.mk\nB = $(A)\n', { '/p/a.mk': 'A = from $(lastword $(MAKEFILE_LIST))\n' });
    assert.equal(make.value('B'), 'from a.mk');
    assert.deepEqual(make.unread.map(({ line, reason }) => [line, reason]), [[3, 'includes gone.mk, which does not exist']]);
  });

  it('that include themselves end', () => {
    const make = makeOf('A = 1\ninclude Makefile\n');
    assert.equal(make.value('A'), '1');
    assert.match(make.unread[0]!.reason, /without end/);
  });
});

describe('limits on make', () => {
  it('end what explodes, with a reason', () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `A${i + 1} = $(A${i})$(A${i})`).join('\n');
    const make = makeOf(`A0 = x\n${doubling}\nB := $(A40)\nC = never\n`);
    assert.match(make.unread.at(-1)!.reason, /more work/);
  });

  it('end recursion through call', () => {
    const make = makeOf('f = $(call f,$(1))\nA := $(call f,1)\n');
    assert.ok(make.unread.length > 0);
  });
});
