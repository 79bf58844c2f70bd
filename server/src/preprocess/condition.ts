/**
 * The value of an #if or #elif (C17 6.10.1): arithmetic in intmax_t and uintmax_t over expanded tokens.
 * An operand that makes no sense is false with a reason, as the text under it is then best left out.
 */

import type { Expander } from './expander.ts';
import { CHARACTER, IDENTIFIER, NUMBER } from './names.ts';
import { END, type Tok } from './tok.ts';

export interface ConditionResult {
  readonly value: boolean;
  /** Why the operand could not be evaluated. */
  readonly problem?: string;
}

/** Reads the whole operand from an expander that has begun on it in directive mode. */
export function evaluateCondition(expander: Expander): ConditionResult {
  const parser = new Parser(expander);
  try {
    return { value: parser.whole() !== 0n };
  } catch (error) {
    if (error instanceof BadOperand) return { value: false, problem: error.message };
    throw error;
  }
}

class BadOperand extends Error {}

interface Value {
  /** In the range of its type. */
  readonly v: bigint;
  readonly unsigned: boolean;
}

const BINARY: Readonly<Record<string, number>> = {
  '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '>': 7, '<=': 7, '>=': 7,
  '<<': 8, '>>': 8, '+': 9, '-': 9, '*': 10, '/': 10, '%': 10,
};

const wrap = (v: bigint, unsigned: boolean): Value => ({ v: unsigned ? BigInt.asUintN(64, v) : BigInt.asIntN(64, v), unsigned });
const truth = (b: boolean): Value => ({ v: b ? 1n : 0n, unsigned: false });

class Parser {
  private token: Tok;
  /** Below 1 the operands are evaluated; above, they stand in the part of && || ?: that does not count. */
  private skipping = 0;

  constructor(private readonly expander: Expander) {
    this.token = expander.next();
  }

  whole(): bigint {
    if (this.token === END) throw new BadOperand('#if with no expression');
    const value = this.comma();
    if (this.token !== END) throw new BadOperand(`unexpected "${this.token.text}" in #if`);
    return value.v;
  }

  private advance(): void {
    this.token = this.expander.next();
  }

  private accept(text: string): boolean {
    if (this.token === END || this.token.text !== text) return false;
    this.advance();
    return true;
  }

  private comma(): Value {
    let value = this.conditional();
    while (this.accept(',')) value = this.conditional();
    return value;
  }

  private conditional(): Value {
    const test = this.binary(1);
    if (!this.accept('?')) return test;
    const first = this.skipUnless(test.v !== 0n, () => this.comma());
    if (!this.accept(':')) throw new BadOperand('"?" without following ":" in #if');
    const second = this.skipUnless(test.v === 0n, () => this.conditional());
    return wrap((test.v !== 0n ? first : second).v, first.unsigned || second.unsigned);
  }

  private skipUnless(counts: boolean, operand: () => Value): Value {
    if (!counts) this.skipping++;
    const value = operand();
    if (!counts) this.skipping--;
    return value;
  }

  private binary(minimum: number): Value {
    let left = this.unary();
    for (;;) {
      const operator = this.token === END ? '' : this.token.text;
      const level = BINARY[operator];
      if (level === undefined || level < minimum) return left;
      this.advance();
      const shortCircuit = (operator === '&&' && left.v === 0n) || (operator === '||' && left.v !== 0n);
      const right = this.skipUnless(!shortCircuit, () => this.binary(level + 1));
      left = this.apply(operator, left, right);
    }
  }

  private apply(operator: string, a: Value, b: Value): Value {
    const unsigned = a.unsigned || b.unsigned;
    const x = wrap(a.v, unsigned).v;
    const y = wrap(b.v, unsigned).v;
    switch (operator) {
      case '||': return truth(a.v !== 0n || b.v !== 0n);
      case '&&': return truth(a.v !== 0n && b.v !== 0n);
      case '|': return wrap(x | y, unsigned);
      case '^': return wrap(x ^ y, unsigned);
      case '&': return wrap(x & y, unsigned);
      case '==': return truth(x === y);
      case '!=': return truth(x !== y);
      case '<': return truth(x < y);
      case '>': return truth(x > y);
      case '<=': return truth(x <= y);
      case '>=': return truth(x >= y);
      case '<<': return this.shift(a, b, false);
      case '>>': return this.shift(a, b, true);
      case '+': return wrap(x + y, unsigned);
      case '-': return wrap(x - y, unsigned);
      case '*': return wrap(x * y, unsigned);
      default:
        if (y === 0n) {
          if (this.skipping > 0) return wrap(0n, unsigned);
          throw new BadOperand('division by zero in #if');
        }
        return wrap(operator === '/' ? x / y : x % y, unsigned);
    }
  }

