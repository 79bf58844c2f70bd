import assert from 'node:assert/strict';
import type { Arrival, Judgement } from '../../server/src/licensing/judge.ts';
import { judge } from '../../server/src/licensing/judge.ts';
import { ownLicense } from '../../server/src/licensing/own-license.ts';
import { NO_POLICY, readPolicy, type FolderPolicy } from '../../server/src/licensing/policy.ts';
import { base, filesOf, licenseOf, packageInput } from '../support/license-base.ts';

const TODAY = '2026-11-25';

function judgement(project: string | undefined, dependency: string, arrival: Arrival = 'runtime', policy: FolderPolicy = NO_POLICY): Judgement {
  const use = { name: 'frob', version: '1.2.3', arrival, direct: true, path: ['app', 'frob@1.2.3'] };
  return judge(licenseOf({ manifest: { license: dependency } }), licenseOf({ manifest: { license: project } }), use, policy, base, TODAY);
}

const short = ({ verdict, severity }: Judgement): string => `${verdict}, ${severity ?? 'silent'}`;

function policyOf(policy: object, folder = ''): FolderPolicy {
  const read = readPolicy('/w/copyleft-lens.json', JSON.stringify(policy), folder, TODAY);
  assert.deepEqual(read.problems, []);
  return read.policy;
}

