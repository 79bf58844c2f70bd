/**
 * Computes what a shell command would print, by reading only: no process is started and nothing is written. Commands
 * that would (a compiler, git, cp) are not understood, and then the whole answer is "not known", with the reason.
 */

import path from 'node:path';
import { isReadable, type Files } from '../../base/files.ts';
import { glob, globPattern } from '../glob.ts';
import { arithmetic } from './arithmetic.ts';
import { endOfPiece, NotUnderstood, parseShell, type Command, type Redirect } from './parse.ts';

/** A utility: gets arguments and standard input, gives standard output and exit status. */
export type Utility = (args: readonly string[], input: string, shell: Shell) => Result;

export interface Result {
  readonly output: string;
  readonly status: number;
}

export interface ShellWorld {
  readonly files: Files;
  readonly utilities: ReadonlyMap<string, Utility>;
  /** Exported variables. */
  readonly variables: ReadonlyMap<string, string>;
  readonly directory: string;
  /** Answers for commands that nobody knows; without it they make the whole answer unknown. */
  readonly unknown?: Utility;
}

/** Commands that one answer may take, and how deep scripts may call scripts. */
const STEP_LIMIT = 100_000;
const DEPTH_LIMIT = 30;

class Exit extends Error {
  constructor(readonly status: number) {
    super();
  }
}
class Return extends Exit {}
class LoopJump extends Error {
  constructor(readonly again: boolean) {
    super();
  }
}

export class Shell {
  readonly files: Files;
  readonly world: ShellWorld;
  directory: string;
  private variables: Map<string, string>;
  private readonly functions: Map<string, Command>;
  private positional: readonly string[];
  private printed = '';
  private status = 0;

  private constructor(
    world: ShellWorld,
    private readonly counter: { steps: number },
    private readonly depth: number,
    positional: readonly string[],
  ) {
    if (depth > DEPTH_LIMIT) throw new NotUnderstood('calls itself too deeply');
    this.world = world;
    this.files = world.files;
    this.directory = world.directory;
    this.variables = new Map(world.variables);
    this.functions = new Map();
    this.positional = positional;
  }

  /** What `text` prints, and its exit status. @throws NotUnderstood */
  static run(text: string, world: ShellWorld): Result {
    return new Shell(world, { steps: 0 }, 0, ['sh']).script(parseShell(text));
  }

  /** The variables that `text` leaves behind, also those set before something that is not understood. */
  static variablesAfter(text: string, world: ShellWorld): ReadonlyMap<string, string> {
    const shell = new Shell(world, { steps: 0 }, 0, ['sh']);
    try {
      shell.script(parseShell(text));
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
    }
    return shell.variables;
  }

  /** What a command started now finds in its environment. */
  get environment(): ReadonlyMap<string, string> {
    return this.variables;
  }

  /** Text of a file. */
  read(name: string): string | undefined {
    const content = this.files.read(this.resolve(name));
    return isReadable(content) ? content.text : undefined;
  }

  resolve(name: string): string {
    return path.resolve(this.directory, name);
  }

  /** Runs a command whose words are already expanded: for xargs, command and the like. */
  call(words: readonly string[], input: string): Result {
    const before = this.printed;
    this.printed = '';
    const status = this.invoke(words, input);
    const output = this.printed;
    this.printed = before;
    return { output, status };
  }

  private script(command: Command): Result {
    try {
      this.status = this.execute(command, '');
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      this.status = error.status;
    }
    return { output: this.printed, status: this.status };
  }

  private execute(command: Command, input: string): number {
    if (++this.counter.steps > STEP_LIMIT) throw new NotUnderstood('takes more steps than are allowed');
    this.status = this.dispatch(command, input);
    return this.status;
  }

