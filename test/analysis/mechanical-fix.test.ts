/** What "fix all" does to a document, and what it leaves to people. */

import assert from 'node:assert/strict';
import { mechanicalFix } from '../../server/src/analysis/fixes.ts';
import type { TextEdit } from '../../server/src/findings/finding.ts';
import { parseArchive } from '../support/archive.ts';
import { openCase, WORKSPACE } from '../support/case-workspace.ts';

const edit = (line: number, newText: string): TextEdit => ({ file: '/a.c', range: { start: { line, column: 1 }, end: { line, column: 1 } }, newText });

describe('the fix of all that needs no decision', () => {
  it('takes first fixes alone, and none that a person has to fill in', () => {
    const fixes = [
      { title: 'a', preferred: true, edits: [edit(1, 'x')] },
      { title: 'b', edits: [edit(2, 'y')] },
      { title: 'c', preferred: true, placeholder: '<why>', edits: [edit(3, '<why>')] },
    ];
    assert.deepEqual(mechanicalFix(fixes)?.edits, [edit(1, 'x')]);
  });

  it('makes an edit that two findings want once', () => {
    const fix = { title: 'a', preferred: true, edits: [edit(1, 'x')] };
    assert.equal(mechanicalFix([fix, fix])?.edits?.length, 1);
  });

  it('is nothing where there is nothing to do', () => assert.equal(mechanicalFix([]), undefined));

  it('spells licences and imports namespaces, and suppresses nothing', async () => {
    const snapshot = await openCase(
      parseArchive(`Two mechanical findings and one that is none.
-- kernel 6.12.1 --
one_thing plain vmlinux NS_ONE
other_thing plain vmlinux NS_ONE
gpl_thing gpl
-- Makefile --
obj-m := lamp.o
-- lamp.c --
#include <linux/module.h>
int f(void) { return one_thing() + other_thing() + gpl_thing(); }
MODULE_LICENSE("GPLv2");
`),
    );
    const fix = await snapshot.mechanicalFixIn(`${WORKSPACE}/lamp.c`);
    assert.deepEqual(fix?.edits?.map(({ newText }) => newText).sort(), ['"GPL v2"', 'MODULE_IMPORT_NS(NS_ONE);\n']);
  });
});
