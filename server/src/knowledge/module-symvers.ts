/**
 * Reads the text of a Module.symvers: the list of exports that modpost writes beside a kernel, and beside
 * every external module. It knows nothing of directories, so KBUILD_EXTRA_SYMBOLS files are read by it too.
 *
 * Layouts that kernels have written (scripts/mod/modpost.c, read_dump and write_dump), fields divided by tabs:
 *     CRC  symbol  module                             up to 2.6.17
 *     CRC  symbol  module  export-type                2.6.18 to 5.3
 *     CRC  symbol  namespace  module  export-type     from 5.4, for a few releases
 *     CRC  symbol  module  export-type  namespace     since then
 * In the last two the namespace may be empty.
 * The export type begins with EXPORT_, which no path of a module does; so each line says for itself what it is.
 */

import type { Unread } from '../base/files.ts';
import { exportTable, type ExportKind, type ExportTable, type KernelExport } from './kernel-exports.ts';

const KIND_OF_TYPE: ReadonlyMap<string, ExportKind> = new Map([
  ['EXPORT_SYMBOL', 'plain'],
  ['EXPORT_SYMBOL_GPL', 'gpl'],
  ['EXPORT_SYMBOL_GPL_FUTURE', 'gpl-future'],
  ['EXPORT_UNUSED_SYMBOL', 'unused'],
  ['EXPORT_UNUSED_SYMBOL_GPL', 'unused-gpl'],
]);

/** A file that is something else altogether would otherwise give a report of a million lines. */
const MOST_DAMAGED_LINES = 20;

export interface ModuleSymvers {
  readonly exports: ExportTable;
  readonly unread: readonly Unread[];
}

/** Never fails: damaged lines are named in `unread` and the rest is used. @param file named in `unread` only. */
export function parseModuleSymvers(text: string, file: string): ModuleSymvers {
  const exports = new Map<string, KernelExport>();
  const damage = new DamageList(file);
  const untyped: number[] = [];
  // What follows the symbol is the same on many lines: 27,000 exports of a kernel have some 4,000 such endings.
  const endings = new Map<string, Ending | string>();

  let number = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    number++;
    const stop = end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (stop === start) continue;

    const firstTab = text.indexOf('\t', start);
    const secondTab = text.indexOf('\t', firstTab + 1);
    if (firstTab < 0 || secondTab < 0 || secondTab >= stop) {
      damage.add(number, 'fewer than three fields');
      continue;
    }
    const symbol = text.slice(firstTab + 1, secondTab);
    const rest = text.slice(secondTab + 1, stop);
    let ending = endings.get(rest);
    if (ending === undefined) endings.set(rest, (ending = parseEnding(rest)));

    if (!isChecksum(text, start, firstTab)) damage.add(number, `"${shorten(text.slice(start, firstTab))}" is no checksum`);
    else if (!/^[\w.$]+$/.test(symbol)) damage.add(number, `"${shorten(symbol)}" is no symbol`);
    else if (typeof ending === 'string') damage.add(number, ending);
    else if (exports.has(symbol)) damage.add(number, `${symbol} is listed twice; the first entry is used`);
    else {
      if (!ending.typed) untyped.push(number);
      exports.set(symbol, { symbol, kind: ending.kind, module: ending.module, namespace: ending.namespace });
    }
  }

  const unread = damage.finish();
  if (untyped.length > 0) {
    const reason = `${count(untyped.length, 'line names', 'lines name')} no export type, so it is unknown whether these symbols are GPL-only (kernels before 2.6.18 wrote none)`;
    unread.push({ file, reason, line: untyped[0]! });
  }
  return { exports: exportTable(exports), unread };
}

const CARRIAGE_RETURN = 13;

/** What a line says of its symbol. */
interface Ending {
  readonly module: string;
  readonly kind: ExportKind;
  readonly namespace: string | null;
  /** False for the oldest layout. */
  readonly typed: boolean;
}

/** The meaning of the fields behind the symbol, or what is wrong with them. */
function parseEnding(rest: string): Ending | string {
  const fields = rest.split('\t');
  if (fields.length > 3) return 'more than five fields';
  const place = placeOfFields(fields);
  if (!place) return `"${shorten(fields.slice(1).join(' '))}" has no export type`;
  const module = fields[place.module]!;
  if (module === '') return 'the exporting module is missing';
  const type = place.type === undefined ? 'EXPORT_SYMBOL' : fields[place.type]!;
  const kind = KIND_OF_TYPE.get(type);
  if (!kind) return `unknown export type "${shorten(type)}"`;
  const namespace = place.namespace === undefined ? '' : fields[place.namespace]!;
  return { module, kind, namespace: namespace === '' ? null : namespace, typed: place.type !== undefined };
}

function placeOfFields(fields: readonly string[]): { module: number; type?: number; namespace?: number } | undefined {
  if (fields.length === 1) return { module: 0 };
  if (fields[1]!.startsWith('EXPORT_')) return { module: 0, type: 1, ...(fields.length === 3 && { namespace: 2 }) };
  if (fields[2]?.startsWith('EXPORT_')) return { module: 1, type: 2, namespace: 0 };
  return undefined;
}

/** Hexadecimal digits, with or without 0x: what strtoul() takes. */
function isChecksum(text: string, start: number, end: number): boolean {
  const digits = text.charCodeAt(start) === 48 && (text.charCodeAt(start + 1) | 32) === 120 ? start + 2 : start;
  for (let i = digits; i < end; i++) {
    const code = text.charCodeAt(i);
    const isDigit = (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
    if (!isDigit) return false;
  }
  return end > digits;
}

class DamageList {
  private readonly unread: Unread[] = [];
  private total = 0;
  private lastLine = 0;

  constructor(private readonly file: string) {}

  add(line: number, reason: string): void {
    this.total++;
    this.lastLine = line;
    if (this.total <= MOST_DAMAGED_LINES) this.unread.push({ file: this.file, reason, line });
  }

  finish(): Unread[] {
    const left = this.total - MOST_DAMAGED_LINES;
    if (left > 0) {
      const reason = `${count(left, 'more line makes', 'more lines make')} no sense; the last of them is line ${this.lastLine}`;
      this.unread.push({ file: this.file, reason, line: this.lastLine });
    }
    return this.unread;
  }
}

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
