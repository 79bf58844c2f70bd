/** The text utilities that make files call, over readable files only. What an option means is in POSIX (XCU); unknown ones are not guessed. */

import path from 'node:path';
import { globPattern } from '../glob.ts';
import { arithmetic } from './arithmetic.ts';
import { grep } from './grep.ts';
import type { Result, Shell, Utility } from './interpret.ts';
import { NotUnderstood } from './parse.ts';
import { posixRegex } from './posix-regex.ts';
import { sed } from './sed.ts';
import { testCommand } from './test-command.ts';

const ok = (output: string): Result => ({ output, status: 0 });
const line = (text: string): Result => ok(text + '\n');

const test = (name: string): Utility => (args, _input, shell) => ({ output: '', status: testCommand(name, args, shell) });

/** Lines of the files named, or of standard input. */
function linesOf(operands: readonly string[], input: string, shell: Shell): { lines: string[]; status: number } {
  const texts = operands.length === 0 ? [input] : operands.map((name) => (name === '-' ? input : shell.read(name)));
  const lines = texts.flatMap((text) => (text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n')));
  return { lines, status: texts.includes(undefined) ? 1 : 0 };
}

const joined = (lines: readonly string[]): string => lines.map((text) => text + '\n').join('');

/** Splits off options: `flags` take no value, `valued` take one, glued or apart. */
function optionsOf(name: string, args: readonly string[], flags: string, valued: string): { options: Map<string, string>; operands: string[] } {
  const options = new Map<string, string>();
  let i = 0;
  for (; i < args.length && /^-./.test(args[i]!); i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    for (let at = 1; at < arg.length; at++) {
      const option = arg[at]!;
      if (flags.includes(option)) options.set(option, '');
      else if (valued.includes(option)) {
        options.set(option, at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? ''));
        break;
      } else throw new NotUnderstood(`uses ${name} ${arg}`);
    }
  }
  return { options, operands: args.slice(i) };
}

const echo: Utility = (args) => {
  const words = [...args];
  let newline = '\n';
  let escapes = false;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    const option = words.shift()!;
    if (option.includes('n')) newline = '';
    if (option.includes('e')) escapes = true;
  }
  const text = words.join(' ');
  return ok((escapes ? unescaped(text) : text) + newline);
};

const printf: Utility = ([format = '', ...args]) => {
  let output = '';
  let next = 0;
  do {
    output += unescaped(format).replace(/%(-?0?\d*)(?:\.\d+)?([sdixXc%])/g, (_, width: string, kind: string) => {
      if (kind === '%') return '%';
      const value = args[next++] ?? '';
      const text = kind === 's' || kind === 'c' ? value : kind.toLowerCase() === 'x' ? Number(value).toString(16) : String(Number(value) || 0);
      if (width.startsWith('-')) return text.padEnd(Number(width.slice(1)));
      return text.padStart(Number(width), width.startsWith('0') ? '0' : ' ');
    });
  } while (next > 0 && next < args.length);
  return ok(output);
};

function unescaped(text: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', '"': '"' };
  return text.replace(/\\(?:0?([0-7]{1,3})|(.))/g, (whole, octal: string | undefined, c: string | undefined) =>
    octal !== undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : (named[c!] ?? whole),
  );
}

const cat: Utility = (args, input, shell) => {
  const operands = args.filter((arg) => arg !== '-u');
  const texts = operands.length === 0 ? [input] : operands.map((name) => (name === '-' ? input : shell.read(name)));
  return { output: texts.map((text) => text ?? '').join(''), status: texts.includes(undefined) ? 1 : 0 };
};

const headOrTail = (name: 'head' | 'tail'): Utility => (args, input, shell) => {
  const modern = args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1').replace(/^\+(\d+)$/, '-n+$1'));
  const { options, operands } = optionsOf(name, modern, 'q', 'n');
  const count = options.get('n') ?? '10';
  const { lines, status } = linesOf(operands, input, shell);
  const n = Number(count.replace(/^[+-]/, ''));
  if (name === 'head') return { output: joined(count.startsWith('-') ? lines.slice(0, -n) : lines.slice(0, n)), status };
  return { output: joined(count.startsWith('+') ? lines.slice(n - 1) : n === 0 ? [] : lines.slice(-n)), status };
};

const cut: Utility = (args, input, shell) => {
  const { options, operands } = optionsOf('cut', args, 's', 'dfcb');
  const positions = options.get('f') ?? options.get('c') ?? options.get('b') ?? '';
  const delimiter = options.get('d') ?? '\t';
  const ranges = positions.split(',').map((range) => {
    const [from, to] = range.includes('-') ? range.split('-') : [range, range];
    return [from === '' ? 1 : Number(from), to === '' ? Infinity : Number(to)] as const;
  });
  const chosen = (i: number) => ranges.some(([from, to]) => i + 1 >= from && i + 1 <= to);
  const { lines, status } = linesOf(operands, input, shell);
  const output = lines.flatMap((text) => {
    if (!options.has('f')) return [[...text].filter((_, i) => chosen(i)).join('')];
    if (!text.includes(delimiter)) return options.has('s') ? [] : [text];
    return [text.split(delimiter).filter((_, i) => chosen(i)).join(delimiter)];
  });
  return { output: joined(output), status };
};

