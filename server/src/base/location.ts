/**
 * Places in text. Everything inside the product counts as people and compilers write positions:
 * lines and columns start at 1, columns are UTF-16 code units. Only lsp/to-protocol.ts converts
 * to the protocol's zero-based positions.
 */

/** Half-open range of UTF-16 code unit offsets from the start of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** `end` is exclusive. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  /** Absolute path. */
  readonly file: string;
  readonly range: Range;
}

export const START_OF_FILE: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** @param line from 1 */
export function startOfLine(line: number): Range {
  return { start: { line, column: 1 }, end: { line, column: 1 } };
}

export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** Whether a position lies in a range; the position just behind the last character counts as inside. */
export function rangeTouches(range: Range, position: Position): boolean {
  return comparePositions(range.start, position) <= 0 && comparePositions(position, range.end) <= 0;
}
