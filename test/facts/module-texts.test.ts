/** What is read of texts beside their code: SPDX tags, conditions on __KERNEL__, edits in make files. */

import assert from 'node:assert/strict';
import { makeMentions } from '../../server/src/facts/make-mentions.ts';
import { readStatements } from '../../server/src/facts/read-statements.ts';

describe('facts: SPDX tags', () => {
  const cases: [about: string, text: string, expected: string[]][] = [
    ['of both kinds of comments', '// SPDX-License-Identifier: GPL-2.0\n/* SPDX-License-Identifier: (MIT OR GPL-2.0) */\n', ['GPL-2.0', '(MIT OR GPL-2.0)']],
    ['inside a longer comment', '/*\n * SPDX-License-Identifier: MIT\n * more\n */', ['MIT']],
    ['with line ends of other systems', '// SPDX-License-Identifier: MIT\r\nint x;', ['MIT']],
    ['in comments alone', 'const char *t = "SPDX-License-Identifier: MIT";', []],
    ['that say something', '// SPDX-License-Identifier:\nint x;', []],
  ];
  for (const [about, text, expected] of cases) {
    it(about, () => {
      const { tags } = readStatements(text);
      assert.deepEqual(tags.map(({ expression }) => expression), expected);
      assert.deepEqual(tags.map(({ span }) => text.slice(span.start, span.end)), expected);
    });
  }
});

describe('facts: includes that only the kernel sees', () => {
  const cases: [condition: string, expected: boolean][] = [
    ['#ifdef __KERNEL__\n@\n#endif', true],
    ['#ifndef __KERNEL__\n@\n#endif', false],
    ['#ifndef __KERNEL__\n#else\n@\n#endif', true],
    ['#if defined(__KERNEL__) && defined(X)\n@\n#endif', true],
    ['#if !defined(__KERNEL__)\n@\n#else\n#endif', false],
    ['#ifdef OTHER\n#elif defined(__KERNEL__)\n@\n#endif', true],
    ['#ifdef __KERNEL__\n#endif\n@', false],
    ['#ifdef __KERNEL__\n#ifdef X\n#endif\n@\n#endif', true],
    ['/*\n#ifdef __KERNEL__\n*/\n@', false],
    ['#endif\n#else\n@', false],
  ];
  for (const [text, expected] of cases) {
    it(text.replaceAll('\n', ' '), () => assert.deepEqual(readStatements(text.replace('@', '#include <a.h>')).includes.map(({ kernelOnly }) => kernelOnly), [expected]));
  }
});

describe('facts: make files that edit exports', () => {
  const cases: [line: string, names: string[]][] = [
    ["\tsed -i 's/EXPORT_SYMBOL_GPL/EXPORT_SYMBOL/' a.c", ['EXPORT_SYMBOL_GPL']],
    ["\tperl -pi -e 's|MODULE_LICENSE.*|MODULE_LICENSE(\"GPL\");|' a.c", ['MODULE_LICENSE']],
    ['ccflags-y += -DEXPORT_SYMBOL_GPL=EXPORT_SYMBOL', ['EXPORT_SYMBOL_GPL']],
    ["\tgrep -q 'EXPORT_SYMBOL_GPL(thing)' $(KDIR)/a.c", []],
    ["# sed 's/EXPORT_SYMBOL_GPL/EXPORT_SYMBOL/'", []],
    ['obj-m := a.o', []],
  ];
  for (const [line, names] of cases) it(line.trim(), () => assert.deepEqual(makeMentions(`all:\n${line}\n`).map(({ name }) => name), names));
});
