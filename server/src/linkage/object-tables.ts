/** What modules say about themselves in sections of their object files: .modinfo strings and exported symbols. */

import type { Asm, Declaration, Initializer, LazyInitializer } from './ast.ts';
import type { LinkedObject } from './external-name.ts';
import { stringValue } from './literals.ts';
import { ParseFailure } from './parse-state.ts';
import { locationOf, writtenToken } from './places.ts';
import type { Token } from '../preprocess/token.ts';

export type Modinfo = LinkedObject['modinfo'][number];
export type Export = LinkedObject['exports'][number];

/** include/linux/moduleparam.h, __MODULE_INFO: a string in the section .modinfo. */
export function modinfoOf(declaration: Declaration): Modinfo | undefined {
  if (declaration.attributes.section !== '.modinfo' || !declaration.initializer) return undefined;
  const text = initialText(declaration.initializer);
  if (text === undefined) return undefined;
  const end = text.indexOf('\0');
  return {
    text: end < 0 ? text : text.slice(0, end),
    at: locationOf(declaration.token),
    ...(end >= 0 && text.slice(end + 1) !== '' && { behindNul: text.slice(end + 1) }),
    ...writtenBy(declaration.token),
  };
}

/** The name that stands in the text, where a macro made the declaration. */
function writtenBy(token: Token): { macro?: string } {
  return token.expansion ? { macro: writtenToken(token).text } : {};
}

export function initialText(initializer: LazyInitializer): string | undefined {
  try {
    return textOf(initializer.parse());
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
}

function textOf(initializer: Initializer): string | undefined {
  if (initializer.kind === 'string') return stringValue(initializer.tokens);
  if (initializer.kind === 'list' && initializer.items.length === 1) return textOf(initializer.items[0]!.value);
  return undefined;
}

/** include/linux/export.h before 5.10 or without relative relocations: struct kernel_symbol __ksymtab_NAME. */
export function exportOf(declaration: Declaration): Export | undefined {
  const section = /^___ksymtab(_gpl)?\+/.exec(declaration.attributes.section ?? '');
  if (!section || !declaration.name.startsWith('__ksymtab_')) return undefined;
  return {
    symbol: declaration.name.slice('__ksymtab_'.length), gplOnly: section[1] !== undefined, namespace: null,
    at: locationOf(declaration.token), ...writtenBy(declaration.token),
  };
}

/**
 * Exports in assembler text. Since 6.4 (include/linux/export.h, ___EXPORT_SYMBOL) a label __export_symbol_NAME with the
 * licence and the namespace as strings; before, an entry in the section ___ksymtab[_gpl]+NAME, and the namespace at
 * the label __kstrtabns_NAME.
 */
export function exportsIn(asms: Iterable<Asm>): Export[] {
  const exports: Export[] = [];
  const namespaces = new Map<string, string>();
  for (const { template, token } of asms) {
    if (!template.includes('__export_symbol_') && !template.includes('ksymtab')) continue;
    const written = { at: locationOf(token), ...writtenBy(token) };
    const current = /__export_symbol_(\w+):[\s;]*\.asciz\s+"([^"]*)"[\s;]*\.ascii\s+((?:"(?:\\.|[^"\\])*"\s*)+)/.exec(template);
    if (current) {
      exports.push({ symbol: current[1]!, gplOnly: current[2] === 'GPL', namespace: namespaceIn(current[3]!), ...written });
      continue;
    }
    const strings = /__kstrtabns_(\w+):\s*\.asciz\s+"((?:\\.|[^"\\])*)"/.exec(template);
    const namespace = strings && namespaceIn(`"${strings[2]!}"`);
    if (namespace) namespaces.set(strings[1]!, namespace);
    const entry = /\.section\s+"___ksymtab(_gpl)?\+(\w+)"/.exec(template);
    if (entry) exports.push({ symbol: entry[2]!, gplOnly: entry[1] !== undefined, namespace: null, ...written });
  }
  return exports.map((one) => (namespaces.has(one.symbol) ? { ...one, namespace: namespaces.get(one.symbol)! } : one));
}

/**
 * Adjacent strings of the assembler joined, up to their NUL ("module:" and the list of modules are two). Quotes inside are
 * left of a macro that made a string of what was one already: the namespace is what stands between them.
 */
function namespaceIn(strings: string): string | null {
  const joined = [...strings.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, inside]) => inside!).join('');
  return joined.replace(/\\0/g, '').replaceAll('\\"', '').replaceAll('"', '') || null;
}
