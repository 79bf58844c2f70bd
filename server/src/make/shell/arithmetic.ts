/** $((…)) and expr: integer arithmetic with C's operators, no assignment. */

import { NotUnderstood } from './parse.ts';

const LEVELS: readonly (readonly string[])[] = [
  ['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%'],
];

export function arithmetic(text: string, variable: (name: string) => string): number {
  const tokens = text.match(/0[xX][0-9a-fA-F]+|\d+|\$?[A-Za-z_]\w*|\|\||&&|<<|>>|[<>=!]=|[-+*/%<>!~&|^()?:]/g) ?? [];
  let at = 0;

  function primary(): number {
    const token = tokens[at++];
    if (token === '(') {
      const value = ternary();
      at++;
      return value;
    }
    if (token === '-') return -primary();
    if (token === '+') return primary();
    if (token === '!') return Number(primary() === 0);
    if (token === '~') return ~primary();
    if (token === undefined) throw new NotUnderstood(`has the arithmetic "${text}"`);
    if (/^\d/.test(token)) return /^0\d/.test(token) ? Number.parseInt(token, 8) : Number(token);
    if (!/^\$?[A-Za-z_]/.test(token)) throw new NotUnderstood(`has the arithmetic "${text}"`);
    const value = variable(token.replace('$', '')).trim();
    if (value !== '' && !/^-?\w+$/.test(value)) throw new NotUnderstood(`has the arithmetic "${text}"`);
    return value === '' ? 0 : Number(value) || 0;
  }

  function binary(level: number): number {
    if (level === LEVELS.length) return primary();
    let left = binary(level + 1);
    while (LEVELS[level]!.includes(tokens[at] ?? '')) left = apply(tokens[at++]!, left, binary(level + 1));
    return left;
  }

  function ternary(): number {
    const condition = binary(0);
    if (tokens[at] !== '?') return condition;
    at++;
    const yes = ternary();
    at++;
    const no = ternary();
    return condition !== 0 ? yes : no;
  }

  return ternary();
}

function apply(operator: string, a: number, b: number): number {
  switch (operator) {
    case '||': return Number(a !== 0 || b !== 0);
    case '&&': return Number(a !== 0 && b !== 0);
    case '|': return a | b;
    case '^': return a ^ b;
    case '&': return a & b;
    case '==': return Number(a === b);
    case '!=': return Number(a !== b);
    case '<=': return Number(a <= b);
    case '>=': return Number(a >= b);
    case '<': return Number(a < b);
    case '>': return Number(a > b);
    case '<<': return a << b;
    case '>>': return a >> b;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    default:
      if (b === 0) throw new NotUnderstood('divides by zero');
      return operator === '/' ? Math.trunc(a / b) : a % b;
  }
}
