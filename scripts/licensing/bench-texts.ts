/**
 * Figures of licence text matching: the texts of the SPDX list as they are and changed in ways that leave them the same
 * licence; files that are no licences; the time that it takes.
 *
 *     npm run bench:license-texts [-- --rounds N] [--verbose]
 *
 * An answer is right where the best match names the licence, or one that has the same words. A missing paragraph can make
 * another licence of one: BSD-3-Clause without its third clause is BSD-2-Clause. Where what is left is another licence word
 * for word, or differs in fewer words from another than from its own, by a plain count, the text is counted by itself; the
 * last figure counts all of these as wrong.
 */

import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import licenseList from 'spdx-license-list/full.js';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { LicenseBase } from '../../server/src/licensing/license-base.ts';
import { isLicenseName } from '../../server/src/licensing/license-files.ts';
import { termsOf, wordsOf } from '../../server/src/licensing/license-words.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import { PERTURBATIONS, seeded } from './perturb.ts';

const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
const rounds = process.argv.includes('--rounds') ? Number(argument('--rounds')) : 3;
const verbose = process.argv.includes('--verbose');

const base = new LicenseBase(new KnowledgeBase(readProductFile));
const cold = cpu(() => base.matchText('Permission is hereby granted, free of charge, to any person obtaining a copy of this software')).milliseconds;
const fingerprints = base.knowledge.licenseFingerprints()!.all.filter(({ kind }) => kind === 'text');
const texts = fingerprints.map(({ ids }) => ({ ids, text: licenseList[ids[0]!]!.licenseText }));

/** How often each word is in the licence, heads left out: an independent and slow measure of how near two texts are. */
const bags = fingerprints.map(({ ids, from, to }) => bagOf(termsOf(licenseList[ids[0]!]!.licenseText.slice(from, to))));

function bagOf(text: string): Map<number, number> {
  const bag = new Map<number, number>();
  for (const word of wordsOf(text).hashes) bag.set(word, (bag.get(word) ?? 0) + 1);
  return bag;
}

function differingWords(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [word, count] of a) sum += Math.abs(count - (b.get(word) ?? 0));
  for (const [word, count] of b) if (!a.has(word)) sum += count;
  return sum;
}

/** Whether some other licence is as near to the text as its own. */
function isNearerToAnother(text: string, own: number): boolean {
  const bag = bagOf(text);
  const distance = differingWords(bag, bags[own]!);
  return bags.some((other, i) => i !== own && differingWords(bag, other) <= distance);
}

function measure(name: string, change: (text: string) => string, times: number): void {
  let right = 0;
  let all = 0;
  let isAnother = 0;
  let isNearer = 0;
  const durations: number[] = [];
  const wrong: string[] = [];
  for (let round = 0; round < times; round++) {
    for (const [i, { ids, text }] of texts.entries()) {
      const changed = change(text);
      const { result, milliseconds } = cpu(() => base.matchText(changed));
      durations.push(milliseconds);
      all++;
      const best = [...result.licenses].sort((a, b) => b.score - a.score)[0];
      if (best?.ids.some((id) => ids.includes(id))) right++;
      else if (isNearerToAnother(changed, i)) {
        if (best?.score === 1) isAnother++;
        else isNearer++;
      } else wrong.push(`${ids[0]} → ${best ? `${best.expression} ${best.score.toFixed(3)}` : `nothing (${result.nearest?.expression} ${result.nearest?.score.toFixed(3)})`}`);
    }
  }
  durations.sort((a, b) => a - b);
  const at = (share: number): string => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))]!.toFixed(2);
  const left = all - isAnother - isNearer;
  const share = (of: number): string => `${((100 * right) / of).toFixed(2)} %`;
  const aside = left === all ? '' : `; ${isAnother} became another licence word for word and ${isNearer} nearer to one: ${share(all)} where these count as wrong`;
  console.log(`${name}: ${right} of ${left} right (${share(left)}); CPU median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms${aside}`);
  if (verbose) for (const line of wrong) console.log(`    ${line}`);
}

/** Files of this machine that hold no licence: sources, changelogs, READMEs without their section on the licence. */
function measureOthers(): void {
  const named: string[] = [];
  let count = 0;
  for (const { file, text } of others()) {
    count++;
    const { licenses } = base.matchText(text);
    if (licenses.length > 0) named.push(`${file}: ${licenses.map(({ expression, score }) => `${expression} ${score.toFixed(2)}`).join(', ')}`);
  }
  console.log(`${count} files that hold no licence: ${named.length} called one`);
  for (const line of named.slice(0, verbose ? 1000 : 20)) console.log(`    ${line}`);
}

function* others(): Generator<{ file: string; text: string }> {
  const root = path.join(import.meta.dirname, '../../node_modules');
  for (const file of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:md|[cm]?[jt]s|json|c|h)$|(?:^|\/)(?:readme|changelog|history|authors|contributing)[^/]*$/i.test(file)) continue;
    if (isLicenseName(path.basename(file)) || /licen|notice|spdx|copying/i.test(file)) continue;
    const text = readText(path.join(root, file));
    if (text !== undefined && !namesALicence(withoutLicenseSection(text))) yield { file, text: withoutLicenseSection(text) };
  }
  for (const file of fs.readdirSync('/usr/share/doc', { recursive: true, encoding: 'utf8' })) {
    if (!/(?:changelog|NEWS|README|AUTHORS|TODO|FAQ|BUGS)[^/]*$/.test(file)) continue;
    const text = readText(path.join('/usr/share/doc', file));
    if (text !== undefined && !namesALicence(withoutLicenseSection(text))) yield { file, text: withoutLicenseSection(text) };
  }
}

function withoutLicenseSection(text: string): string {
  return text.split(/^(?:#+\s*|\W{0,3})(?:licen[cs]e|licensing|copyright|copying)/im)[0]!;
}

/** Sentences by which a licence grants: a file that has one may hold a licence rightly, so it is no example. */
function namesALicence(text: string): boolean {
  return /permission is (?:hereby )?granted|permission to use,? copy|redistribution and use in source|licensed under the|free software[;:,] you can|terms of the|is licensed|copying and distribution of this file|public domain|you may (?:freely )?(?:use|copy|redistribute)|WITHOUT ANY WARRANTY|redistributed|permitted provided/i.test(text.replace(/[\s*#/;-]+/g, ' '));
}

function readText(file: string): string | undefined {
  try {
    if (fs.statSync(file).size > 300_000) return undefined;
    const bytes = fs.readFileSync(file);
    return (file.endsWith('.gz') ? zlib.gunzipSync(bytes) : bytes).toString('utf8');
  } catch {
    return undefined;
  }
}

function cpu<T>(work: () => T): { result: T; milliseconds: number } {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, milliseconds: (user + system) / 1000 };
}

console.log(`${texts.length} texts of ${texts.reduce((sum, { ids }) => sum + ids.length, 0)} licences; loading took ${cold.toFixed(0)} ms of CPU`);
measure('as they are', (text) => text, 1);
for (const { name, apply } of PERTURBATIONS) {
  const random = seeded(5);
  measure(name, (text) => apply(text, random), rounds);
}
measureOthers();
