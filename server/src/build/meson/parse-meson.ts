/** The grammar of Meson's language (reference manual: syntax): statements and expressions. Nothing is evaluated here. */

import type { BuildRun, BuildText } from '../build-run.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
}

export type Expression = Place &
  (
    | { readonly type: 'text' | 'number' | 'name'; readonly text: string }
    | { readonly type: 'array'; readonly items: readonly Expression[] }
    | { readonly type: 'dict'; readonly entries: readonly { readonly key: Expression; readonly value: Expression }[] }
    | { readonly type: 'call'; readonly name: string; readonly args: Arguments }
    | { readonly type: 'method'; readonly object: Expression; readonly name: string; readonly args: Arguments }
    | { readonly type: 'index'; readonly object: Expression; readonly index: Expression }
    | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly type: 'not' | 'minus'; readonly operand: Expression }
    | { readonly type: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
  );

export type Statement =
  | { readonly type: 'expression'; readonly expression: Expression }
  | { readonly type: 'assign'; readonly name: string; readonly adds: boolean; readonly value: Expression }
  | { readonly type: 'if'; readonly branches: readonly { readonly condition: Expression | null; readonly body: readonly Statement[] }[]; readonly start: number }
  | { readonly type: 'foreach'; readonly names: readonly string[]; readonly list: Expression; readonly body: readonly Statement[] };

interface Token extends Place {
  readonly kind: 'text' | 'number' | 'name' | 'sign' | 'line' | 'end';
  readonly text: string;
}

const DEPTH_LIMIT = 200;

class NotUnderstood extends Error {}

export function parseMeson(run: BuildRun, file: BuildText): Statement[] {
  return new Parser(run, file).all();
}

