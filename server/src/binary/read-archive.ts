/**
 * Static libraries: archives of objects, as `ar` writes them, with the long names of GNU and of BSD. A thin archive holds
 * names of files instead of files; they are read where they lie.
 */

import path from 'node:path';
import type { Files } from '../base/files.ts';
import type { Binary, BinarySymbol, UnreadBinary } from './binary.ts';
import { Malformed, rangeOfFile, type ByteRange, type ReadBudget } from './byte-range.ts';

const MAGIC = '!<arch>\n';
const THIN = '!<thin>\n';
const HEADER_SIZE = 60;

/** More than any archive that people link with has. */
const MOST_MEMBERS = 100_000;

export function isArchive(head: Buffer): boolean {
  const magic = head.toString('latin1', 0, MAGIC.length);
  return magic === MAGIC || magic === THIN;
}

/** @param readMember of what is in the archive or, for a thin one, what it names */
export function readArchive(range: ByteRange, file: string, files: Files, readMember: (range: ByteRange) => Binary | UnreadBinary): Binary {
  const imported = new Map<string, BinarySymbol>();
  const exported = new Map<string, BinarySymbol>();
  const unread: string[] = [];
  let members = 0;
  for (const { name, content } of membersOf(range, file, files)) {
    members++;
    const binary = 'reason' in content ? content : readMember(content);
    if ('reason' in binary) unread.push(`its member ${name} ${binary.reason}`);
    else {
      for (const symbol of binary.exported) exported.set(symbol.name, symbol);
      for (const symbol of binary.imported) if (imported.get(symbol.name)?.weak !== false) imported.set(symbol.name, symbol);
    }
  }
  if (members > 0 && unread.length === members) throw new Malformed(`is an archive of which no member can be read: ${unread[0]!}`);
  return {
    kind: 'archive',
    needed: [],
    soname: null,
    searchPath: [],
    // What one member asks for and another has is nobody else's.
    imported: [...imported.values()].filter(({ name }) => !exported.has(name)),
    exported: [...exported.values()],
    modinfo: [],
    unread,
  };
}

interface Member {
  readonly name: string;
  readonly content: ByteRange | UnreadBinary;
}

function* membersOf(range: ByteRange, file: string, files: Files): Generator<Member> {
  const isThin = range.read(0, MAGIC.length, 'its first bytes').toString('latin1') === THIN;
  let longNames: Buffer = Buffer.alloc(0);
  let count = 0;
  for (let at = MAGIC.length; at + HEADER_SIZE <= range.size; ) {
    const header = range.read(at, HEADER_SIZE, 'the header of a member').toString('latin1');
    const size = Number.parseInt(header.slice(48, 58), 10);
    if (header.slice(58) !== '`\n' || !(size >= 0)) throw new Malformed(`is a damaged archive: at ${at} there is no header of a member`);
    if (++count > MOST_MEMBERS) throw new Malformed(`is an archive of more than ${MOST_MEMBERS} members`);
    const named = header.slice(0, 16).trimEnd();
    const content = at + HEADER_SIZE;
    const isTable = named === '/' || named === '/SYM64/' || named === '//';
    if (named === '//') longNames = range.read(content, size, 'the names of its members');
    const inside = isTable || !isThin;
    if (!isTable) yield* isThin ? thinMember(nameIn(named, longNames), file, files, range.budget) : member(named, longNames, range, content, size);
    at = content + (inside ? size + (size % 2) : 0);
  }
}

function* member(named: string, longNames: Buffer, range: ByteRange, at: number, size: number): Generator<Member> {
  // BSD: the name stands before the content, and counts as a part of it.
  const before = /^#1\/(\d+)$/.exec(named);
  const length = before ? Number(before[1]) : 0;
  if (length > size) throw new Malformed('is a damaged archive: the name of a member is longer than the member');
  const name = before ? range.read(at, length, 'the name of a member').toString('utf8').replace(/\0+$/, '') : nameIn(named, longNames);
  if (/^__\.SYMDEF/.test(name)) return;
  yield { name, content: range.part(at + length, size - length, `its member ${name}`) };
}

function* thinMember(name: string, file: string, files: Files, budget: ReadBudget): Generator<Member> {
  yield { name, content: rangeOr(path.resolve(path.dirname(file), name), files, budget) };
}

function rangeOr(file: string, files: Files, budget: ReadBudget): ByteRange | UnreadBinary {
  try {
    return rangeOfFile(file, files, budget);
  } catch (error) {
    if (error instanceof Malformed) return { reason: error.message };
    throw error;
  }
}

/** GNU: "name.o/", or "/12" for the place in the list of long names. */
function nameIn(named: string, longNames: Buffer): string {
  const place = /^\/(\d+)/.exec(named);
  if (!place) return named.replace(/\/$/, '');
  const start = Number(place[1]);
  const end = longNames.indexOf('\n', start);
  return longNames.toString('utf8', start, end < 0 ? longNames.length : end).replace(/\/$/, '');
}
