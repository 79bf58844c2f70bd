/** What one C file says, as plain data: no meaning is looked up here, and no syntax node leaves. */

import type { Span } from '../base/location.ts';
import type { SpdxTag } from './spdx-tags.ts';

/** What the text states by its spelling: read without a tree, quickly, also from broken code. */
export interface CStatements {
  readonly macros: readonly CMacro[];
  readonly includes: readonly CInclude[];
  /** MODULE_LICENSE, MODULE_IMPORT_NS, EXPORT_SYMBOL… as written. */
  readonly moduleMacros: readonly ModuleMacro[];
  /** Stretches under an #if that asks for a version. */
  readonly versionGuards: readonly Span[];
  /** Comments that speak to the product itself ("copyleft-lens-ignore …"). */
  readonly directives: readonly CDirective[];
  readonly tags: readonly SpdxTag[];
}

/** What the file names and refers to: read from its syntax tree. Macro definitions are not among it. */
export interface CNames {
  readonly functions: readonly CFunction[];
  /** Everything the file gives a name to at file scope. */
  readonly definitions: readonly CDefinition[];
  /** Identifiers that are not bound by a local name, in the order of the text. */
  readonly references: readonly CReference[];
}

export interface CFunction {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly isStatic: boolean;
}

export interface CDefinition {
  readonly name: string;
  readonly span: Span;
  readonly kind: 'function' | 'variable' | 'typedef' | 'enumerator';
}

export interface CReference {
  readonly name: string;
  readonly span: Span;
}

export interface CMacro {
  readonly name: string;
  readonly nameSpan: Span;
  /** From the start of the line to the end of the last one. */
  readonly span: Span;
  /** Replacement text as written, line continuations included; empty for a bare #define. */
  readonly replacement: string;
  readonly functionLike: boolean;
  /** Identifiers of the replacement that are not its parameters. */
  readonly references: readonly CReference[];
}

export interface CInclude {
  /** Between the quotes or brackets. */
  readonly path: string;
  readonly quoted: boolean;
  /** It stands under a condition that only kernel code fulfils. */
  readonly kernelOnly: boolean;
  readonly span: Span;
}

export interface ModuleMacro {
  /** "MODULE_LICENSE", "EXPORT_SYMBOL_NS_GPL", … */
  readonly macro: string;
  /** From the macro's name to the closing parenthesis. */
  readonly span: Span;
  readonly arguments: readonly ModuleMacroArgument[];
}

export interface ModuleMacroArgument {
  /** As written, without surrounding white space. */
  readonly text: string;
  readonly span: Span;
  /** Value when it consists of string literals alone ("a" "b" is "ab"). */
  readonly string: string | null;
}

export interface CDirective {
  readonly text: string;
  readonly span: Span;
}
