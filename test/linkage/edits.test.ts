/** An edited unit is answered from what its version before found out: whatever is typed, the answer is that of a new start. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LinkedObject } from '../../server/src/linkage/external-name.ts';
import { createLinker, type Linker } from '../../server/src/linkage/link-object.ts';
import { createPreprocessor, type Preprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { KERNEL, unit } from '../preprocess/preprocess.ts';

const MAIN = '/module/main.c';

const KERNEL_HEADER = `#ifndef API
#define API
#define CALL(f) do { if (LEVEL) f(); } while (0)
void one(void); void two(void); void three(int); int four(void); void die(void);
static inline int guarded(int x) { if (x > 3) two(); return x; }
#endif
`;

/** Each place of the source has one of these texts. */
const PLACES: readonly (readonly string[])[] = [
  ['', '// a comment\n', '#define LEVEL 1\n', '#define LEVEL 0\n'],
  ['#include <api.h>\n', '#include <api.h>\n#include "own.h"\n', '#define UNUSED\n#include <api.h>\n'],
  ['#ifndef LEVEL\n#define LEVEL 1\n#endif\n', '#undef LEVEL\n#define LEVEL 0\n', '#define LEVEL 1\n'],
  ['static void stop(void);\n', 'static int stop(void);\n', ''],
  ['enum {\n#define A 4\n\tSIZE = A,\n};\n', 'enum { SIZE = 2 };\n', '/* moves */\nenum {\n#define A 4\n\tSIZE = A,\n};\n'],
  ['static void stop(void) { one(); }\n', 'static void stop(void) { for (;;) one(); }\n', 'static void stop(void) { x(); }\n', 'static void stop(void) {\n\tone(\n}\n'],
  ['static int small(int x) { return guarded(x); }\n', 'static int small(int x) { static int n = 3; n++; return x; }\n', 'static int small(int x) { return SIZE; }\n'],
  ['int run(int x) { small(5); stop(); return four(); }\n', 'int run(int x) {\n\tsmall(x);\n\tif (x) stop();\n\tthree(2);\n\treturn 0;\n}\n', 'int run(int x) { CALL(two); return small(1) ? four() : 0; }\n'],
  ['void again(void) { small(1); }\n', 'void again(void) { small(9); stop(); die(); }\n', ''],
  ['void (*table[])(void) = { stop, one };\n', 'void (*table[])(void) = { two };\n', ''],
  ['static int id_##__COUNTER__;\n', 'int u(void) { return __LINE__ > 3 ? four() : 0; }\n'],
  ['\n', '#if LEVEL\nvoid last(void) { die(); }\n#else\nvoid last(void) { }\n#endif\n'],
];

const FIRST = PLACES.map(() => 0);

const textOf = (choice: readonly number[]): string => PLACES.map((texts, place) => texts[choice[place]! % texts.length]!).join('');

function workspace(): { files: ReturnType<typeof createMemoryFiles>; write: (text: string) => void } {
  const contents = new Map([[MAIN, ''], ['/kernel/include/api.h', KERNEL_HEADER], ['/module/own.h', 'static inline void own(void) { three(1); }\n']]);
  return { files: createMemoryFiles(contents), write: (text) => void contents.set(MAIN, text) };
}

function answer(preprocessor: Preprocessor, linker: Linker): unknown {
  const object: LinkedObject = linker.link(unit(preprocessor));
  return {
    external: object.external.map(({ symbol, weak, uses }) => ({ symbol, weak, uses })).sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
    defined: [...object.defined].sort(),
    unread: object.unread,
  };
}

describe('linkage: edits', () => {
  it('give what a new start gives, whatever is typed', () => {
    const edits = fc.array(fc.tuple(fc.nat(PLACES.length - 1), fc.nat(3)), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(edits, (list) => {
        const { files, write } = workspace();
        const preprocessor = createPreprocessor({ files, headers: KERNEL, keptUnits: 1 });
        const linker = createLinker(1);
        const choice = [...FIRST];
        for (const [place, text] of [[0, 0] as const, ...list]) {
          choice[place] = text;
          write(textOf(choice));
          const fresh = answer(createPreprocessor({ files, headers: KERNEL }), createLinker());
          assert.deepEqual(answer(preprocessor, linker), fresh, textOf(choice));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('that change a body alone leave the walks of others as they are', () => {
    const { files, write } = workspace();
    const preprocessor = createPreprocessor({ files, headers: KERNEL, keptUnits: 1 });
    write(textOf(FIRST));
    const before = unit(preprocessor);
    before.candidates.forEach((item) => item.tokens);
    const choice = [...FIRST];
    choice[7] = 1;
    write(textOf(choice));
    const changes = unit(preprocessor).changesSince(before);
    assert.deepEqual(changes?.map(({ after }) => after.tokens[1]!.text), ['run']);
  });

  it('that change a macro are no edits of bodies', () => {
    const { files, write } = workspace();
    const preprocessor = createPreprocessor({ files, headers: KERNEL, keptUnits: 1 });
    write(textOf(FIRST));
    const before = unit(preprocessor);
    const choice = [...FIRST];
    choice[2] = 1;
    write(textOf(choice));
    assert.equal(unit(preprocessor).changesSince(before), undefined);
  });
});
