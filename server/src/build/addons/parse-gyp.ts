/** The grammar of .gyp files: literals of Python, with comments. JSON is one of its forms. Nothing is evaluated here. */

import type { BuildRun, BuildText } from '../build-run.ts';

export type GypValue =
  | { readonly type: 'text' | 'number'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly type: 'list'; readonly items: readonly GypValue[]; readonly start: number; readonly end: number }
  | { readonly type: 'dict'; readonly entries: readonly GypEntry[]; readonly start: number; readonly end: number };

export interface GypEntry {
  readonly key: string;
  readonly value: GypValue;
}

const DEPTH_LIMIT = 100;
const TOKEN = /(\s+|#[^\n]*|\/\/[^\n]*)|'''([\s\S]*?)'''|"""([\s\S]*?)"""|'((?:[^'\\\n]|\\[\s\S])*)'|"((?:[^"\\\n]|\\[\s\S])*)"|([-+]?[\w.]+)|([{}[\](),:])|[\s\S]/y;

class NotUnderstood extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Undefined, with the reason reported, for what is no literal. */
export function parseGyp(run: BuildRun, file: BuildText): GypValue | undefined {
  try {
    return new Parser(run, file.text).whole();
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
    run.report(file.path, error.message, file.line(error.at));
    return undefined;
  }
}

class Parser {
  private i = 0;
  private start = 0;
  private kind: 'text' | 'number' | 'sign' | 'end' = 'end';
  private text = '';

  constructor(
    private readonly run: BuildRun,
    private readonly source: string,
  ) {
    this.next();
  }

  whole(): GypValue {
    return this.value(0);
  }

  private next(): void {
    for (;;) {
      this.run.step();
      this.start = this.i;
      if (this.i >= this.source.length) {
        this.kind = 'end';
        this.text = '';
        return;
      }
      TOKEN.lastIndex = this.i;
      const [whole, blank, long, longDouble, single, double, number, sign] = TOKEN.exec(this.source)!;
      this.i += whole.length;
      if (blank !== undefined) continue;
      const text = long ?? longDouble ?? single ?? double;
      if (text !== undefined) [this.kind, this.text] = ['text', unescaped(text)];
      else if (number !== undefined) [this.kind, this.text] = ['number', number];
      else if (sign !== undefined) [this.kind, this.text] = ['sign', sign];
      else throw new NotUnderstood(`has "${whole}", which no literal has`, this.start);
      return;
    }
  }

  private value(depth: number): GypValue {
    if (depth > DEPTH_LIMIT) throw new NotUnderstood('is nested too deep', this.start);
    const { start, kind, text } = this;
    if (kind === 'number') {
      const end = this.i;
      this.next();
      return { type: 'number', text, start, end };
    }
    if (kind === 'text') return this.strings();
    if (kind === 'sign' && (text === '[' || text === '(')) {
      const close = text === '[' ? ']' : ')';
      const items: GypValue[] = [];
      this.next();
      while (!this.take(close)) {
        items.push(this.value(depth + 1));
        if (!this.take(',') && !this.is(close)) throw new NotUnderstood('has a list that does not end', start);
      }
      return { type: 'list', items, start, end: this.start };
    }
    if (kind === 'sign' && text === '{') {
      const entries: GypEntry[] = [];
      this.next();
      while (!this.take('}')) {
        const key = this.strings().text;
        if (!this.take(':')) throw new NotUnderstood(`has no value for "${key}"`, this.start);
        entries.push({ key, value: this.value(depth + 1) });
        if (!this.take(',') && !this.is('}')) throw new NotUnderstood('has a dictionary that does not end', start);
      }
      return { type: 'dict', entries, start, end: this.start };
    }
    throw new NotUnderstood(kind === 'end' ? 'ends where a value is needed' : `has "${text}" where a value is needed`, start);
  }

  /** Texts behind one another are one, as in Python. */
  private strings(): GypValue & { type: 'text' | 'number' } {
    const { start } = this;
    if (this.kind !== 'text') throw new NotUnderstood('has a key that is no text', start);
    let text = '';
    let end = start;
    while (this.kind === 'text') {
      text += this.text;
      end = this.i;
      this.next();
    }
    return { type: 'text', text, start, end };
  }

  private is(sign: string): boolean {
    return this.kind === 'sign' && this.text === sign;
  }

  private take(sign: string): boolean {
    if (!this.is(sign)) return false;
    this.next();
    return true;
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(\r?\n|[\s\S])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : /^\r?\n$/.test(c) ? '' : c));
}
