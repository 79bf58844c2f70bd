import assert from 'node:assert/strict';
import { judge } from '../../server/src/licensing/judge.ts';
import { LINK_KINDS, type LinkKind } from '../../server/src/licensing/link-kinds.ts';
import { ownLicense } from '../../server/src/licensing/own-license.ts';
import type { PackageLicense } from '../../server/src/licensing/package-license.ts';
import { NO_POLICY } from '../../server/src/licensing/policy.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { base } from '../support/license-base.ts';

const NOTHING = { name: '', version: null, directory: null, manifest: null, lockfile: null };
const licensed = (text: string): PackageLicense => ownLicense(NOTHING, text, NO_POLICY, createMemoryFiles(new Map()), base);

function judgement(project: string, library: string, arrival: LinkKind): { short: string; sources: string } {
  const use = { name: 'frob', version: null, arrival, direct: true, path: ['app', 'frob'] };
  const { verdict, severity, evidence } = judge(licensed(library), licensed(project), use, NO_POLICY, base, '2026-11-25');
  return { short: `${verdict}, ${severity ?? 'silent'}`, sources: evidence.map(({ source }) => source).join('\n') };
}

describe('kinds of link', () => {
  it('a program with a GPL library is covered whichever way they are linked', () => {
    for (const kind of LINK_KINDS) assert.equal(judgement('Proprietary', 'GPL-3.0-or-later', kind).short, 'incompatible, error', kind);
    assert.match(judgement('Proprietary', 'GPL-3.0-or-later', 'dynamic-link').sources, /GPLStaticVsDynamic/);
    assert.match(judgement('Proprietary', 'GPL-3.0-or-later', 'run-time-loaded').sources, /GPLPlugins/);
  });

  it('LGPL asks more of a static link than of a shared library, and little of headers', () => {
    const asked = LINK_KINDS.map((kind) => `${kind}: ${judgement('Proprietary', 'LGPL-2.1-or-later', kind).short}`);
    assert.deepEqual(asked, [
      'dynamic-link: obligation, information',
      'static-link: obligation, warning',
      'linked: obligation, information',
      'headers-only: obligation, hint',
      'run-time-loaded: obligation, information',
    ]);
    assert.match(judgement('Proprietary', 'LGPL-2.1-or-later', 'static-link').sources, /LGPL-2\.1, section 6\(a\)/);
    assert.match(judgement('Proprietary', 'LGPL-3.0-only', 'dynamic-link').sources, /LGPL-3\.0, section 4\(d\)\(1\)/);
    assert.match(judgement('Proprietary', 'LGPL-3.0-only', 'headers-only').sources, /LGPL-3\.0, section 3/);
  });

  it('a GPL program may use LGPL libraries of its versions', () => {
    assert.equal(judgement('GPL-3.0-only', 'LGPL-2.1-or-later', 'static-link').short, 'fine, silent');
    assert.equal(judgement('GPL-2.0-only', 'LGPL-3.0-or-later', 'dynamic-link').short, 'incompatible, error');
  });

  it('a library of the system may be linked to a GPL program that its licence does not go with', () => {
    const shared = judgement('GPL-2.0-only', 'Apache-2.0', 'dynamic-link');
    assert.equal(shared.short, 'incompatible, information');
    assert.match(shared.sources, /System Libraries/);
    assert.equal(judgement('GPL-2.0-only', 'Apache-2.0', 'static-link').short, 'incompatible, error');
  });
});
