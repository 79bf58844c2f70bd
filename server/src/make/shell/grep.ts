/** grep, egrep and fgrep. */

import type { Utility } from './interpret.ts';
import { NotUnderstood } from './parse.ts';
import { escaped, posixRegex } from './posix-regex.ts';

const FLAGS = 'EFGPqcivwxoshHlLnr';

export function grep(extended: boolean, fixed: boolean): Utility {
  return (args, input, shell) => {
    const flags = new Set<string>();
    const patterns: string[] = [];
    const operands: string[] = [];
    let limit = Infinity;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      if (arg === '--') {
        operands.push(...args.slice(i + 1));
        break;
      }
      if (arg === '--quiet' || arg === '--silent') flags.add('q');
      else if (!/^-./.test(arg)) operands.push(arg);
      else {
        for (let at = 1; at < arg.length; at++) {
          const flag = arg[at]!;
          if (flag === 'e' || flag === 'm') {
            const value = at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? '');
            if (flag === 'e') patterns.push(value);
            else limit = Number(value);
            break;
          }
          if (!FLAGS.includes(flag)) throw new NotUnderstood(`uses grep ${arg}`);
          flags.add(flag);
        }
      }
    }
    if (patterns.length === 0) patterns.push(...(operands.shift() ?? '').split('\n'));
    const regex = compile(patterns, extended || flags.has('E') || flags.has('P'), fixed || flags.has('F'), flags);
    const names = flags.has('r') ? operands.flatMap((name) => filesBelow(name, shell)) : operands;
    const inputs = names.length === 0 ? [{ name: '', text: input as string | undefined }] : names.map((name) => ({ name, text: shell.read(name) }));
    const labelled = (inputs.length > 1 || flags.has('r') || flags.has('H')) && !flags.has('h');

    let output = '';
    let found = false;
    for (const { name, text } of inputs) {
      if (text === undefined) continue;
      const label = labelled ? `${name}:` : '';
      const hits = matchingLines(text, regex, flags.has('v')).slice(0, limit);
      found ||= hits.length > 0;
      if (flags.has('q')) continue;
      if (flags.has('c')) output += `${label}${hits.length}\n`;
      else if (flags.has('l')) output += hits.length > 0 ? `${name}\n` : '';
      else if (flags.has('o')) output += hits.flatMap(({ text: hit }) => [...hit.matchAll(regex)].map((match) => `${label}${match[0]}\n`)).join('');
      else output += hits.map(({ text: hit, number }) => `${label}${flags.has('n') ? `${number}:` : ''}${hit}\n`).join('');
    }
    const unreadable = inputs.some(({ text }) => text === undefined);
    return { output, status: found ? 0 : unreadable ? 2 : 1 };
  };
}

function compile(patterns: readonly string[], extended: boolean, fixed: boolean, flags: ReadonlySet<string>): RegExp {
  const sources = patterns.map((pattern) => (fixed ? escaped(pattern) : posixRegex(pattern, extended).source));
  let source = sources.map((one) => `(?:${one})`).join('|');
  if (flags.has('w')) source = `(?<!\\w)(?:${source})(?!\\w)`;
  if (flags.has('x')) source = `^(?:${source})$`;
  return new RegExp(source, flags.has('i') ? 'gi' : 'g');
}

function matchingLines(text: string, regex: RegExp, inverted: boolean): { text: string; number: number }[] {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return lines.flatMap((line, i) => {
    regex.lastIndex = 0;
    return regex.test(line) === inverted ? [] : [{ text: line, number: i + 1 }];
  });
}

function filesBelow(name: string, shell: Parameters<Utility>[2], depth = 0): string[] {
  if (depth > 20) return [];
  if (shell.files.stat(shell.resolve(name))?.kind !== 'directory') return [name];
  return shell.files.list(shell.resolve(name)).flatMap((entry) => filesBelow(`${name}/${entry.name}`, shell, depth + 1));
}