  private dispatch(command: Command, input: string): number {
    switch (command.kind) {
      case 'simple':
        return this.simple(command.words, command.redirects, input);
      case 'sequence':
        return command.commands.reduce((_, one) => this.execute(one, input), 0);
      case 'and': {
        const status = this.execute(command.left, input);
        return status === 0 ? this.execute(command.right, input) : status;
      }
      case 'or': {
        const status = this.execute(command.left, input);
        return status === 0 ? status : this.execute(command.right, input);
      }
      case 'pipeline':
        return this.pipeline(command.commands, command.negated, input);
      case 'group':
        return this.redirected(command.redirects, input, (stdin) => {
          if (!command.subshell) return this.execute(command.body, stdin);
          const { output, status } = this.child().script(command.body);
          this.printed += output;
          return status;
        });
      case 'if':
        if (this.execute(command.condition, input) === 0) return this.execute(command.then, input);
        return command.otherwise ? this.execute(command.otherwise, input) : 0;
      case 'loop':
        while ((this.execute(command.condition, input) === 0) !== command.until && this.loopBody(command.body, input));
        return 0;
      case 'for':
        for (const word of command.words?.flatMap((raw) => this.fields(raw)) ?? this.positional.slice(1)) {
          this.variables.set(command.name, word);
          if (!this.loopBody(command.body, input)) break;
        }
        return this.status;
      case 'case': {
        const word = this.text(command.word);
        const arm = command.arms.find(({ patterns }) => patterns.some((pattern) => shellPattern(this.text(pattern, true)).test(word)));
        return arm ? this.execute(arm.body, input) : 0;
      }
      case 'function':
        this.functions.set(command.name, command.body);
        return 0;
    }
  }

  private loopBody(body: Command, input: string): boolean {
    try {
      this.execute(body, input);
      return true;
    } catch (error) {
      if (error instanceof LoopJump) return error.again;
      throw error;
    }
  }

  /** Every part but the last one runs in a copy of the shell; the last one's variables are lost in a real shell too. */
  private pipeline(commands: readonly Command[], negated: boolean, input: string): number {
    let stdin = input;
    let status = 0;
    for (const command of commands) {
      const child = this.child();
      try {
        status = child.execute(command, stdin);
      } catch (error) {
        if (!(error instanceof Exit)) throw error;
        status = error.status;
      }
      stdin = child.printed;
    }
    this.printed += stdin;
    return negated ? Number(status === 0) : status;
  }

  private child(positional = this.positional): Shell {
    const child = new Shell({ ...this.world, directory: this.directory, variables: this.variables }, this.counter, this.depth + 1, positional);
    for (const [name, body] of this.functions) child.functions.set(name, body);
    child.status = this.status;
    return child;
  }

