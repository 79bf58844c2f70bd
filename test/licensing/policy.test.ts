import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { loadPolicy, NO_POLICY, readPolicy, suppressionFor } from '../../server/src/licensing/policy.ts';
import { allowPackageEdit, applyTextEdits, recordChoiceEdit } from '../../server/src/licensing/policy-edits.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';

const FILE = '/w/copyleft-lens.json';
const TODAY = '2026-11-25';

const problemsOf = (text: string): string[] => readPolicy(FILE, text, '', TODAY).problems.map(({ message, range: { start } }) => `${start.line}:${start.column} ${message}`);

describe('copyleft-lens.json', () => {
  it('has comments, trailing commas, and folders that go over the rest', () => {
    const text = `// ours\n{ "projectLicense": "MIT", "families": { "strong-copyleft": "deny" },\n  "folders": { "tools": { "families": { "strong-copyleft": "allow" }, "exceptions": [{ "package": "a", "reason": "b" }] }, },\n}`;
    const at = (folder: string): ReturnType<typeof readPolicy> => readPolicy(FILE, text, folder, TODAY);
    assert.deepEqual(at('').problems, []);
    assert.equal(at('').policy.families['strong-copyleft'], 'deny');
    assert.equal(at('tools').policy.families['strong-copyleft'], 'allow');
    assert.equal(at('tools/deep').policy.exceptions.length, 1);
    assert.equal(at('toolshed').policy.families['strong-copyleft'], 'deny');
    assert.equal(at('tools').policy.projectLicense, 'MIT');
  });

  it('goes before what the settings say of distribution', () => {
    const of = (text: string | null): string =>
      loadPolicy('/w', '/w', createMemoryFiles(text === null ? { '/w/x': '' } : { [FILE]: text }), TODAY, 'internal').policy.distribution;
    assert.deepEqual([null, '{}', '[]', '{"distribution": "sometimes"}', '{"distribution": "network"}'].map(of), ['internal', 'internal', 'internal', 'internal', 'network']);
    assert.equal(loadPolicy('/w', '/w', createMemoryFiles({ '/w/x': '' }), TODAY).policy, NO_POLICY);
  });

  it('keeps what is good and reports what is not, by name and place', () => {
    const text = [
      '{',
      '  "projectLicense": "Frob",',
      '  "distribution": "sometimes",',
      '  "families": { "copyleft": "deny", "strong-copyleft": "never", "permissive": "allow" },',
      '  "licences": {},',
      '  "packages": [],',
      '  "exceptions": [{ "package": "a" }, { "package": "b", "reason": "<why>" }, { "package": "c", "reason": "d", "expires": "2026-02-31" }, { "package": "e", "reason": "f", "expires": "2026-01-01" }, "g"],',
      '  "choices": [{ "package": "a", "license": "MIT" }, { "package": "b", "license": "Frob" }],',
      '  "suppressions": [{ "rule": "gpl-only-symbol", "files": 7, "reason": "r" }]',
      '}',
    ].join('\n');
    const { policy } = readPolicy(FILE, text, '', TODAY);
    assert.deepEqual(policy.families, { permissive: 'allow' });
    assert.deepEqual([policy.projectLicense, policy.distribution, policy.exceptions.length, policy.choices.length], [null, 'distributed', 0, 1]);
    const problems = problemsOf(text);
    for (const expected of [
      /^2:21 projectLicense must be an SPDX expression/,
      /^3:19 distribution must be one of "distributed", "network", "internal"/,
      /^4:17 families: "copyleft" is none of network-copyleft/,
      /^4:56 families\["strong-copyleft"\] must be "allow", "warn" or "deny"/,
      /^5:3 "licences" is no key of a policy: known are projectLicense/,
      /^6:15 packages must be an object/,
      /^7:18 exceptions: reason is missing/,
      /^7:\d+ without a reason this has no effect/,
      /^7:\d+ expires must be a day like "2027-01-31"; the exception for c has no effect/,
      /^7:\d+ the exception for e ended on 2026-01-01/,
      /^7:\d+ each of exceptions must be an object/,
      /^8:\d+ choices: "Frob" is not an SPDX licence expression/,
      /^9:\d+ suppressions: files must be a string/,
    ]) assert.ok(problems.some((problem) => expected.test(problem)), `${expected} is not among\n${problems.join('\n')}`);
    assert.equal(problems.length, 13);
  });

  it('that is no JSON is applied as far as it can be read', () => {
    assert.match(problemsOf('{ "projectLicense": "MIT", oops }')[0]!, /^1:\d+ this is no valid JSON/);
    assert.equal(readPolicy(FILE, '{ "projectLicense": "MIT", oops }', '', TODAY).policy.projectLicense, 'MIT');
    for (const text of ['', '[]', '7', '\u0000', '{'.repeat(500)]) assert.deepEqual(readPolicy(FILE, text, '', TODAY).policy.exceptions, []);
    assert.match(problemsOf('[]')[0]!, /a policy is a JSON object/);
  });

  it('is the nearest one up to the root', () => {
    const files = createMemoryFiles({ '/copyleft-lens.json': '{"projectLicense":"ISC"}', [FILE]: '{"projectLicense":"MIT"}', '/w/a/copyleft-lens.json': '{"projectLicense":"Zlib"}', '/w/b/c/package.json': '{}' });
    const of = (directory: string, root = '/w'): string | null => loadPolicy(directory, root, files, TODAY).policy.projectLicense;
    assert.equal(of('/w/b/c'), 'MIT');
    assert.equal(of('/w/a'), 'Zlib');
    assert.equal(of('/w/b/c', '/w/b'), null);
    assert.equal(loadPolicy('/v', '/v', files, TODAY).policy, NO_POLICY);
  });

  it('silences findings of any rule in files, with a reason', () => {
    const { policy } = readPolicy(FILE, '{"suppressions":[{"rule":"gpl-only-symbol","files":"drivers/**","reason":"for GPL customers only","expires":"2027-01-01"}]}', '', TODAY);
    assert.equal(suppressionFor(policy, 'gpl-only-symbol', 'drivers/a/b.c', TODAY)?.reason, 'for GPL customers only');
    assert.equal(suppressionFor(policy, 'gpl-only-symbol', 'src/b.c', TODAY), undefined);
    assert.equal(suppressionFor(policy, 'other', 'drivers/b.c', TODAY), undefined);
    assert.equal(suppressionFor(policy, 'gpl-only-symbol', 'drivers/b.c', '2027-01-02'), undefined);
  });
});

