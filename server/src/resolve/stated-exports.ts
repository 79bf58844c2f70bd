/**
 * Exports as the sources write them, where no kernel header says what the macros make of them. Both syntaxes of namespaces
 * are read, bare (up to 6.12) and as a string (from 6.13), and both names of the macro for named modules (6.16 and later).
 */

import type { ModuleMacro } from '../facts/c-facts.ts';
import { stringValue } from '../facts/module-macros.ts';
import { namespaceForModules } from '../knowledge/namespaces.ts';
import type { ModuleExport } from './module-linkage.ts';
import type { StatingFile } from './module-statements.ts';

/** @param flags macros of the command line: a directory's make file can put all of its exports into a namespace */
export function statedExports(file: StatingFile, flags: readonly { readonly name: string; readonly value?: string }[]): ModuleExport[] {
  const inherited = defaultNamespace(file, flags);
  return file.statements.moduleMacros.flatMap((statement) => {
    const [symbol, argument] = statement.arguments;
    if (!statement.macro.startsWith('EXPORT_') || !symbol || !/^\w+$/.test(symbol.text)) return [];
    return [
      {
        symbol: symbol.text,
        gplOnly: /_GPL\b|_GPL_FOR_MODULES$|_FOR_MODULES$/.test(statement.macro),
        namespace: namespaceOf(statement.macro, argument) ?? inherited,
        at: { file: file.file, range: file.lines.range(statement.span) },
        macro: statement.macro,
      },
    ];
  });
}

function namespaceOf(macro: string, argument: ModuleMacro['arguments'][number] | undefined): string | null {
  if (!argument) return null;
  const text = argument.string ?? argument.text;
  return macro.endsWith('_FOR_MODULES') ? namespaceForModules(text) : macro.includes('_NS') ? text : null;
}

/** -DDEFAULT_SYMBOL_NAMESPACE=NAME or ='"NAME"', or the source's own #define. */
function defaultNamespace({ statements }: StatingFile, flags: readonly { readonly name: string; readonly value?: string }[]): string | null {
  const own = statements.macros.find((macro) => macro.name === DEFAULT)?.replacement;
  const text = own ?? flags.findLast((macro) => macro.name === DEFAULT)?.value;
  if (text === undefined || text === '') return null;
  return stringValue(text) ?? text;
}

const DEFAULT = 'DEFAULT_SYMBOL_NAMESPACE';
