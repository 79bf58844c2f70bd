/** What a module's sources say of the module itself: its licences, and the namespaces that it imports. */

import type { LineIndex } from '../base/line-index.ts';
import type { CMacro, CStatements, ModuleMacroArgument } from '../facts/c-facts.ts';
import { stringValue } from '../facts/module-macros.ts';
import type { DeclaredLicense, ImportedNamespace } from './kernel-subject.ts';

export interface StatingFile {
  readonly file: string;
  readonly lines: LineIndex;
  readonly statements: CStatements;
}

/** A source with the headers of its own project, whose macros it may use. */
export type StatingSource = StatingFile & { readonly headers: readonly StatingFile[] };

export function declaredLicenses(sources: readonly StatingSource[]): DeclaredLicense[] {
  return statements(sources, 'MODULE_LICENSE').map(({ file, argument, macros }) => ({
    ...upToNul(argument.string ?? valueOfMacros(argument.text, macros)),
    text: `MODULE_LICENSE(${argument.text})`,
    location: { file: file.file, range: file.lines.range(argument.span) },
  }));
}

/** The kernel reads a string up to its NUL. */
function upToNul(value: string | null): Pick<DeclaredLicense, 'value' | 'behindNul'> {
  const end = value?.indexOf('\0') ?? -1;
  if (value === null || end < 0) return { value };
  return { value: value.slice(0, end), behindNul: value.slice(end + 1) };
}

/** The argument is an identifier up to 6.12 and a string literal from 6.13: both are read, whatever the target. */
export function importedNamespaces(sources: readonly StatingSource[]): ImportedNamespace[] {
  return statements(sources, 'MODULE_IMPORT_NS').map(({ file, argument }) => ({
    namespace: argument.string ?? argument.text,
    location: { file: file.file, range: file.lines.range(argument.span) },
  }));
}

interface Statement {
  readonly file: StatingFile;
  readonly argument: ModuleMacroArgument;
  readonly macros: ReadonlyMap<string, CMacro>;
}

/** Each statement once, although several sources may include the header that makes it. */
function statements(sources: readonly StatingSource[], macro: string): Statement[] {
  const found = new Map<string, Statement>();
  for (const source of sources) {
    const files: StatingFile[] = [source, ...source.headers];
    const macros = new Map(files.flatMap((file) => file.statements.macros.map((entry) => [entry.name, entry] as const)));
    for (const file of files) {
      for (const statement of file.statements.moduleMacros) {
        const argument = statement.arguments[0];
        if (statement.macro !== macro || !argument) continue;
        found.set(`${file.file}:${statement.span.start}`, { file, argument, macros });
      }
    }
  }
  return [...found.values()];
}

/** String literals and object-like macros that stand for string literals, adjacent to each other. */
function valueOfMacros(text: string, macros: ReadonlyMap<string, CMacro>, depth = 0): string | null {
  const literal = stringValue(text);
  if (literal !== null || depth > 8) return literal;
  const parts = text.match(/"(?:\\[\s\S]|[^"\\\n])*"|[A-Za-z_]\w*|\S/g) ?? [];
  let value = '';
  for (const part of parts) {
    const macro = macros.get(part);
    const piece = part.startsWith('"')
      ? stringValue(part)
      : macro && !macro.functionLike
        ? valueOfMacros(macro.replacement, macros, depth + 1)
        : null;
    if (piece === null) return null;
    value += piece;
  }
  return parts.length > 0 ? value : null;
}
