/**
 * The part of tree-sitter's interface that extractors use. The WebAssembly engine and the native one both
 * have this shape, so that one extraction runs on either.
 */

export type Language = 'c' | 'typescript' | 'tsx' | 'javascript';

/** A place in a tree; see tree-sitter's TreeCursor. Indexes are UTF-16 code units. */
export interface SyntaxCursor {
  readonly nodeType: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  readonly nodeIsMissing: boolean;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Parses, hands a cursor at the root to `read`, and frees the tree whatever happens. */
export interface SyntaxEngine {
  readonly name: 'wasm' | 'native';
  /** Returns undefined when parsing took longer than the time budget. */
  withTree<T>(language: Language, text: string, read: (root: SyntaxCursor) => T): T | undefined;
}
