/** What is stored about headers gives the answers that reading them gives, or is left aside. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPreprocessor, type Preprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { KERNEL, textOf, unit } from './preprocess.ts';

const TEMPLATE = `#define ENTRY(x) int CAT(x);
#define CAT(x) x##_##KIND
#include LIST
#undef ENTRY
#undef CAT
`;

const CONTENTS: Readonly<Record<string, string>> = {
  '/kernel/include/a.h': '#ifndef A\n#define A\n#include <b.h>\nstruct s { int x;\n#ifdef WIDE\nlong y;\n#endif\n};\nstatic inline int f(struct s *p) { return B(p->x); }\n#define MAYBE(x) x\n#endif\n',
  '/kernel/include/b.h': '#pragma once\n#if LEVEL > 1\n#define B(x) ((x) + LEVEL)\n#else\n#define B(x) (x)\n#endif\nextern int later(int MAYBE);\n#push\n#error "not here"\n',
  '/kernel/include/list.h': 'ENTRY(one)\nENTRY(two)\n',
  '/kernel/include/template.h': TEMPLATE,
  '/module/main.c': '#define LEVEL 2\n#define KIND k\n#define LIST <list.h>\n#include <a.h>\n#include <template.h>\nint g(struct s *p) { return f(p); }\n',
  '/module/other.c': '#define WIDE\n#define later sooner\n#include <a.h>\n#define LIST <list.h>\n#define KIND q\n#include <template.h>\n#undef KIND\n#define KIND r\n#include <template.h>\nint h;\n',
};

const create = (contents: ReadonlyMap<string, string>, encodedHeaders?: Uint8Array): Preprocessor =>
  createPreprocessor({ files: createMemoryFiles(contents), headers: KERNEL, ...(encodedHeaders && { encodedHeaders }) });

function answers(preprocessor: Preprocessor, path: string): unknown {
  const one = unit(preprocessor, { path });
  return { text: one.everyItem.map(textOf), names: one.declarationsOf('f').map(textOf), tags: one.definitionsOfTag('s').map(textOf), unread: one.unread };
}

describe('stored headers', () => {
  const contents = new Map(Object.entries(CONTENTS));
  const first = create(contents);
  const before = answers(first, '/module/main.c');
  const bytes = first.encodeHeaders();

  it('answer as the headers do, for the unit that read them and for others', () => {
    const restored = create(contents, bytes);
    assert.equal(restored.headerCount, 4);
    assert.deepEqual(answers(restored, '/module/main.c'), before);
    assert.deepEqual(answers(restored, '/module/other.c'), answers(create(contents), '/module/other.c'));
  });

  it('can be stored again, with what was read since', () => {
    const restored = create(contents, bytes);
    const other = answers(restored, '/module/other.c');
    const again = create(contents, restored.encodeHeaders());
    assert.deepEqual(answers(again, '/module/other.c'), other);
    assert.deepEqual(answers(again, '/module/main.c'), before);
  });

  it('are left aside when a header has changed or is gone', () => {
    const changed = new Map([...contents, ['/kernel/include/list.h', 'ENTRY(three)\n']]);
    assert.deepEqual(answers(create(changed, bytes), '/module/main.c'), answers(create(changed), '/module/main.c'));
    const gone = new Map([...contents].filter(([path]) => !path.endsWith('list.h')));
    assert.deepEqual(answers(create(gone, bytes), '/module/main.c'), answers(create(gone), '/module/main.c'));
  });

  it('are left aside when they are damaged', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, change, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.map((byte, i) => (i === at ? byte ^ change : byte));
        const preprocessor = create(contents, damaged);
        assert.equal(preprocessor.headerCount, 0);
        assert.deepEqual(answers(preprocessor, '/module/main.c'), before);
      }),
      { numRuns: 40 },
    );
  });
});
