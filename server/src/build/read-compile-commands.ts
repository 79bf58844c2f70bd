/** compile_commands.json (clang's JSON compilation database): with which flags each source is compiled, and no word on linking. */

import path from 'node:path';
import { compileFlagsOf } from '../make/compile-flags.ts';
import { shellWords } from '../make/shell-words.ts';
import type { BuildRun } from './build-run.ts';
import type { CompiledSource } from './program.ts';
import { sourceFlags } from './program-draft.ts';
import { isCSource } from './source-tree.ts';

/** By path; a source that is compiled several times has the flags of the first. */
export function readCompileCommands(run: BuildRun, file: string): Map<string, CompiledSource> {
  const sources = new Map<string, CompiledSource>();
  const commands = parseArray(run, file);
  const gone: string[] = [];
  let strange = 0;
  for (const command of commands) {
    run.step();
    const read = readCommand(command, path.dirname(file));
    if (!read) strange++;
    else if (sources.has(read.path) || !isCSource(read.path)) continue;
    else if (run.isFile(read.path)) sources.set(read.path, read);
    else gone.push(read.path);
  }
  if (strange > 0) run.report(file, `has ${strange} of ${commands.length} entries without "file" or a command`);
  if (gone.length > 0) run.report(file, `names ${gone.length} of ${commands.length} sources that are gone or outside of the folder, ${gone[0]} for one`);
  return sources;
}

function parseArray(run: BuildRun, file: string): readonly unknown[] {
  const opened = run.open(file);
  if (!opened) return [];
  try {
    const parsed: unknown = JSON.parse(opened.text);
    if (Array.isArray(parsed)) return parsed;
    run.report(file, 'is no list of compile commands');
  } catch (error) {
    run.report(file, `is no JSON: ${(error as Error).message}`);
  }
  return [];
}

function readCommand(command: unknown, beside: string): CompiledSource | undefined {
  if (typeof command !== 'object' || command === null) return undefined;
  const { directory, file, arguments: words, command: line } = command as Record<string, unknown>;
  if (typeof file !== 'string') return undefined;
  const from = typeof directory === 'string' ? path.resolve(beside, directory) : beside;
  const given = Array.isArray(words) ? words.filter((word) => typeof word === 'string') : typeof line === 'string' ? shellWords(line) : undefined;
  return given && { path: path.resolve(from, file), ...sourceFlags(compileFlagsOf(given, from)) };
}