const tr: Utility = (args, input) => {
  const { options, operands } = optionsOf('tr', args, 'dscC', '');
  const complement = options.has('c') || options.has('C');
  const from = characters(operands[0] ?? '');
  const to = characters(operands[1] ?? '');
  const inFirst = (c: string) => from.includes(c) !== complement;
  let output = '';
  for (const c of input) {
    if (options.has('d') && inFirst(c)) continue;
    const changed = !options.has('d') && to.length > 0 && inFirst(c) ? (complement ? to.at(-1)! : (to[from.indexOf(c)] ?? to.at(-1)!)) : c;
    const squeezed = options.has('s') && output.endsWith(changed) && (to.length > 0 ? to.includes(changed) : inFirst(changed));
    if (!squeezed) output += changed;
  }
  return ok(output);
};

function characters(set: string): string[] {
  const classes: Record<string, string> = { upper: 'A-Z', lower: 'a-z', digit: '0-9', alpha: 'A-Za-z', alnum: 'A-Za-z0-9', space: ' \t\n\r' };
  const plain = unescaped(set.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole));
  return [...plain.replace(/(.)-(.)/gs, (_, a: string, b: string) => {
    const [first, last] = [a.charCodeAt(0), b.charCodeAt(0)];
    return Array.from({ length: Math.max(0, Math.min(last - first + 1, 256)) }, (_unused, i) => String.fromCharCode(first + i)).join('');
  })];
}

const wc: Utility = (args, input, shell) => {
  const { options, operands } = optionsOf('wc', args, 'lwc', '');
  const { lines, status } = linesOf(operands, input, shell);
  const count = options.has('l') ? lines.length : options.has('w') ? lines.join(' ').split(/\s+/).filter(Boolean).length : joined(lines).length;
  return { output: `${count}${operands.length === 1 ? ' ' + operands[0] : ''}\n`, status };
};

const sort: Utility = (args, input, shell) => {
  const { options, operands } = optionsOf('sort', args, 'urnVf', '');
  const { lines, status } = linesOf(operands, input, shell);
  const numeric = (a: string, b: string) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  const plain = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = (options.has('u') ? [...new Set(lines)] : lines).sort(options.has('V') ? versionOrder : options.has('n') ? numeric : plain);
  return { output: joined(options.has('r') ? sorted.reverse() : sorted), status };
};

function versionOrder(a: string, b: string): number {
  const parts = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? '', right[i] ?? ''];
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y)) return Number(x) - Number(y) || (x < y ? -1 : 1);
    return x < y ? -1 : 1;
  }
  return 0;
}

