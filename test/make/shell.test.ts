import assert from 'node:assert/strict';
import { makeOf } from '../kbuild/projects.ts';

const AROUND = {
  '/p/VERSION': '1.2.3\n',
  '/p/conf.h': '#define HAVE_X 1\n#define LEVEL "7"\n/* old_name( */\n',
  '/p/scripts/level.sh': '#!/bin/sh\nF="$1/conf.h"\nif [ ! -f "$F" ]; then echo 0; exit 0; fi\nL=$(sed -rn \'s/^#define LEVEL "([0-9]+)"/\\1/p\' "$F")\ntest -n "${L}" || L=0\necho $((L * 100 + 1))\n',
  '/p/scripts/tool.py': '#!/usr/bin/python3\nprint(1)\n',
};

function shell(command: string): string {
  const make = makeOf('', AROUND);
  const output = make.shell(command);
  return make.unread.length === 0 ? output : `unread: ${make.unread[0]!.reason}`;
}

/** One line an expectation: `command => output`. */
function check(...expectations: string[]): void {
  for (const expectation of expectations) {
    const [command, output] = expectation.split(' => ') as [string, string];
    assert.equal(shell(command), output, command);
  }
}

describe('shell commands', () => {
  it('answer what the target and the files tell', () => {
    check('pwd => /p', 'uname -r => 6.9.1-test', 'uname -m => x86_64', 'cat VERSION => 1.2.3', 'gcc -dumpversion => 12', 'dirname a/b/c => a/b');
  });

  it('compare versions and look for files', () => {
    check(
      '[ 6 -ge 5 ] && echo new => new',
      'if [ 4 -gt 5 -o \\( 6 -eq 6 -a 1 -ge 0 \\) ]; then echo yes; else echo no; fi => yes',
      'test -f VERSION && echo y || echo n => y',
      'test -d none && echo y || echo n => n',
      '[ "a" = b ] ; echo $? => 1',
      '[[ abc == a* ]] && echo match => match',
    );
  });

  it('search and cut text', () => {
    check(
      'grep -c HAVE_X conf.h => 1',
      "grep -q 'old_name(' conf.h && echo 1 => 1",
      "grep -Eic 'have_(x|y)' conf.h none.h => conf.h:1",
      'grep -q nothing conf.h || echo absent => absent',
      'cut -d. -f1,2 VERSION => 1.2',
      "sed -e 's/\\./ /g' VERSION => 1 2 3",
      "echo 6.9.1-rc2 | sed 's/^\\([0-9]*\\)\\..*$/\\1/' => 6",
      "echo 6.9.1 | awk -F. '{print $2}' => 9",
      "grep LEVEL conf.h | awk '{print $3}' | tr -d '\"' => 7",
      'printf "%s-%03d" a 7 => a-007',
      'echo b a c | tr " " "\\n" | sort | head -n 2 => a b',
      'echo "5.10 5.9" | tr " " "\\n" | sort -V | tail -1 => 5.10',
    );
  });

  it('expand variables, loops and cases', () => {
    check(
      'X=abc.def; echo ${X%.*} ${X#*.} ${#X} ${Y:-none} => abc def 7 none',
      'for i in 1 2 3; do echo -n "$i;"; done => 1;2;3;',
      "case 6.1 in 5.*|6.0) echo old;; 6.*) echo new;; esac => new",
      'echo $((2 * 3 + (4 > 3))) => 7',
      "echo 'a $x' \"b\\\"c\" => a $x b\"c",
      'i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i => 3',
      'f() { echo "got $1"; }; f it => got it',
      'echo `echo nested` $(cat VERSION | wc -l) => nested 1',
    );
  });

  it('read scripts of the project', () => {
    check('scripts/level.sh /p => 701', './scripts/level.sh /none => 0', 'sh scripts/level.sh . => 701');
  });

  it('are unread when they would have to be run', () => {
    assert.match(shell('git describe --tags'), /^unread: .*needs git to be run/);
    assert.match(shell('scripts/tool.py'), /^unread: .*to be run/);
    assert.match(shell('echo x > generated.h'), /^unread: .*writes generated.h/);
    assert.match(shell('gcc -E - < conf.h'), /^unread: .*compiler/);
    assert.match(shell('echo "open'), /^unread: .*not closed/);
  });

  it('end when they loop for ever', () => {
    assert.match(shell('while true; do :; done'), /^unread: .*more steps/);
    assert.match(shell('f() { f; }; f'), /^unread/);
  });
});
