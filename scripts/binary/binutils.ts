/** What readelf and nm say of a compiled file, in the shape of our own reader: the truth that it is held against. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Binary, BinarySymbol } from '../../server/src/binary/binary.ts';

export interface Expected {
  readonly needed: readonly string[];
  readonly soname: string | null;
  /** "U name VERSION", "w name", "T name". */
  readonly imported: readonly string[];
  readonly exported: readonly string[];
  readonly modinfo: readonly string[];
}

const LARGEST = 1 << 30;

export function hasBinutils(): boolean {
  try {
    execFileSync('readelf', ['--version'], { stdio: 'ignore' });
    execFileSync('nm', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function byBinutils(file: string, kind: Binary['kind']): Expected {
  const dynamic = kind === 'archive' ? '' : run('readelf', ['-dW', file]);
  const hasDynamic = /\(NEEDED\)|\(SYMTAB\)/.test(dynamic);
  const symbols = run('nm', ['-P', '--with-symbol-versions', ...(hasDynamic ? ['-D'] : []), file]);
  const { imported, exported } = readNm(symbols, kind === 'archive');
  return {
    needed: [...dynamic.matchAll(/\(NEEDED\).*?\[(.*)\]/g)].map((match) => match[1]!),
    soname: /\(SONAME\).*?\[(.*)\]/.exec(dynamic)?.[1] ?? null,
    imported,
    exported,
    modinfo: kind === 'kernel-module' ? modinfoOf(file) : [],
  };
}

/** `readelf -p` does not show all bytes as they are. */
function modinfoOf(file: string): string[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'modinfo-'));
  try {
    run('objcopy', ['--dump-section', `.modinfo=${path.join(directory, 'modinfo')}`, file, path.join(directory, 'copy')]);
    return fs.readFileSync(path.join(directory, 'modinfo'), 'utf8').split('\0').filter((entry) => entry !== '');
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}

/** Global symbols only: nm writes those of a file alone with small letters, but for weak ones and unique ones. */
function readNm(text: string, ofArchive: boolean): Pick<Expected, 'imported' | 'exported'> {
  const imported = new Map<string, string>();
  const exported = new Set<string>();
  const defined = new Set<string>();
  for (const line of text.split('\n')) {
    const match = /^(.+?)(?:@@?([^@ ]+))? ([A-Za-z])(?: |$)/.exec(line);
    if (!match) continue;
    const [, name, version, type] = match as unknown as [string, string, string | undefined, string];
    const undefinedSymbol = type === 'U' || type === 'w' || type === 'v';
    const weak = /[wvWV]/.test(type);
    if (!undefinedSymbol && type === type.toLowerCase() && type !== 'u' && type !== 'i') continue;
    const shown = shownAs(name, version ?? null, weak);
    if (undefinedSymbol) {
      if (!ofArchive || imported.get(name)?.startsWith('strong') !== true) imported.set(ofArchive ? name : shown, shown);
    } else {
      exported.add(ofArchive ? name : shown);
      defined.add(name);
    }
  }
  const kept = ofArchive ? [...imported].filter(([name]) => !defined.has(name)).map(([, shown]) => shown) : [...imported.values()];
  return { imported: kept, exported: [...exported] };
}

function shownAs(name: string, version: string | null, weak: boolean): string {
  return `${weak ? 'weak' : 'strong'} ${name}${version === null ? '' : ` ${version}`}`;
}

/** Each in words; none where both say the same. */
export function differences(binary: Binary, expected: Expected): string[] {
  const show = ({ name, version, weak }: BinarySymbol): string => shownAs(name, version, weak);
  const exported = binary.exported.map((symbol) => (binary.kind === 'archive' ? symbol.name : show(symbol)));
  return [
    ...compared('needed', binary.needed, expected.needed),
    ...compared('soname', [binary.soname ?? ''], [expected.soname ?? '']),
    ...compared('imported', binary.imported.map(show), expected.imported),
    ...compared('exported', exported, expected.exported),
    ...compared('modinfo', binary.modinfo.map(({ tag, value }) => `${tag}=${value}`), expected.modinfo),
  ];
}

function compared(what: string, ours: readonly string[], theirs: readonly string[]): string[] {
  const [own, other] = [new Set(ours), new Set(theirs)];
  return [
    ...ours.filter((one) => !other.has(one)).map((one) => `${what}: only ours has ${one}`),
    ...theirs.filter((one) => !own.has(one)).map((one) => `${what}: only binutils have ${one}`),
  ];
}

function run(command: string, parameters: readonly string[]): string {
  try {
    return execFileSync(command, parameters, { encoding: 'utf8', maxBuffer: LARGEST, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  } catch (error) {
    // nm ends with 1 where a member of an archive has no symbols.
    return String((error as { stdout?: string }).stdout ?? '');
  }
}