  private simple(raw: readonly string[], redirects: readonly Redirect[], input: string): number {
    let from = 0;
    const assignments: [string, string][] = [];
    for (; from < raw.length; from++) {
      const match = /^([A-Za-z_]\w*)(\[[^\]]+\])?=(.*)$/s.exec(raw[from]!);
      if (!match) break;
      // An element of an array is a variable of its own, called "name[0]".
      assignments.push([match[1]! + (match[2] === undefined ? '' : this.text(match[2])), this.text(match[3]!)]);
    }
    const words = raw.slice(from).flatMap((word) => this.fields(word));
    if (words.length === 0) {
      for (const [name, value] of assignments) this.variables.set(name, value);
      return this.redirected(redirects, input, () => (assignments.length > 0 ? this.status : 0));
    }
    const outer = this.variables;
    if (assignments.length > 0) this.variables = new Map([...outer, ...assignments]);
    try {
      return this.redirected(redirects, input, (stdin) => this.invoke(words, stdin));
    } finally {
      if (assignments.length > 0) this.variables = outer;
    }
  }

  private redirected(redirects: readonly Redirect[], input: string, run: (input: string) => number): number {
    let stdin = input;
    let dropped = false;
    for (const { descriptor, operator, word } of redirects) {
      const target = this.text(word);
      if (operator === '<') {
        const text = this.read(target);
        if (text === undefined) return 1;
        stdin = text;
      } else if (operator === '<<<') stdin = target + '\n';
      else if (operator === '<<') throw new NotUnderstood('has a here-document');
      else if (descriptor === 2) continue; // nothing is printed to standard error here
      else if (operator === '>&' && target === '1') continue;
      else if (target === '/dev/null' || operator === '>&') dropped = true;
      else if (this.world.unknown) dropped = true;
      else throw new NotUnderstood(`writes ${target}`);
    }
    const before = this.printed;
    const status = run(stdin);
    if (dropped) this.printed = before;
    return status;
  }

  private invoke(words: readonly string[], input: string): number {
    const [name, ...args] = words as [string, ...string[]];
    const body = this.functions.get(name);
    if (body) return this.callFunction(body, words, input);
    const builtin = this.builtin(name, args, input);
    if (builtin !== undefined) return builtin;
    const utility = this.world.utilities.get(path.posix.basename(name));
    if (utility) {
      const { output, status } = utility(args, input, this);
      this.printed += output;
      return status;
    }
    return this.scriptFile(name, args);
  }

  private callFunction(body: Command, words: readonly string[], input: string): number {
    const outer = this.positional;
    this.positional = words;
    try {
      return this.execute(body, input);
    } catch (error) {
      if (error instanceof Return) return error.status;
      throw error;
    } finally {
      this.positional = outer;
    }
  }

  private builtin(name: string, args: readonly string[], input: string): number | undefined {
    switch (name) {
      case ':':
      case 'set':
      case 'trap':
      case 'umask':
        return 0;
      case 'cd':
        if (this.files.stat(this.resolve(args[0] ?? '/'))?.kind !== 'directory') return 1;
        this.directory = this.resolve(args[0] ?? '/');
        return 0;
      case 'export':
      case 'local':
      case 'readonly':
        for (const arg of args) {
          const match = /^(\w+)=(.*)$/s.exec(arg);
          if (match) this.variables.set(match[1]!, match[2]!);
        }
        return 0;
      case 'unset':
        for (const arg of args) this.variables.delete(arg);
        return 0;
      case 'shift':
        this.positional = [this.positional[0] ?? '', ...this.positional.slice(1 + Number(args[0] ?? 1))];
        return 0;
      case 'exit':
        throw new Exit(Number(args[0] ?? this.status));
      case 'return':
        throw new Return(Number(args[0] ?? this.status));
      case 'break':
      case 'continue':
        throw new LoopJump(name === 'continue');
      case 'command':
      case 'type':
        return this.invoke(args[0] === '-v' || name === 'type' ? ['which', ...args.filter((arg) => arg !== '-v')] : args, input);
      case 'eval':
        return this.execute(parseShell(args.join(' ')), input);
      case 'exec':
        throw new Exit(this.invoke(args, input));
      case 'sh':
      case 'bash':
      case 'dash':
      case '/bin/sh':
      case '/bin/bash':
      case '.':
      case 'source':
        return this.shellWithArguments(name, args);
      default:
        return undefined;
    }
  }

  private shellWithArguments(name: string, args: readonly string[]): number {
    const rest = args.filter((arg, i) => !(i === 0 && /^-[eux]+$/.test(arg)));
    if (rest[0] === '-c') {
      const { output, status } = this.child([rest[2] ?? name, ...rest.slice(3)]).script(parseShell(rest[1] ?? ''));
      this.printed += output;
      return status;
    }
    const text = rest[0] === undefined ? undefined : this.read(rest[0]);
    if (text === undefined) {
      if (this.world.unknown) return 0;
      throw new NotUnderstood(`runs ${[name, ...args].join(' ').slice(0, 80)}`);
    }
    if (name === '.' || name === 'source') return this.execute(parseShell(text), '');
    const { output, status } = this.child(rest).script(parseShell(text));
    this.printed += output;
    return status;
  }

  /** A script of the project is read and computed like everything else. */
  private scriptFile(name: string, args: readonly string[]): number {
    const text = name.includes('/') ? this.read(name) : undefined;
    if (this.world.unknown) {
      const { output, status } = this.world.unknown([name, ...args], '', this);
      this.printed += output;
      return status;
    }
    if (name.includes('/') && this.files.stat(this.resolve(name)) === undefined) return 127;
    if (text === undefined || !/^#!.*\b(?:ba|da)?sh\b/.test(text)) throw new NotUnderstood(`needs ${name} to be run`);
    const { output, status } = this.child([name, ...args]).script(parseShell(text));
    this.printed += output;
    return status;
  }

  // --- words ------------------------------------------------------------------------------------------------------

  /** Expansion of a word where no splitting takes place: assignments, case words, redirections. */
  private text(raw: string, keepQuotesMagic = false): string {
    return this.expand(raw, keepQuotesMagic).map((piece) => piece.text).join('');
  }

  /** Expansion, field splitting, file name expansion and quote removal (XCU 2.6). */
  private fields(raw: string): string[] {
    const fields: { text: string; magic: boolean }[] = [];
    let open = false;
    for (const piece of this.expand(raw, false)) {
      const parts = piece.split ? piece.text.split(/[ \t\n]+/) : [piece.text];
      parts.forEach((part, i) => {
        if (i > 0) open = false;
        if (part === '' && piece.split) return;
        if (!open) fields.push({ text: '', magic: false });
        open = true;
        const field = fields.at(-1)!;
        field.text += part;
        field.magic ||= !piece.quoted && /[*?[]/.test(part);
      });
      if (piece.each) {
        for (const word of piece.each.slice(1)) fields.push({ text: word, magic: false });
      }
    }
    return fields.flatMap(({ text, magic }) => {
      const found = magic ? glob(this.files, this.directory, text) : [];
      return found.length > 0 ? found : [text];
    });
  }

  private expand(raw: string, patternQuotes: boolean): Piece[] {
    const pieces: Piece[] = [];
    const literal = (text: string, quoted: boolean) =>
      pieces.push({ text: quoted && patternQuotes ? text.replace(/[*?[\]\\]/g, '[$&]') : text, quoted, split: false });
    for (let at = 0; at < raw.length; at++) {
      const c = raw[at]!;
      const end = endOfPiece(raw, at);
      if (c === '\\') literal(raw[at + 1] === '\n' ? '' : (raw[at + 1] ?? ''), true);
      else if (c === "'") literal(raw.slice(at + 1, end), true);
      else if (c === '"') {
        const inner = this.quoted(raw.slice(at + 1, end));
        if (Array.isArray(inner)) {
          if (inner.length > 0) pieces.push({ text: inner[0]!, quoted: true, split: false, each: inner });
        } else literal(inner, true);
      } else if (c === '`') pieces.push({ text: this.substitute(raw.slice(at + 1, end).replace(/\\([`\\$])/g, '$1')), quoted: false, split: true });
      else if (c === '$') {
        const [value, last] = this.dollar(raw, at);
        pieces.push({ text: value, quoted: false, split: true });
        at = last;
        continue;
      } else if (c === '~' && at === 0 && (raw.length === 1 || raw[1] === '/')) literal(this.variables.get('HOME') ?? '~', true);
      else literal(c, false);
      at = end;
    }
    return pieces;
  }

  /** Inside double quotes. "$@" keeps its words apart. */
  private quoted(text: string): string | string[] {
    if (text === '$@') return this.positional.slice(1);
    let result = '';
    for (let at = 0; at < text.length; at++) {
      const c = text[at]!;
      if (c === '\\' && '$`"\\\n'.includes(text[at + 1] ?? ' ')) {
        result += text[at + 1] === '\n' ? '' : text[at + 1]!;
        at++;
      } else if (c === '$') {
        const [value, last] = this.dollar(text, at);
        result += value;
        at = last;
      } else if (c === '`') {
        const end = endOfPiece(text, at);
        result += this.substitute(text.slice(at + 1, end).replace(/\\([`\\$])/g, '$1'));
        at = end;
      } else result += c;
    }
    return result;
  }

  /** Value of the substitution at `at`, and the index of its last character. */
  private dollar(text: string, at: number): [string, number] {
    const next = text[at + 1] ?? '';
    if (next === '(') {
      const end = endOfPiece(text, at);
      const inner = text.slice(at + 2, end);
      if (inner.startsWith('(') && inner.endsWith(')')) return [String(arithmetic(inner.slice(1, -1), (name) => this.parameter(name))), end];
      return [this.substitute(inner), end];
    }
    if (next === '{') {
      const end = endOfPiece(text, at);
      return [this.braces(text.slice(at + 2, end)), end];
    }
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1))?.[0];
    return name === undefined ? ['$', at] : [this.parameter(name), at + name.length];
  }

  private braces(inner: string): string {
    const match = /^(#?)([A-Za-z_]\w*|[0-9]+|[@*#?])(.*)$/s.exec(inner);
    if (!match) throw new NotUnderstood(`has \${${inner}}`);
    const [, length, name, rest] = match as unknown as [string, string, string, string];
    const value = this.parameter(name);
    if (length) return String(value.length);
    if (rest === '') return value;
    const operation = /^(:?[-+=?]|%%?|##?|\/\/?)(.*)$/s.exec(rest);
    if (!operation) throw new NotUnderstood(`has \${${inner}}`);
    const [, operator, raw] = operation as unknown as [string, string, string];
    const unset = operator.startsWith(':') ? value === '' : !this.isSet(name);
    switch (operator.replace(':', '')) {
      case '-':
        return unset ? this.text(raw) : value;
      case '+':
        return unset ? '' : this.text(raw);
      case '=':
        if (unset) this.variables.set(name, this.text(raw));
        return unset ? this.text(raw) : value;
      case '?':
        if (unset) throw new Exit(1);
        return value;
      case '%':
      case '%%':
      case '#':
      case '##':
        return trimmed(value, operator, shellPattern(this.text(raw, true)));
      default: {
        const [pattern, replacement = ''] = raw.split(/(?<!\\)\//);
        const source = shellPattern(this.text(pattern!, true)).source.slice(1, -1);
        return value.replace(new RegExp(source, operator === '//' ? 'g' : ''), () => this.text(replacement));
      }
    }
  }

  private parameter(name: string): string {
    if (/^\d+$/.test(name)) return this.positional[Number(name)] ?? '';
    if (name === '@' || name === '*') return this.positional.slice(1).join(' ');
    if (name === '#') return String(this.positional.length - 1);
    if (name === '?') return String(this.status);
    if (name === 'PWD') return this.variables.get('PWD') ?? this.directory;
    if (name === '$' || name === '!') throw new NotUnderstood('asks for a process number');
    return this.variables.get(name) ?? '';
  }

  private isSet(name: string): boolean {
    return /^\d+$/.test(name) ? this.positional[Number(name)] !== undefined : this.variables.has(name);
  }

  private substitute(command: string): string {
    const { output, status } = this.child().script(parseShell(command));
    this.status = status;
    return output.replace(/\n+$/, '');
  }
}

interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  /** Whether blanks in it separate fields. */
  readonly split: boolean;
  readonly each?: readonly string[];
}

/** A pattern of case and of ${x%y}: unlike file names, `*` also matches slashes. */
export function shellPattern(pattern: string): RegExp {
  const source = globPattern(pattern.replace(/\//g, '\u0001')).source;
  return new RegExp(source.replaceAll('[^/]', '[\\s\\S]').replaceAll('\u0001', '\\/'));
}

function trimmed(value: string, operator: string, pattern: RegExp): string {
  const longest = operator.length === 2;
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => (longest ? value.length - i : i));
  for (const length of lengths) {
    const part = operator.startsWith('#') ? value.slice(0, length) : value.slice(value.length - length);
    if (pattern.test(part)) return operator.startsWith('#') ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