  private shift(a: Value, b: Value, right: boolean): Value {
    const negative = !b.unsigned && b.v < 0n;
    const by = negative ? -b.v : b.v;
    if (right !== negative) return by >= 64n ? wrap(a.v < 0n ? -1n : 0n, a.unsigned) : wrap(a.v >> by, a.unsigned);
    return by >= 64n ? wrap(0n, a.unsigned) : wrap(a.v << by, a.unsigned);
  }

  private unary(): Value {
    const { token } = this;
    if (token === END) throw new BadOperand('#if ends where an operand is expected');
    if (token.code === IDENTIFIER) return this.identifier(token);
    this.advance();
    if (token.code === NUMBER) return integer(token.text);
    if (token.code === CHARACTER) return characterConstant(token.text);
    switch (token.text) {
      case '(': {
        const value = this.comma();
        if (!this.accept(')')) throw new BadOperand('missing ")" in #if');
        return value;
      }
      case '!': return truth(this.unary().v === 0n);
      case '~': {
        const value = this.unary();
        return wrap(~value.v, value.unsigned);
      }
      case '-': {
        const value = this.unary();
        return wrap(-value.v, value.unsigned);
      }
      case '+': return this.unary();
      default: throw new BadOperand(`"${token.text}" is no operand for #if`);
    }
  }

  private identifier(token: Tok): Value {
    if (token.text !== 'defined') {
      this.advance();
      // gcc: an unknown function-like name is an error; every other identifier that is left counts 0.
      return truth(false);
    }
    let name = this.expander.nextUnexpanded();
    const parenthesised = name !== END && name.text === '(';
    if (parenthesised) name = this.expander.nextUnexpanded();
    if (name === END || name.code !== IDENTIFIER) throw new BadOperand('"defined" without a name');
    const result = truth(this.expander.isDefined(name.id));
    if (parenthesised && this.expander.nextUnexpanded().text !== ')') throw new BadOperand('missing ")" after "defined"');
    this.advance();
    return result;
  }
}

/** C17 6.4.4.1 as #if sees it: every integer has 64 bits; one that does not fit is unsigned (gcc warns). */
function integer(text: string): Value {
  const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uUlL]*)$/.exec(text);
  if (!match) throw new BadOperand(`"${text}" is no integer constant`);
  const digits = match[1]!;
  const value = /^0[0-7]+$/.test(digits) ? BigInt('0o' + digits.slice(1)) : BigInt(digits);
  const unsigned = /[uU]/.test(match[2]!) || value > 0x7fffffffffffffffn;
  return wrap(value, unsigned);
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, E: 27 };

function characterConstant(text: string): Value {
  const body = text.slice(text.indexOf("'") + 1, -1);
  let value = 0n;
  for (const [character, escape] of body.matchAll(/\\(x[0-9a-fA-F]+|[0-7]{1,3}|.)|[^\\]/gs)) {
    let code = character.charCodeAt(0);
    if (escape !== undefined) {
      if (escape.startsWith('x') && escape.length > 1) code = parseInt(escape.slice(1), 16);
      else if (/^[0-7]/.test(escape)) code = parseInt(escape, 8);
      else code = ESCAPES[escape] ?? escape.charCodeAt(0);
    }
    value = (value << 8n) | BigInt(code & 0xff);
  }
  // A plain char is signed on x86; #if 'c' constants of the kernel stay below 0x80 everywhere.
  return wrap(body.length === 1 || body.startsWith('\\') ? BigInt.asIntN(8, value) : value, false);
}
