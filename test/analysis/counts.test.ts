/** Whatever is counted is counted the same everywhere: held for every archive of the cases. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../../server/src/analysis/analyzer.ts';
import type { Report, ReportedUnit } from '../../server/src/findings/report.ts';
import { parseArchive } from '../support/archive.ts';
import { openCase } from '../support/case-workspace.ts';

const CASES = path.join(import.meta.dirname, '..', 'cases');

const modulesOf = (report: Report): ReportedUnit[] => report.units.filter(({ kind }) => kind === 'kernel-module');

function countOnce(unit: ReportedUnit): void {
  for (const [i, { kernel, gplOnlySymbols, breaking }] of unit.kernels!.entries()) {
    const listed = unit.gplOnlySymbols.filter((entry) => entry.kernel === kernel).map(({ symbol }) => symbol);
    assert.equal(new Set(listed).size, gplOnlySymbols, `${unit.name}: GPL-only symbols on ${kernel}`);
    assert.equal(unit.symbolMatrix!.filter(({ kernels }) => kernels[i]!.breaks !== null).length, breaking, `${unit.name}: breaks on ${kernel}`);
  }
}

async function lensesAgree(snapshot: Snapshot, report: Report): Promise<void> {
  for (const unit of modulesOf(report)) {
    for (const source of unit.sources) {
      await snapshot.findingsIn(source);
      const owners = modulesOf(report).filter(({ sources }) => sources.includes(source));
      const titles = (await snapshot.lensesIn(source)).map(({ title }) => title);
      if (titles.length === 0 || owners.length > 1) continue;
      const counted = unit.kernels!.map(({ gplOnlySymbols }) => (gplOnlySymbols === 0 ? 'no' : String(gplOnlySymbols)));
      const stated = titles.length / counted.length;
      assert.deepEqual(titles.map((title) => title.split(' ')[0]), Array.from({ length: stated }, () => counted).flat(), `lenses of ${source}`);
    }
  }
}

describe('counts of modules', () => {
  for (const name of fs.readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.txt'))) {
    it(`agree in ${name.replace(/\.txt$/, '')}`, async () => {
      const snapshot = await openCase(parseArchive(fs.readFileSync(path.join(CASES, name), 'utf8')));
      const report = await snapshot.check();
      const assumed = modulesOf(await snapshot.assuming('Proprietary').check());
      for (const unit of modulesOf(report)) {
        countOnce(unit);
        const same = assumed.find(({ id }) => id === unit.id)!;
        countOnce(same);
        assert.deepEqual(unit.kernels!.map(({ breakingIfProprietary }) => breakingIfProprietary), same.kernels!.map(({ breaking }) => breaking), `${unit.name}: what if`);
      }
      await lensesAgree(snapshot, report);
    });
  }
});