function tokens(run: BuildRun, file: BuildText, from = 0): Token[] {
  const pattern =
    /([ \t\r]+|#[^\n]*|\\\n)|(\n)|f?'''([\s\S]*?)'''|f?'((?:[^'\\\n]|\\[\s\S])*)'|(0[xXbBoO][\da-fA-F]+|\d+)|([A-Za-z_]\w*)|(\+=|==|!=|<=|>=|[-+*/%()[\]{},:.?=<>])|[\s\S]/y;
  const found: Token[] = [];
  let brackets = 0;
  for (let i = from; i < file.text.length; i = pattern.lastIndex) {
    run.step();
    pattern.lastIndex = i;
    const [whole, blank, line, long, text, number, name, sign] = pattern.exec(file.text)!;
    const place = { start: i, end: i + whole.length };
    if (blank !== undefined) continue;
    if (line !== undefined) {
      if (brackets === 0) found.push({ kind: 'line', text: '', ...place });
    } else if (long !== undefined || text !== undefined) found.push({ kind: 'text', text: long ?? text!.replace(/\\(['\\])/g, '$1'), ...place });
    else if (number !== undefined) found.push({ kind: 'number', text: number, ...place });
    else if (name !== undefined) found.push({ kind: 'name', text: name, ...place });
    else if (sign !== undefined) {
      if ('([{'.includes(sign)) brackets++;
      else if (')]}'.includes(sign)) brackets = Math.max(0, brackets - 1);
      found.push({ kind: 'sign', text: sign, ...place });
    } else run.report(file.path, `has "${whole}", which Meson's language does not know`, file.line(i));
  }
  found.push({ kind: 'end', text: '', start: file.text.length, end: file.text.length });
  return found;
}

const PRECEDENCE: readonly (readonly string[])[] = [['or'], ['and'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];

class Parser {
  private tokens: readonly Token[];
  private i = 0;
  private depth = 0;

  constructor(
    private readonly run: BuildRun,
    private readonly file: BuildText,
  ) {
    this.tokens = tokens(run, file);
  }

  all(): Statement[] {
    const statements: Statement[] = [];
    for (;;) {
      statements.push(...this.statements());
      if (this.token.kind === 'end') return statements;
      this.run.report(this.file.path, `${this.token.text} that ends nothing`, this.file.line(this.token.start));
      this.i++;
    }
  }

  private get token(): Token {
    return this.tokens[this.i]!;
  }

  /** Up to a keyword that ends or divides a block. */
  private statements(): Statement[] {
    const found: Statement[] = [];
    for (;;) {
      this.run.step();
      while (this.is('line')) this.i++;
      if (this.is('end') || (this.token.kind === 'name' && /^(?:elif|else|endif|endforeach)$/.test(this.token.text))) return found;
      const start = this.i;
      try {
        found.push(this.statement());
      } catch (error) {
        if (!(error instanceof NotUnderstood)) throw error;
        this.run.report(this.file.path, error.message, this.file.line(this.tokens[start]!.start));
        this.skipLine(this.tokens[start]!.start);
      }
    }
  }

  /** A bracket that nobody closes would take in all that follows: reading starts again with the next line. */
  private skipLine(from: number): void {
    const newline = this.file.text.indexOf('\n', from);
    this.tokens = tokens(this.run, this.file, newline < 0 ? this.file.text.length : newline + 1);
    this.i = 0;
  }

  private is(kind: Token['kind']): boolean {
    return this.token.kind === kind;
  }

  private statement(): Statement {
    if (++this.depth > DEPTH_LIMIT) {
      this.depth--;
      throw new NotUnderstood('is nested too deep');
    }
    try {
      if (this.take('if')) return this.readIf();
      if (this.take('foreach')) return this.readForeach();
      const next = this.tokens[this.i + 1];
      if (this.token.kind === 'name' && next?.kind === 'sign' && (next.text === '=' || next.text === '+=')) {
        const name = this.token.text;
        this.i += 2;
        return { type: 'assign', name, adds: next.text === '+=', value: this.expression() };
      }
      return { type: 'expression', expression: this.expression() };
    } finally {
      this.depth--;
    }
  }

  private readIf(): Statement {
    const start = this.tokens[this.i - 1]!.start;
    const branches: { condition: Expression | null; body: Statement[] }[] = [{ condition: this.expression(), body: this.statements() }];
    for (;;) {
      if (this.take('elif')) branches.push({ condition: this.expression(), body: this.statements() });
      else if (this.take('else')) branches.push({ condition: null, body: this.statements() });
      else break;
    }
    if (!this.take('endif')) this.run.report(this.file.path, 'if without endif', this.file.line(start));
    return { type: 'if', branches, start };
  }

  private readForeach(): Statement {
    const names = [this.name()];
    while (this.take(',')) names.push(this.name());
    this.need(':');
    const list = this.expression();
    const body = this.statements();
    if (!this.take('endforeach')) this.run.report(this.file.path, 'foreach without endforeach', this.file.line(list.start));
    return { type: 'foreach', names, list, body };
  }

  private name(): string {
    if (this.token.kind !== 'name') throw new NotUnderstood('has no name where one is needed');
    return this.tokens[this.i++]!.text;
  }

  private expression(): Expression {
    if (++this.depth > DEPTH_LIMIT) {
      this.depth--;
      throw new NotUnderstood('is nested too deep');
    }
    const condition = this.binary(0);
    let result = condition;
    if (this.take('?')) {
      const yes = this.expression();
      this.need(':');
      const no = this.expression();
      result = { type: 'choice', condition, yes, no, start: condition.start, end: no.end };
    }
    this.depth--;
    return result;
  }

  private binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      let operator = operators.find((one) => this.take(one));
      if (operator === undefined && level === 2 && this.token.text === 'not' && this.tokens[this.i + 1]?.text === 'in') {
        this.i += 2;
        operator = 'not in';
      }
      if (operator === undefined) return left;
      const right = this.binary(level + 1);
      left = { type: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  private unary(): Expression {
    const { start } = this.token;
    for (const [sign, type] of [['not', 'not'], ['-', 'minus']] as const) {
      if (!this.take(sign)) continue;
      if (++this.depth > DEPTH_LIMIT) throw new NotUnderstood('is nested too deep');
      const operand = this.unary();
      this.depth--;
      return { type, operand, start, end: operand.end };
    }
    return this.postfix();
  }

  private postfix(): Expression {
    let object = this.primary();
    for (;;) {
      if (this.take('.')) {
        const name = this.name();
        this.need('(');
        const args = this.arguments();
        object = { type: 'method', object, name, args, start: object.start, end: this.tokens[this.i - 1]!.end };
      } else if (this.take('[')) {
        const index = this.expression();
        this.need(']');
        object = { type: 'index', object, index, start: object.start, end: this.tokens[this.i - 1]!.end };
      } else return object;
    }
  }

  private primary(): Expression {
    const { kind, text, start, end } = this.token;
    if (kind === 'text' || kind === 'number') {
      this.i++;
      return { type: kind, text, start, end };
    }
    if (kind === 'name') {
      this.i++;
      if (!this.take('(')) return { type: 'name', text, start, end };
      const args = this.arguments();
      return { type: 'call', name: text, args, start, end: this.tokens[this.i - 1]!.end };
    }
    if (this.take('(')) {
      const inner = this.expression();
      this.need(')');
      return inner;
    }
    if (this.take('[')) {
      const items: Expression[] = [];
      while (!this.take(']')) {
        items.push(this.expression());
        if (!this.take(',') && this.token.text !== ']') throw new NotUnderstood('has a list that does not end');
      }
      return { type: 'array', items, start, end: this.tokens[this.i - 1]!.end };
    }
    if (this.take('{')) {
      const entries: { key: Expression; value: Expression }[] = [];
      while (!this.take('}')) {
        const key = this.expression();
        this.need(':');
        entries.push({ key, value: this.expression() });
        if (!this.take(',') && this.token.text !== '}') throw new NotUnderstood('has a dictionary that does not end');
      }
      return { type: 'dict', entries, start, end: this.tokens[this.i - 1]!.end };
    }
    throw new NotUnderstood(kind === 'sign' ? `has "${text}" where a value is needed` : 'ends where a value is needed');
  }

  private arguments(): Arguments {
    const positional: Expression[] = [];
    const named = new Map<string, Expression>();
    while (!this.take(')')) {
      const value = this.expression();
      if (value.type === 'name' && this.take(':')) named.set(value.text, this.expression());
      else positional.push(value);
      if (!this.take(',') && this.token.text !== ')') throw new NotUnderstood('has arguments that do not end');
    }
    return { positional, named };
  }

  private take(text: string): boolean {
    if (this.token.text !== text || this.token.kind === 'text') return false;
    this.i++;
    return true;
  }

  private need(text: string): void {
    if (!this.take(text)) throw new NotUnderstood(`has no "${text}" where one is needed`);
  }
}
