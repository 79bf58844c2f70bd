/** The part of sed that one-liners use: addresses, s, p, d, q, y, = and groups of these. */

import { NotUnderstood } from './parse.ts';
import { posixRegex } from './posix-regex.ts';
import type { Utility } from './interpret.ts';

interface Step {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly not: boolean;
  readonly run: (state: LineState) => void;
}

type Address = { readonly line: number } | { readonly last: true } | { readonly pattern: RegExp };

interface LineState {
  text: string;
  output: string[];
  deleted: boolean;
  quit: boolean;
}

export const sed: Utility = (args, input, shell) => {
  const scripts: string[] = [];
  const operands: string[] = [];
  let quiet = false;
  let extended = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '-e' || arg === '--expression') scripts.push(args[++i] ?? '');
    else if (/^-[nErs]*e$/.test(arg)) {
      quiet ||= arg.includes('n');
      extended ||= /[Er]/.test(arg);
      scripts.push(args[++i] ?? '');
    } else if (/^-[nErsu]+$/.test(arg)) {
      quiet ||= arg.includes('n');
      extended ||= /[Er]/.test(arg);
    } else if (arg === '--quiet' || arg === '--silent') quiet = true;
    else if (arg === '--regexp-extended') extended = true;
    else if (arg.startsWith('-') && arg !== '-') throw new NotUnderstood(`uses sed ${arg}`);
    else operands.push(arg);
  }
  if (scripts.length === 0) scripts.push(operands.shift() ?? '');
  const texts = operands.length === 0 ? [input] : operands.map((name) => (name === '-' ? input : shell.read(name)));
  const text = texts.filter((one) => one !== undefined).join('');
  const steps = parseScript(scripts.join('\n'), extended);
  return { output: edit(text, steps, quiet), status: texts.includes(undefined) ? 2 : 0 };
};

function edit(text: string, steps: readonly Step[], quiet: boolean): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const output: string[] = [];
  const open = new Set<Step>();
  for (const [index, line] of lines.entries()) {
    const state: LineState = { text: line, output, deleted: false, quit: false };
    for (const step of steps) {
      if (selects(step, state.text, index + 1, index + 1 === lines.length, open) === step.not) continue;
      step.run(state);
      if (state.deleted || state.quit) break;
    }
    if (!quiet && !state.deleted) output.push(state.text);
    if (state.quit) break;
  }
  return output.map((line) => line + '\n').join('');
}

function selects(step: Step, text: string, line: number, last: boolean, open: Set<Step>): boolean {
  if (!step.from) return true;
  const matches = (address: Address) =>
    'line' in address ? address.line === line : 'last' in address ? last : address.pattern.test(text);
  if (!step.to) return matches(step.from);
  if (open.has(step)) {
    if (matches(step.to) || ('line' in step.to && step.to.line <= line)) open.delete(step);
    return true;
  }
  if (!matches(step.from)) return false;
  if (!('line' in step.to && step.to.line <= line)) open.add(step);
  return true;
}

function parseScript(script: string, extended: boolean): Step[] {
  let at = 0;

  function blanks(characters: string): void {
    while (at < script.length && characters.includes(script[at]!)) at++;
  }

  function delimited(delimiter: string): string {
    let text = '';
    for (; at < script.length && script[at] !== delimiter; at++) {
      if (script[at] === '\\' && script[at + 1] === delimiter) text += script[++at]!;
      else if (script[at] === '\\') text += script[at++]! + (script[at] ?? '');
      else if (script[at] === '[') {
        const close = script.indexOf(']', at + 2);
        const end = close < 0 ? at : close;
        // A delimiter inside brackets is an ordinary character, unless the bracket is no bracket at all.
        const inside = script.slice(at, end + 1);
        if (inside.includes('\n') || !inside.includes(delimiter)) text += '[';
        else {
          text += inside;
          at = end;
        }
      } else text += script[at]!;
    }
    at++;
    return text;
  }

  function address(): Address | undefined {
    const number = /^\d+/.exec(script.slice(at));
    if (number) {
      at += number[0].length;
      return { line: Number(number[0]) };
    }
    if (script[at] === '$') {
      at++;
      return { last: true };
    }
    if (script[at] === '/' || script[at] === '\\') {
      const delimiter = script[at] === '\\' ? script[++at]! : '/';
      at++;
      const pattern = delimited(delimiter);
      const ignoreCase = script[at] === 'I';
      if (ignoreCase) at++;
      return { pattern: posixRegex(pattern, extended, ignoreCase ? 'i' : '') };
    }
    return undefined;
  }

  function action(): (state: LineState) => void {
    const command = script[at++] ?? '';
    switch (command) {
      case 's':
        return substitution();
      case 'y': {
        const delimiter = script[at++]!;
        const [from, to] = [delimited(delimiter), delimited(delimiter)];
        return (state) => void (state.text = [...state.text].map((c) => (from.includes(c) ? to[from.indexOf(c)]! : c)).join(''));
      }
      case 'p':
        return (state) => void state.output.push(state.text);
      case 'd':
        return (state) => void (state.deleted = true);
      case 'q':
        return (state) => void (state.quit = true);
      case '{': {
        const inner = steps('}');
        at++;
        return (state) => {
          for (const step of inner) {
            if (selects(step, state.text, 0, false, new Set()) === step.not) continue;
            step.run(state);
            if (state.deleted || state.quit) return;
          }
        };
      }
      default:
        throw new NotUnderstood(`uses the sed command "${command}"`);
    }
  }

  function substitution(): (state: LineState) => void {
    const delimiter = script[at++]!;
    const pattern = delimited(delimiter);
    const replacement = delimited(delimiter);
    const flags = /^[gpIi0-9]*/.exec(script.slice(at))![0];
    at += flags.length;
    if (/\d/.test(flags)) throw new NotUnderstood('uses a numbered sed substitution');
    const regex = posixRegex(pattern, extended, (flags.includes('g') ? 'g' : '') + (/i/i.test(flags) ? 'i' : ''));
    return (state) => {
      const changed = regex.test(state.text);
      regex.lastIndex = 0;
      state.text = state.text.replace(regex, (...match: unknown[]) => filled(replacement, match));
      if (changed && flags.includes('p')) state.output.push(state.text);
    };
  }

  function steps(end: string): Step[] {
    const result: Step[] = [];
    for (;;) {
      blanks(' \t\n;');
      if (at >= script.length || script[at] === end) return result;
      const from = address();
      let to: Address | undefined;
      if (from && script[at] === ',') {
        at++;
        to = address();
      }
      blanks(' \t');
      const not = script[at] === '!';
      if (not) at++;
      blanks(' \t');
      result.push({ from, to, not, run: action() });
    }
  }

  return steps('');
}

/** The right side of s: `&`, `\1` and escapes. */
function filled(replacement: string, match: readonly unknown[]): string {
  return replacement.replace(/\\([\s\S])|&/g, (whole, escape: string | undefined) => {
    if (whole === '&') return String(match[0]);
    if (escape === 'n') return '\n';
    if (escape === 't') return '\t';
    return /\d/.test(escape!) ? String(match[Number(escape)] ?? '') : escape!;
  });
}
