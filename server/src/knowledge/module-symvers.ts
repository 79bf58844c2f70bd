/**
 * Reads the text of a Module.symvers: the list of exports that modpost writes beside a kernel, and beside
 * every external module. It knows nothing of directories, so KBUILD_EXTRA_SYMBOLS files are read by it too.
 *
 * Layouts that kernels have written (scripts/mod/modpost.c, read_dump and write_dump), fields divided by tabs:
 *     CRC  symbol  module                             up to 2.6.17
 *     CRC  symbol  module  export-type                2.6.18 to 5.3
 *     CRC  symbol  namespace  module  export-type     5.4 to 5.6, the namespace may be empty
 *     CRC  symbol  module  export-type  namespace     since 5.7, the namespace may be empty
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
  const intern = interner();

  let number = 0;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    number++;
    const line = text.slice(start, text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end);
    start = end + 1;
    if (line === '') continue;

    const parsed = parseLine(line);
    if (typeof parsed === 'string') {
      damage.add(number, parsed);
    } else if (exports.has(parsed.symbol)) {
      damage.add(number, `${parsed.symbol} is listed twice; the first entry is used`);
    } else {
      if (!parsed.typed) untyped.push(number);
      const namespace = parsed.namespace === '' ? null : intern(parsed.namespace);
      exports.set(parsed.symbol, { symbol: parsed.symbol, kind: parsed.kind, module: intern(parsed.module), namespace });
    }
  }

  const unread = damage.finish();
  if (untyped.length > 0) {
    const reason = `${count(untyped.length, 'line names', 'lines name')} no export type, so it is unknown whether these symbols are GPL-only (kernels before 2.6.18 wrote none)`;
    unread.push({ file, reason, line: untyped[0]! });
  }
  return { exports: exportTable(exports), unread };
}

interface SymversLine {
  readonly symbol: string;
  readonly module: string;
  readonly kind: ExportKind;
  readonly namespace: string;
  /** False for the oldest layout. */
  readonly typed: boolean;
}

/** The line's meaning, or what is wrong with it. */
function parseLine(line: string): SymversLine | string {
  const fields = line.split('\t');
  if (fields.length < 3) return 'fewer than three fields';
  if (fields.length > 5) return 'more than five fields';
  const [crc, symbol] = fields as [string, string];
  if (!/^(0[xX])?[0-9a-fA-F]+$/.test(crc)) return `"${shorten(crc)}" is no checksum`;
  if (!/^[\w.$]+$/.test(symbol)) return `"${shorten(symbol)}" is no symbol`;

  const place = placeOfFields(fields);
  if (!place) return `"${shorten(fields.slice(3).join(' '))}" has no export type`;
  const module = fields[place.module]!;
  if (module === '') return 'the exporting module is missing';
  const type = place.type === undefined ? 'EXPORT_SYMBOL' : fields[place.type]!;
  const kind = KIND_OF_TYPE.get(type);
  if (!kind) return `unknown export type "${shorten(type)}"`;
  const namespace = place.namespace === undefined ? '' : fields[place.namespace]!;
  return { symbol, module, kind, namespace, typed: place.type !== undefined };
}

function placeOfFields(fields: readonly string[]): { module: number; type?: number; namespace?: number } | undefined {
  if (fields.length === 3) return { module: 2 };
  if (fields[3]!.startsWith('EXPORT_')) return { module: 2, type: 3, ...(fields.length === 5 && { namespace: 4 }) };
  if (fields[4]?.startsWith('EXPORT_')) return { module: 3, type: 4, namespace: 2 };
  return undefined;
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

/** One string for equal texts: a table of 27,000 exports has some 3,000 modules, and slices keep the whole file in memory. */
function interner(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, text);
    return text;
  };
}

function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