describe('two licences', () => {
  for (const [project, dependency, expected] of [
    // The FSF and OSADL agree on each of these.
    ['GPL-2.0-only', 'Apache-2.0', 'incompatible, error'],
    ['GPL-2.0-or-later', 'Apache-2.0', 'fine, silent'],
    ['GPL-3.0-only', 'Apache-2.0', 'fine, silent'],
    ['GPL-3.0-only', 'GPL-2.0-only', 'incompatible, error'],
    ['GPL-3.0-only', 'GPL-2.0-or-later', 'fine, silent'],
    ['GPL-2.0-only', 'GPL-3.0-only', 'incompatible, error'],
    ['GPL-2.0-only', 'LGPL-3.0-only', 'incompatible, error'],
    ['GPL-3.0-only', 'BSD-4-Clause', 'incompatible, error'],
    ['GPL-3.0-only', 'CDDL-1.0', 'incompatible, error'],
    ['GPL-3.0-only', 'GPL-2.0-only WITH Classpath-exception-2.0', 'obligation, information'],
    ['GPL-3.0-only', 'MPL-2.0', 'fine, silent'],
    ['Apache-2.0', 'GPL-2.0-only', 'incompatible, error'],
    ['Apache-2.0', 'GPL-3.0-only', 'copyleft, warning'],
    ['MIT', 'GPL-2.0-only', 'copyleft, warning'],
    ['MIT OR Apache-2.0', 'GPL-2.0-only', 'copyleft, warning'],
    ['MIT AND Apache-2.0', 'GPL-2.0-only', 'incompatible, error'],
    ['UNLICENSED', 'GPL-2.0-only', 'incompatible, error'],
    ['UNLICENSED', 'AGPL-3.0-only', 'incompatible, error'],
    ['UNLICENSED', 'LGPL-2.1-only', 'obligation, information'],
    ['UNLICENSED', 'MPL-2.0', 'obligation, hint'],
    ['UNLICENSED', 'MIT', 'fine, silent'],
    [undefined, 'GPL-3.0-only', 'copyleft, warning'],
    ['LicenseRef-Own', 'GPL-3.0-only', 'incompatible, error'],
    ['EUPL-1.2', 'Parity-7.0.0', 'copyleft, warning'],
  ] as const) {
    it(`${dependency} in ${project ?? 'a project without licence'} is ${expected}`, () => assert.equal(short(judgement(project, dependency)), expected));
  }

  it('are judged with whose judgement it is, and openly where there is none', () => {
    const judged = judgement('Apache-2.0', 'GPL-2.0-only').evidence;
    assert.ok(judged.some(({ message, source }) => message === 'code under Apache-2.0 may not be combined with code under version 2 of the GPL' && /FSF.*license-list\.html#apache2/.test(source!)));
    assert.ok(judged.some(({ source }) => /OSADL/.test(source ?? '')));
    const open = judgement('EUPL-1.2', 'Parity-7.0.0');
    assert.match(open.reason, /no source that we have judges/);
    assert.ok(open.evidence.some(({ message }) => message === 'no source that we have judges EUPL-1.2 in a work under Parity-7.0.0'));
  });

  it('on which the sources differ depend on more', () => {
    assert.match(judgement('GPL-3.0-only', 'AGPL-3.0-only').reason, /depends on more than the two licences/);
  });
});

describe('the kind of use', () => {
  it('decides whether a licence is touched at all', () => {
    for (const arrival of ['development', 'type-only', 'separate-process'] as const) assert.equal(short(judgement('UNLICENSED', 'GPL-3.0-only', arrival)), 'fine, silent', arrival);
    for (const arrival of ['runtime', 'bundled', 'optional', 'peer'] as const) assert.equal(short(judgement('UNLICENSED', 'GPL-3.0-only', arrival)), 'incompatible, error', arrival);
    assert.equal(short(judgement('MIT', 'LGPL-3.0-only', 'bundled')), 'obligation, warning');
    assert.equal(short(judgement('MIT', 'BUSL-1.1', 'development')), 'restricted, information');
  });

  it('on servers only is no distribution, except for network copyleft', () => {
    const network = policyOf({ distribution: 'network' });
    assert.equal(short(judgement('UNLICENSED', 'GPL-3.0-only', 'runtime', network)), 'obligation, hint');
    assert.equal(short(judgement('UNLICENSED', 'AGPL-3.0-only', 'runtime', network)), 'incompatible, error');
    const internal = policyOf({ distribution: 'internal' });
    assert.equal(short(judgement('UNLICENSED', 'GPL-3.0-only', 'runtime', internal)), 'fine, silent');
    assert.equal(short(judgement('UNLICENSED', 'AGPL-3.0-only', 'runtime', internal)), 'obligation, information');
  });
});

describe('a choice', () => {
  it('is the side that fits best, until one is recorded', () => {
    const free = judgement('MIT', '(GPL-3.0-only OR Apache-2.0) AND MIT');
    assert.deepEqual(free.alternatives, ['Apache-2.0 AND MIT', 'GPL-3.0-only AND MIT']);
    assert.equal(free.chosen, 'Apache-2.0 AND MIT');
    const gpl = judgement('GPL-2.0-only', 'Apache-2.0 OR GPL-2.0-only');
    assert.equal(gpl.chosen, 'GPL-2.0-only');
    const recorded = judgement('MIT', 'MIT OR GPL-3.0-only', 'runtime', policyOf({ choices: [{ package: 'frob', license: 'GPL-3.0-only' }] }));
    assert.equal(short(recorded), 'copyleft, warning');
    assert.match(recorded.evidence[0]!.message, /records the choice of GPL-3\.0-only/);
  });

  it('that is not offered is said, and not taken', () => {
    const recorded = judgement('MIT', 'MIT OR GPL-3.0-only', 'runtime', policyOf({ choices: [{ package: 'frob', license: 'ISC' }] }));
    assert.equal(recorded.chosen, 'MIT');
    assert.match(recorded.evidence[0]!.message, /which the package does not offer/);
  });

  it('of more sides than anybody weighs is none: all of them bind', () => {
    const many = Array.from({ length: 8 }, () => '(MIT OR GPL-3.0-only)').join(' AND ');
    assert.equal(short(judgement('MIT', many)), 'copyleft, warning');
  });
});

describe('a policy', () => {
  it('names a package before a licence before a family', () => {
    const policy = policyOf({ families: { 'strong-copyleft': 'deny' }, licenses: { 'GPL-3.0-only': 'allow' }, packages: { 'frob@9.*': 'deny' } });
    assert.equal(short(judgement('MIT', 'GPL-2.0-only', 'runtime', policy)), 'denied, error');
    assert.equal(short(judgement('MIT', 'GPL-3.0-only', 'runtime', policy)), 'fine, silent');
    assert.equal(short(judgement('MIT', 'GPL-3.0-only', 'runtime', { ...policy, packages: { 'fr*': 'deny' } })), 'denied, error');
    assert.equal(short(judgement('MIT', 'MPL-2.0', 'runtime', policyOf({ families: { 'file-copyleft': 'warn' } }))), 'denied, warning');
  });

  it('allows with a reason until a day', () => {
    const policy = policyOf({ exceptions: [{ package: 'frob@1.2.3', reason: 'the vendor sold us a licence', expires: TODAY }] });
    const allowed = judgement('UNLICENSED', 'GPL-3.0-only', 'runtime', policy);
    assert.equal(short(allowed), 'excepted, silent');
    assert.equal(allowed.reason, 'allowed until 2026-11-25: the vendor sold us a licence');
    assert.equal(short(judgement('UNLICENSED', 'GPL-3.0-only', 'runtime', { ...policy, exceptions: [{ ...policy.exceptions[0]!, expires: '2026-11-24' }] })), 'incompatible, error');
  });

  it('or a setting says what the project is', () => {
    const source = { manifest: { license: 'MIT' } };
    const own = (override: string | null, policy: FolderPolicy): string | null => ownLicense(packageInput(source), override, policy, filesOf(source), base).text;
    assert.equal(own(null, NO_POLICY), 'MIT');
    assert.equal(own(null, policyOf({ projectLicense: 'GPL-2.0-only' })), 'GPL-2.0-only');
    assert.equal(own('Proprietary', policyOf({ projectLicense: 'GPL-2.0-only' })), 'Proprietary');
    assert.equal(ownLicense(packageInput(source), 'Proprietary', NO_POLICY, filesOf(source), base).state, 'unlicensed');
  });
});
