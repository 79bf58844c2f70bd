/** `test`, `[` and `[[`: conditions on strings, integers and files (XCU test). */

import { NotUnderstood } from './parse.ts';
import { shellPattern, type Shell } from './interpret.ts';

export function testCommand(name: string, args: readonly string[], shell: Shell): number {
  const words = name === '[' || name === '[[' ? args.slice(0, -1) : args;
  let at = 0;

  function or(): boolean {
    let value = and();
    while (words[at] === '-o' || words[at] === '||') {
      at++;
      value = and() || value;
    }
    return value;
  }

  function and(): boolean {
    let value = not();
    while (words[at] === '-a' || words[at] === '&&') {
      at++;
      value = not() && value;
    }
    return value;
  }

  function not(): boolean {
    if (words[at] === '!' && words.length > at + 1) {
      at++;
      return !not();
    }
    return primary();
  }

  function primary(): boolean {
    const [first, second, third] = [words[at], words[at + 1], words[at + 2]];
    if (first === undefined) return false;
    if (second !== undefined && third !== undefined && BINARY.has(second)) {
      at += 3;
      return binary(first, second, third, name === '[[');
    }
    if (first === '(') {
      at++;
      const value = or();
      at++;
      return value;
    }
    if (/^-[a-zA-Z]$/.test(first) && second !== undefined) {
      at += 2;
      return unary(first, second, shell);
    }
    at++;
    return first !== '';
  }

  return or() ? 0 : 1;
}

const BINARY = new Set(['=', '==', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef', '=~', '<', '>']);

function binary(left: string, operator: string, right: string, patterns: boolean): boolean {
  const [a, b] = [Number(left.trim()), Number(right.trim())];
  switch (operator) {
    case '=':
    case '==':
      return patterns ? shellPattern(right).test(left) : left === right;
    case '!=':
      return patterns ? !shellPattern(right).test(left) : left !== right;
    case '-eq': return a === b;
    case '-ne': return a !== b;
    case '-lt': return a < b;
    case '-le': return a <= b;
    case '-gt': return a > b;
    case '-ge': return a >= b;
    case '<': return left < right;
    case '>': return left > right;
    default:
      throw new NotUnderstood(`tests with ${operator}`);
  }
}

function unary(operator: string, operand: string, shell: Shell): boolean {
  const stat = operand === '' ? undefined : shell.files.stat(shell.resolve(operand));
  switch (operator) {
    case '-z': return operand === '';
    case '-n': return operand !== '';
    case '-f': return stat?.kind === 'file';
    case '-d': return stat?.kind === 'directory';
    case '-s': return (stat?.size ?? 0) > 0;
    case '-e':
    case '-r':
    case '-x':
    case '-w':
      return stat !== undefined;
    case '-h':
    case '-L':
    case '-t':
      return false;
    default:
      throw new NotUnderstood(`tests with ${operator}`);
  }
}
