/** Preprocessing tokens of C, and where each one came from. */

export type TokenKind = 'identifier' | 'number' | 'string' | 'character' | 'punctuator';

/** A file that took part in a translation unit. One object for a file, so that identity can be compared. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface MacroDefinition {
  readonly name: string;
  /** Null for an object-like macro. A variadic one has its last parameter's name in `variadic`. */
  readonly parameters: readonly string[] | null;
  readonly variadic: string | null;
  readonly source: SourceText;
  /** Offset of the name in the #define line, UTF-16 code units. */
  readonly offset: number;
}

/** One step of macro expansion: `macro` was invoked where `at` is written. */
export interface Expansion {
  readonly macro: MacroDefinition;
  /** The invoking name; its own `expansion` is the step before. */
  readonly at: Token;
}

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where the token is spelled: for one from a macro's replacement list, in the #define. */
  readonly source: SourceText;
  /** UTF-16 code units. */
  readonly offset: number;
  /** The innermost macro whose replacement list brought the token; undefined for text as written (also for arguments as written). */
  readonly expansion: Expansion | undefined;
}
