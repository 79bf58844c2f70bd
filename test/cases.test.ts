/** Every archive below test/cases: each finding has a marker, each marker a finding. UPDATE=1 rewrites goldens. */

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Snapshot } from '../server/src/analysis/analyzer.ts';
import { parseArchive, type Archive, type Marker } from './support/archive.ts';
import { openCase, WORKSPACE } from './support/case-workspace.ts';
import { descriptionText, fixText, reportText } from './support/golden-texts.ts';

const CASES = path.join(import.meta.dirname, 'cases');

for (const rule of fs.readdirSync(CASES).sort()) {
  describe(`cases: ${rule}`, () => {
    for (const name of fs.readdirSync(path.join(CASES, rule)).sort()) {
      const file = path.join(CASES, rule, name);
      it(name.replace(/\.txt$/, '').replaceAll('-', ' '), () => runCase(file));
    }
  });
}

async function runCase(file: string): Promise<void> {
  const source = fs.readFileSync(file, 'utf8');
  const archive = parseArchive(source);
  const snapshot = await openCase(archive);
  const report = await snapshot.check();

  const found = report.findings.map(
    (finding) => `${path.relative(WORKSPACE, finding.file)}:${finding.range.start.line}:${finding.range.start.column} ${finding.rule}`,
  );
  const expected = archive.markers
    .filter((marker) => marker.kind === 'finding')
    .map((marker) => `${marker.path}:${marker.line}:${marker.column} ${marker.arguments[0]}`);
  assert.deepEqual(found.sort(), expected.sort());
  await editorAgrees(archive, snapshot, found);

  const goldens = new Map<string, string>();
  if (archive.goldens.has('report')) goldens.set('report', reportText(report, WORKSPACE));
  for (const marker of archive.markers) {
    const golden = await goldenOf(marker, archive, snapshot);
    if (golden) goldens.set(golden.name, golden.text);
  }
  assert.deepEqual([...goldens.keys()].sort(), [...archive.goldens.keys()].sort(), 'each golden belongs to a marker');
  if (process.env['UPDATE']) update(file, source, goldens);
  else for (const [name, text] of goldens) assert.equal(text, archive.goldens.get(name), `golden @${name}`);
}

/** What an editor shows for the single documents is what the report says of them all. */
async function editorAgrees(archive: Archive, snapshot: Snapshot, found: readonly string[]): Promise<void> {
  const shown: string[] = [];
  for (const name of archive.files.keys()) {
    for (const finding of await snapshot.findingsIn(`${WORKSPACE}/${name}`)) {
      shown.push(`${name}:${finding.range.start.line}:${finding.range.start.column} ${finding.rule}`);
    }
  }
  assert.deepEqual(shown.sort(), [...found].sort(), 'documents and report agree');
}

async function goldenOf(marker: Marker, archive: Archive, snapshot: Snapshot): Promise<{ name: string; text: string } | undefined> {
  const file = `${WORKSPACE}/${marker.path}`;
  const start = { line: marker.line, column: marker.column };
  if (marker.kind === 'hover') {
    const description = await snapshot.describeAt(file, { line: marker.line, column: marker.column + 1 });
    return { name: marker.arguments[0]!, text: descriptionText(description, WORKSPACE) };
  }
  if (marker.kind === 'fix') {
    const [title, name] = marker.arguments;
    const offered = (await snapshot.fixesIn(file, { start, end: start })).flatMap((entry) => entry.fixes);
    const fix = offered.find((candidate) => candidate.title.startsWith(title!));
    assert.ok(fix, `no fix "${title}" among: ${offered.map((candidate) => candidate.title).join(' | ')}`);
    return { name: name!, text: fixText(fix, archive.files.get(marker.path)!) };
  }
  return undefined;
}

function update(file: string, source: string, goldens: ReadonlyMap<string, string>): void {
  let text = source;
  for (const [name, golden] of goldens) {
    text = text.replace(new RegExp(`^-- @${name} --\\n[\\s\\S]*?(?=^-- |$(?![\\s\\S]))`, 'm'), () => `-- @${name} --\n${golden}\n`);
  }
  fs.writeFileSync(file, text);
}
