import type { Position, Range, Span } from './location.ts';

/** Converts between offsets and positions of one text. Line ends are \n, \r\n and a lone \r. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low]! + 1 };
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** Offset of a position; one beyond the text is brought back to its end. */
  offset(position: Position): number {
    const start = this.starts[Math.min(Math.max(position.line, 1), this.starts.length) - 1]!;
    return Math.min(start + position.column - 1, this.text.length);
  }

  /** Text of a 1-based line without its line end. */
  lineText(line: number): string {
    const start = this.starts[line - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.starts[line]).replace(/\r?\n$|\r$/, '');
  }
}
