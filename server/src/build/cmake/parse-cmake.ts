/** The grammar of CMake's language (manual: cmake-language): commands with arguments, in blocks. Nothing is evaluated here. */

import type { BuildRun, BuildText } from '../build-run.ts';

export interface CMakeArgument {
  /** Escapes and references as written. */
  readonly text: string;
  readonly kind: 'plain' | 'quoted' | 'bracket';
  readonly start: number;
  readonly end: number;
}

export interface CMakeCommand {
  /** In lower case: command names have none. */
  readonly name: string;
  readonly args: readonly CMakeArgument[];
  readonly file: BuildText;
  readonly start: number;
  readonly end: number;
  /** Of if, foreach, while, function, macro and block: the commands up to their end, in branches behind if. */
  readonly body: readonly CMakeCommand[];
  /** elseif and else of an if, in their order. */
  readonly branches: readonly CMakeCommand[];
}

const OPENS = new Set(['if', 'foreach', 'while', 'function', 'macro', 'block']);
const DEPTH_LIMIT = 200;

interface Open {
  readonly command: CMakeCommand;
  readonly body: CMakeCommand[];
  readonly branches: CMakeCommand[];
}

export function parseCMake(run: BuildRun, file: BuildText): CMakeCommand[] {
  const top: CMakeCommand[] = [];
  const open: Open[] = [];
  let into = top;
  for (const flat of commands(run, file)) {
    const body: CMakeCommand[] = [];
    const branches: CMakeCommand[] = [];
    const command = { ...flat, body, branches };
    const innermost = open.at(-1);
    if ((flat.name === 'elseif' || flat.name === 'else') && innermost?.command.name === 'if') {
      innermost.branches.push(command);
      into = body;
    } else if (/^end(?:if|foreach|while|function|macro|block)$/.test(flat.name)) {
      if (innermost?.command.name === flat.name.slice(3)) open.pop();
      else run.report(file.path, `${flat.name} that ends nothing`, file.line(flat.start));
      const outer = open.at(-1);
      into = outer ? (outer.branches.at(-1)?.body as CMakeCommand[] | undefined) ?? outer.body : top;
    } else {
      into.push(command);
      if (!OPENS.has(flat.name)) continue;
      if (open.length >= DEPTH_LIMIT) {
        run.report(file.path, 'is nested too deep to be read wholly', file.line(flat.start));
        return top;
      }
      open.push({ command, body, branches });
      into = body;
    }
  }
  for (const { command } of open) run.report(file.path, `${command.name} without its end`, file.line(command.start));
  return top;
}

type Flat = Omit<CMakeCommand, 'body' | 'branches'>;

function* commands(run: BuildRun, file: BuildText): Generator<Flat> {
  const { text } = file;
  const blank = /(?:\s+|#\[(=*)\[[\s\S]*?\]\1\]|#[^\n]*)*/y;
  const head = /([A-Za-z_]\w*)[ \t]*\(/y;
  for (let i = 0; i < text.length; ) {
    run.step();
    blank.lastIndex = i;
    blank.exec(text);
    i = blank.lastIndex;
    if (i >= text.length) return;
    head.lastIndex = i;
    const match = head.exec(text);
    if (!match) {
      run.report(file.path, 'is no CMake command', file.line(i));
      const newline = text.indexOf('\n', i);
      i = newline < 0 ? text.length : newline + 1;
      continue;
    }
    const { args, end } = readArguments(run, file, head.lastIndex);
    yield { name: match[1]!.toLowerCase(), args, file, start: i, end: i + match[1]!.length };
    i = end;
  }
}

const ARGUMENT = /(\s+|#\[(=*)\[[\s\S]*?\]\2\]|#[^\n]*)|\[(=*)\[([\s\S]*?)\]\3\]|"((?:[^"\\]|\\[\s\S])*)"|([()])|((?:[^\s()#"\\]|\\[\s\S]|(?<=[^\s()])"[^"]*")+)|[\s\S]/y;

/** From behind the opening bracket. Inner brackets are arguments, as conditions need them. */
function readArguments(run: BuildRun, file: BuildText, from: number): { readonly args: CMakeArgument[]; readonly end: number } {
  const args: CMakeArgument[] = [];
  let depth = 1;
  let i = from;
  while (i < file.text.length) {
    run.step();
    ARGUMENT.lastIndex = i;
    const match = ARGUMENT.exec(file.text)!;
    const [whole, blank, , , bracket, quoted, round, plain] = match;
    const start = i;
    i += whole.length;
    if (blank !== undefined) continue;
    if (round === ')' && --depth === 0) return { args, end: i };
    if (round === '(') depth++;
    if (bracket !== undefined) args.push({ text: bracket, kind: 'bracket', start, end: i });
    else if (quoted !== undefined) args.push({ text: quoted, kind: 'quoted', start, end: i });
    else args.push({ text: round ?? plain ?? whole, kind: 'plain', start, end: i });
  }
  run.report(file.path, 'ends inside of a command', file.line(from));
  return { args, end: i };
}
