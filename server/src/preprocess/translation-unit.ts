/**
 * A preprocessed translation unit, in a form that can be asked instead of read from end to end: a kernel
 * unit includes a thousand headers and needs a few dozen of their declarations. Items are expanded when
 * they are asked for, with the macros as they were defined at that place of the text.
 */

import type { Unread } from '../base/files.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import type { MacroDefinition, SourceText, Token } from './token.ts';

/** One external declaration (C17 6.9): a function definition, a declaration, a top-level asm statement. */
export interface TopLevelItem {
  /** Place in the order of the whole unit's text; comparable between items of one unit. */
  readonly sequence: number;
  /** The file in which it is written. */
  readonly source: SourceText;
  /** Fully macro-expanded, computed on first use. */
  readonly tokens: readonly Token[];
}

/** One item in two versions of a unit. */
export interface ChangedItem {
  readonly before: TopLevelItem;
  readonly after: TopLevelItem;
}

export interface TranslationUnit {
  readonly path: string;
  /**
   * Every item that may make the compiler emit something although nothing refers to it, in order: all of the unit's
   * own files, and of headers whatever is not plainly a static inline function, a type, a prototype or an extern declaration.
   */
  readonly candidates: readonly TopLevelItem[];
  /** Items that declare or define an ordinary identifier (function, object, typedef name, enumeration constant), in order. */
  declarationsOf(name: string): readonly TopLevelItem[];
  /** Items that define the members of a struct, union or enum. */
  definitionsOfTag(tag: string): readonly TopLevelItem[];
  /** The macro as defined at the end of the unit: for hover, and for names that are only used by macros. */
  macro(name: string): MacroDefinition | undefined;
  /** Whether a file is the unit's own text: the main file, and what it includes that is no header of the kernel. */
  isOwn(source: SourceText): boolean;
  /** Configuration options in the conditions around a place, the innermost first: "CONFIG_SMP". */
  optionsAt(source: SourceText, offset: number): readonly string[];
  /**
   * How this version of a unit differs from an earlier one: the items of its own text whose tokens are others. Undefined
   * where more has changed than tokens of some items: items came or went, or declare other names; headers; macros.
   */
  changesSince(before: TranslationUnit): readonly ChangedItem[] | undefined;
  /** Headers that were not found, limits that were reached. */
  readonly unread: readonly Unread[];
}

export interface PreprocessRequest {
  /** Absolute path of the .c or .S file. */
  readonly path: string;
  readonly flags: CompileFlags;
  /** KBUILD_MODNAME and KBUILD_BASENAME. */
  readonly moduleName: string;
}
