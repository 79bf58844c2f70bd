import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parseArchive } from '../support/archive.ts';
import { openCase } from '../support/case-workspace.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const CASES = path.join(ROOT, 'test/cases');

describe('the JSON report', () => {
  const schema = JSON.parse(fs.readFileSync(path.join(ROOT, 'docs/report.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

  for (const name of fs.readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.txt'))) {
    it(`of ${name.replace(/\.txt$/, '')} is what its schema says`, async () => {
      const snapshot = await openCase(parseArchive(fs.readFileSync(path.join(CASES, name), 'utf8')));
      const report: unknown = JSON.parse(JSON.stringify(await snapshot.check()));
      assert.ok(validate(report), JSON.stringify(validate.errors, null, 2));
    });
  }

  it('is refused by the schema with a field that is not described, so that none is added in silence', () => {
    assert.equal(validate({ schemaVersion: 1, surprise: true }), false);
  });
});
