/**
 * Command lines that compile sources for BPF, as far as a build says them where they can be read without running it:
 * compile_commands.json, and recipes of make files.
 */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { compileFlags } from '../make/compile-flags.ts';
import type { CompileFlags } from '../make/compile-flags.ts';
import { matchStem } from '../make/words.ts';
import { Make, type Rule } from '../make/make.ts';
import { shellReader } from './shell-reader.ts';

export interface BpfCommand {
  /** What the source's path from the directory has to look like: a file name, or a pattern with one %. Undefined for a recipe that does not say. */
  readonly source: string | undefined;
  readonly flags: CompileFlags;
}

const FOR_BPF = /(?:^|\s)(?:-target[ =]+|--target=)bpf(?:el|eb)?(?=\s|$)/;
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];

/** The commands that a directory's own files say. */
export function readBpfCommands(files: Files, directory: string): BpfCommand[] {
  return [...databaseCommands(files, directory), ...makeCommands(files, directory)];
}

/** @param commands of the source's directory and of those above it, nearest first */
export function flagsOfBpfSource(source: string, commands: readonly { readonly directory: string; readonly commands: readonly BpfCommand[] }[]): CompileFlags | undefined {
  for (const { directory, commands: known } of commands) {
    const relative = path.relative(directory, source);
    const named = known.find((command) => command.source !== undefined && matches(command.source, relative));
    const chosen = named ?? known.find((command) => command.source === undefined);
    if (chosen) return chosen.flags;
  }
  return undefined;
}

function matches(pattern: string, relative: string): boolean {
  if (!pattern.includes('%')) return path.normalize(pattern) === relative;
  // A pattern without a directory is matched with the file's name (GNU make manual 10.5.4).
  return matchStem(pattern, pattern.includes('/') ? relative : path.basename(relative)) !== undefined;
}

/** Clang's compilation database; a build directory of its own usually has it. */
function databaseCommands(files: Files, directory: string): BpfCommand[] {
  for (const file of [path.join(directory, 'compile_commands.json'), path.join(directory, 'build', 'compile_commands.json')]) {
    const content = files.read(file);
    if (!isReadable(content)) continue;
    return entriesOf(content.text).flatMap((entry) => {
      const words = Array.isArray(entry.arguments) ? entry.arguments.map(String) : [];
      const line = typeof entry.command === 'string' ? entry.command : words.map(quoted).join(' ');
      if (typeof entry.file !== 'string' || typeof entry.directory !== 'string') return [];
      if (!FOR_BPF.test(line) && !FOR_BPF.test(words.join(' '))) return [];
      return [{ source: path.relative(directory, path.resolve(entry.directory, entry.file)), flags: compileFlags(line, entry.directory) }];
    });
  }
  return [];
}

interface DatabaseEntry {
  readonly file?: unknown;
  readonly directory?: unknown;
  readonly command?: unknown;
  readonly arguments?: unknown;
}

/** A damaged database names nothing: headers are then looked for. */
function entriesOf(text: string): readonly DatabaseEntry[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.filter((entry): entry is DatabaseEntry => typeof entry === 'object' && entry !== null) : [];
  } catch {
    return [];
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function makeCommands(files: Files, directory: string): BpfCommand[] {
  const file = MAKEFILES.map((name) => path.join(directory, name)).find((name) => files.stat(name)?.kind === 'file');
  const content = file === undefined ? undefined : files.read(file);
  if (!content || !isReadable(content) || !/target[ =]+bpf/.test(content.text)) return [];
  const make = new Make({ files, directory, includeDirs: [], shell: shellReader(null) });
  make.define('PWD', directory, 'environment');
  make.define('CURDIR', directory, 'environment');
  make.readFile(file!);
  return make.rules.flatMap((rule) => rule.recipe.flatMap(({ text }) => commandIn(make, rule, text, directory)));
}

function commandIn(make: Make, rule: Rule, text: string, directory: string): BpfCommand[] {
  const source = rule.prerequisites.find((name) => name.endsWith('.c'));
  const locals = new Map([['@', rule.targets[0] ?? ''], ['<', source ?? ''], ['^', rule.prerequisites.join(' ')], ['*', '']]);
  const line = make.forTarget(rule.targets[0] ?? '', locals, () => make.expanded(text.replace(/\\\n\t/g, '\\\n')));
  return FOR_BPF.test(line) ? [{ source, flags: compileFlags(line, directory) }] : [];
}
