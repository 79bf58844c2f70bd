/** Basic and extended regular expressions (XBD chapter 9, with GNU's \+ \? \| \< \> \b \w \s) as JavaScript ones. */

import { NotUnderstood } from './parse.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\x00-\\x1f',
};

export function posixRegex(pattern: string, extended: boolean, flags = ''): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    const atStart = source === '' || /[(|]$/.test(source);
    if (c === '[') {
      const [set, end] = bracket(pattern, i);
      source += set;
      i = end;
    } else if (c === '\\') {
      const next = pattern[++i] ?? '';
      if ('<>'.includes(next)) source += '\\b';
      else if (!extended && '(){}+?|'.includes(next)) source += next;
      else if (/[wWsSbB1-9]/.test(next)) source += '\\' + next;
      else if (next === 'n' || next === 't') source += '\\' + next;
      else source += escaped(next);
    } else if (c === '*') source += atStart ? '\\*' : '*';
    else if ('(){}+?|'.includes(c)) source += extended ? c : '\\' + c;
    else if (c === '^') source += extended || atStart ? '^' : '\\^';
    else if (c === '$') source += extended || i === pattern.length - 1 || pattern.startsWith('\\)', i + 1) ? '$' : '\\$';
    else if (c === '.') source += '.';
    else source += escaped(c);
  }
  try {
    return new RegExp(source, flags);
  } catch {
    throw new NotUnderstood(`has the regular expression "${pattern}"`);
  }
}

export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A bracket expression from `at` on: its JavaScript form and the index of its last character. */
function bracket(pattern: string, at: number): [string, number] {
  let i = at + 1;
  let set = '[';
  if (pattern[i] === '^') {
    set += '^';
    i++;
  }
  for (let first = true; i < pattern.length && (pattern[i] !== ']' || first); i++, first = false) {
    const named = /^\[:(\w+):\]/.exec(pattern.slice(i));
    if (named) {
      set += CLASSES[named[1]!] ?? '';
      i += named[0].length - 1;
    } else if (pattern[i] === '\\' && /[nt]/.test(pattern[i + 1] ?? '')) {
      set += '\\' + pattern[++i]!;
    } else set += /[\\[\]^]/.test(pattern[i]!) ? '\\' + pattern[i]! : pattern[i]!;
  }
  return [set + ']', i];
}