const find: Utility = (args, _input, shell) => {
  const from = args.findIndex((arg) => /^[-!(]/.test(arg));
  const roots = from < 0 ? args : args.slice(0, from);
  const wanted: ((name: string, kind: string) => boolean)[] = [];
  let depth = Infinity;
  for (let i = from < 0 ? args.length : from; i < args.length; i++) {
    const operand = args[i + 1] ?? '';
    const value = () => (i++, operand);
    if (args[i] === '-name' || args[i] === '-iname') {
      const pattern = globPattern(value());
      wanted.push((name) => pattern.test(name));
    } else if (args[i] === '-type') {
      const wantedKind = value() === 'd' ? 'directory' : 'file';
      wanted.push((_name, kind) => kind === wantedKind);
    } else if (args[i] === '-maxdepth') depth = Number(value());
    else if (args[i] !== '-print') throw new NotUnderstood(`uses find ${args[i]}`);
  }
  const found: string[] = [];
  const walk = (directory: string, level: number): void => {
    if (level > Math.min(depth, 20)) return;
    for (const { name, kind } of shell.files.list(shell.resolve(directory))) {
      const file = `${directory.replace(/\/$/, '')}/${name}`;
      if (wanted.every((matches) => matches(name, kind))) found.push(file);
      if (kind === 'directory') walk(file, level + 1);
    }
  };
  for (const root of roots.length === 0 ? ['.'] : roots) walk(root, 1);
  return ok(joined(found));
};

const ls: Utility = (args, _input, shell) => {
  const { options, operands } = optionsOf('ls', args, '1dar', '');
  let status = 0;
  const output = (operands.length === 0 ? ['.'] : operands).flatMap((name) => {
    const stat = shell.files.stat(shell.resolve(name));
    if (!stat) {
      status = 2;
      return [];
    }
    if (stat.kind === 'file' || options.has('d')) return [name];
    return shell.files.list(shell.resolve(name)).map((entry) => entry.name).filter((entry) => !entry.startsWith('.') || options.has('a'));
  });
  return { output: joined(options.has('r') ? output.reverse() : output), status };
};

/** `awk [-F x] '[/re/] {print $1, $2}'`: the one program that make files write. */
const awk: Utility = (args, input, shell) => {
  const { options, operands } = optionsOf('awk', args, '', 'F');
  const [program = '', ...names] = operands;
  const match = /^\s*(?:\/((?:\\.|[^/\\])*)\/)?\s*\{\s*print\b([^{};]*);?\s*\}\s*$/.exec(program);
  if (!match) throw new NotUnderstood('uses an awk program');
  const filter = match[1] === undefined ? undefined : posixRegex(match[1], true);
  const items = match[2]!.trim() === '' ? ['$0'] : match[2]!.split(',').map((item) => item.trim());
  if (!items.every((item) => /^(?:\$(?:\d+|NF)|"[^"]*")$/.test(item))) throw new NotUnderstood('uses an awk program');
  const separator = options.get('F');
  const split = separator === undefined || separator === ' ' ? /\s+/ : separator.length === 1 ? separator : posixRegex(separator, true);
  const { lines, status } = linesOf(names, input, shell);
  const output = lines.filter((text) => filter?.test(text) ?? true).map((text) => {
    const fields = (separator === undefined ? text.trim() : text).split(split);
    const value = (item: string) => {
      if (item.startsWith('"')) return item.slice(1, -1);
      if (item === '$0') return text;
      return (item === '$NF' ? fields.at(-1) : fields[Number(item.slice(1)) - 1]) ?? '';
    };
    return items.map(value).join(' ');
  });
  return { output: joined(output), status };
};

const expr: Utility = (args, _input) => {
  const colon = args.indexOf(':');
  if (colon === 1 || args[0] === 'match') {
    const [text = '', pattern = ''] = args[0] === 'match' ? args.slice(1) : [args[0], args[2]];
    const found = posixRegex('^' + pattern.replace(/^\^/, ''), false).exec(text);
    const value = /\\\(/.test(pattern) ? (found?.[1] ?? '') : String(found?.[0].length ?? 0);
    return { output: value + '\n', status: value === '' || value === '0' ? 1 : 0 };
  }
  const value = arithmetic(args.map((arg) => (arg === '=' ? '==' : arg)).join(' '), () => {
    throw new NotUnderstood(`computes expr ${args.join(' ')}`);
  });
  return { output: `${value}\n`, status: value === 0 ? 1 : 0 };
};

const seq: Utility = (args) => {
  const [from, to] = args.length === 1 ? [1, Number(args[0])] : [Number(args[0]), Number(args.at(-1))];
  return ok(joined(Array.from({ length: Math.max(0, Math.min(to - from + 1, 10_000)) }, (_, i) => String(from + i))));
};

const resolved: Utility = (args, _input, shell) => {
  const names = args.filter((arg) => !/^-[femqs]+$/.test(arg));
  const existing = names.filter((name) => shell.files.stat(shell.resolve(name)) !== undefined || args.includes('-m'));
  return { output: joined(existing.map((name) => shell.resolve(name))), status: existing.length === names.length ? 0 : 1 };
};

const xargs: Utility = (args, input, shell) => shell.call([...(args.length === 0 ? ['echo'] : args), ...input.split(/\s+/).filter(Boolean)], '');

/** Their effect is not wanted here, and they print nothing. */
const silent: Utility = () => ok('');

/** Tools that a machine which builds kernel modules has, besides the ones that are read here. */
const DEVELOPERS_TOOLS = new Set(['sh', 'bash', 'make', 'gcc', 'cc', 'ld', 'git', 'perl', 'python3']);

const which: Utility = (args) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const unsure = names.find((name) => !UTILITIES.has(name) && !DEVELOPERS_TOOLS.has(name));
  if (unsure !== undefined) throw new NotUnderstood(`asks whether there is a ${unsure}`);
  return ok(joined(names.map((name) => `/usr/bin/${name}`)));
};

export const UTILITIES: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  ['true', silent],
  ['false', () => ({ output: '', status: 1 })],
  ['mkdir', silent],
  ['rm', silent],
  ['chmod', silent],
  ['touch', silent],
  ['sleep', silent],
  ['echo', echo],
  ['printf', printf],
  ['test', test('test')],
  ['[', test('[')],
  ['[[', test('[[')],
  ['pwd', (_args, _input, shell) => line(shell.directory)],
  ['cat', cat],
  ['head', headOrTail('head')],
  ['tail', headOrTail('tail')],
  ['cut', cut],
  ['tr', tr],
  ['wc', wc],
  ['sort', sort],
  ['uniq', (args, input, shell) => {
    const { lines, status } = linesOf(args, input, shell);
    return { output: joined(lines.filter((text, i) => text !== lines[i - 1])), status };
  }],
  ['tac', (args, input, shell) => {
    const { lines, status } = linesOf(args, input, shell);
    return { output: joined(lines.reverse()), status };
  }],
  ['grep', grep(false, false)],
  ['egrep', grep(true, false)],
  ['fgrep', grep(false, true)],
  ['sed', sed],
  ['awk', awk],
  ['gawk', awk],
  ['find', find],
  ['ls', ls],
  ['expr', expr],
  ['seq', seq],
  ['xargs', xargs],
  ['which', which],
  ['dirname', (args) => ok(joined(args.map((name) => path.posix.dirname(name))))],
  ['basename', ([name = '', suffix = '']) => line(path.posix.basename(name, suffix))],
  ['realpath', resolved],
  ['readlink', resolved],
]);