describe('changes of copyleft-lens.json', () => {
  it('begin it', () => {
    const [edit] = recordChoiceEdit(FILE, null, 'jszip', 'MIT');
    assert.deepEqual(JSON.parse(edit!.newText), { choices: [{ package: 'jszip', license: 'MIT' }] });
  });

  it('keep comments and layout, and take the place of what they supersede', () => {
    const text = '{\n\t// ours\n\t"projectLicense": "MIT", // really\n\t"choices": [\n\t\t{ "package": "jszip", "license": "GPL-3.0-or-later" }\n\t]\n}\n';
    const chosen = applyTextEdits(text, recordChoiceEdit(FILE, text, 'jszip', 'MIT'));
    assert.match(chosen, /\/\/ ours\n\t"projectLicense": "MIT", \/\/ really/);
    assert.deepEqual(readPolicy(FILE, chosen, '', TODAY).policy.choices, [{ package: 'jszip', license: 'MIT', reason: null }]);
    const allowed = applyTextEdits(chosen, allowPackageEdit(FILE, chosen, 'x', '1.0.0', '2027-06-30'));
    assert.match(allowed, /\/\/ really/);
    assert.match(problemsOf(allowed).join(), /without a reason this has no effect/);
    assert.equal(readPolicy(FILE, allowed.replace('<why>', 'sold to us'), '', TODAY).policy.exceptions[0]!.package, 'x@1.0.0');
  });

  it('are none where the file is no object or the list is none', () => {
    assert.deepEqual(recordChoiceEdit(FILE, '[1]', 'a', 'MIT'), []);
    assert.deepEqual(recordChoiceEdit(FILE, '{"choices": 7}', 'a', 'MIT'), []);
  });
});

describe('the schema of copyleft-lens.json', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../docs/policy.schema.json'), 'utf8')) as { properties: object };
  const validate = new Ajv({ strict: false }).compile(schema);

  it('accepts what the reader accepts', () => {
    const good = {
      $schema: './policy.schema.json',
      projectLicense: 'MIT',
      distribution: 'network',
      families: { 'network-copyleft': 'deny', missing: 'warn' },
      licenses: { 'BUSL-1.1': 'allow' },
      packages: { '@scope/*': 'warn' },
      exceptions: [{ package: 'a@1.0.0', reason: 'b', expires: '2027-01-31' }],
      choices: [{ package: 'a', license: 'MIT', reason: 'simple' }],
      suppressions: [{ rule: 'gpl-only-symbol', files: 'x/**', reason: 'y' }],
      folders: { 'packages/a': { distribution: 'internal' } },
    };
    assert.ok(validate(good), JSON.stringify(validate.errors));
    assert.deepEqual(problemsOf(JSON.stringify(good)), []);
  });

  it('knows the same keys and values', () => {
    for (const bad of [{ distribution: 'x' }, { families: { copyleft: 'deny' } }, { licenses: { MIT: 'no' } }, { exceptions: [{ package: 'a' }] }, { choices: [{ package: 'a' }] }, { licences: {} }, { folders: { a: { folders: {} } } }, { suppressions: [{ rule: 'a' }] }]) {
      assert.ok(!validate(bad), JSON.stringify(bad));
      assert.notDeepEqual(problemsOf(JSON.stringify(bad)), [], JSON.stringify(bad));
    }
  });
});
