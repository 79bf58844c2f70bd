/**
 * Finds out how a project starts the kernel's build system, by following its own make files: which goals run
 * `make -C <kernel> M=<directory>`, and with which variables. Recipes are read, none is run: a command called make is
 * noted down, all others count as done.
 */

import path from 'node:path';
import type { Files, Unread } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { isKernelDirectory } from './kernel-paths.ts';
import { Make, type Rule } from '../make/make.ts';
import { Shell } from '../make/shell/interpret.ts';
import { NotUnderstood } from '../make/shell/parse.ts';
import { shellReader } from './shell-reader.ts';
import { UTILITIES } from '../make/shell/utilities.ts';

/** One start of make. */
export interface MakeCommand {
  /** Working directory; absolute. */
  readonly directory: string;
  /** -f */
  readonly makefile: string | undefined;
  readonly goals: readonly string[];
  /** VARIABLE=value on the command line, with those that a make above passes on. */
  readonly variables: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
}

/** `make -C <kernel> M=<directory>`, found. */
export interface ModuleBuild {
  /** M=; absolute. */
  readonly directory: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
}

export interface BuildCommands {
  readonly builds: readonly ModuleBuild[];
  readonly makeFiles: readonly string[];
  readonly unread: readonly Unread[];
}

const DEPTH_LIMIT = 8;
const COMMAND_LIMIT = 500;
const MODULE_VARIABLES = ['M', 'KBUILD_EXTMOD', 'SUBDIRS'];
/** Goals that build no modules, tried by nobody who looks for these. */
const OTHER_GOAL = /clean|install|help|check|test|dist|deb\b|rpm|dkms|load|doc|tags|%|^\./i;

export function followMake(files: Files, target: KernelTarget | null, start: MakeCommand): BuildCommands {
  return new Follower(files, target).start(start);
}

/** Reads the words of a command line behind `make`. Relative directories start from `directory`. */
export function parseMakeCommand(
  words: readonly string[],
  directory: string,
  variables: ReadonlyMap<string, string>,
  environment: ReadonlyMap<string, string>,
): MakeCommand {
  let workingDirectory = directory;
  let makefile: string | undefined;
  const goals: string[] = [];
  const given = new Map(variables);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const assignment = /^([A-Za-z_][\w.-]*)\s*:?=([\s\S]*)$/.exec(word);
    if (assignment) given.set(assignment[1]!, assignment[2]!);
    else if (word === '-C' || word === '--directory') workingDirectory = path.resolve(workingDirectory, words[++i] ?? '.');
    else if (/^-C./.test(word)) workingDirectory = path.resolve(workingDirectory, word.slice(2));
    else if (word.startsWith('--directory=')) workingDirectory = path.resolve(workingDirectory, word.slice('--directory='.length));
    else if (word === '-f') makefile = words[++i];
    else if (/^-f./.test(word)) makefile = word.slice(2);
    else if (word === '-I' || word === '-o' || word === '-W') i++;
    else if (word !== '' && !word.startsWith('-')) goals.push(word);
  }
  return { directory: workingDirectory, makefile, goals, variables: given, environment };
}

class Follower {
  private readonly builds: ModuleBuild[] = [];
  private readonly makeFiles = new Set<string>();
  private readonly unread: Unread[] = [];
  private readonly seen = new Set<string>();
  private commands = 0;

  constructor(
    private readonly files: Files,
    private readonly target: KernelTarget | null,
  ) {}

  start(command: MakeCommand): BuildCommands {
    this.follow(command, command.directory, 0);
    return { builds: this.builds, makeFiles: [...this.makeFiles], unread: this.unread };
  }

  /** @param startedIn directory of the make that started this one: what a relative M= means to its author */
  private follow(command: MakeCommand, startedIn: string, depth: number): void {
    const key = JSON.stringify([command.directory, command.makefile, command.goals, [...command.variables]]);
    if (this.seen.has(key) || depth > DEPTH_LIMIT || this.commands++ > COMMAND_LIMIT) return;
    this.seen.add(key);
    const module = MODULE_VARIABLES.map((name) => command.variables.get(name)).find((value) => value !== undefined && value !== '');
    const kernel = isKernelDirectory(this.files, this.target, command.directory);
    if (module !== undefined && (kernel || command.directory !== startedIn)) {
      if (!command.goals.some((goal) => /clean|install/.test(goal))) this.addBuild(command, module, startedIn);
      return;
    }
    if (!kernel) this.followMakeFile(command, depth);
  }

  private addBuild(command: MakeCommand, module: string, startedIn: string): void {
    const candidates = [path.resolve(command.directory, module), path.resolve(startedIn, module)];
    const directory = candidates.find((candidate) => this.files.stat(candidate)?.kind === 'directory');
    const variables = new Map([...command.variables].filter(([name]) => !MODULE_VARIABLES.includes(name)));
    if (directory !== undefined) this.builds.push({ directory, variables, environment: command.environment });
    else this.unread.push({ file: startedIn, reason: `builds modules in ${module}, which does not exist` });
  }

  private followMakeFile(command: MakeCommand, depth: number): void {
    const names = command.makefile !== undefined ? [command.makefile] : ['GNUmakefile', 'makefile', 'Makefile'];
    const file = names.map((name) => path.resolve(command.directory, name)).find((name) => this.files.stat(name)?.kind === 'file');
    if (file === undefined) return;
    const make = new Make({ files: this.files, directory: command.directory, includeDirs: [], shell: shellReader(this.target) });
    make.define('PWD', command.directory, 'environment');
    make.define('MAKELEVEL', String(depth), 'environment');
    for (const [name, value] of command.environment) make.define(name, value, 'environment');
    for (const [name, value] of command.variables) make.define(name, value, 'command line');
    make.define('MAKECMDGOALS', command.goals.join(' '), 'file');
    make.readFile(file);
    for (const read of make.makeFiles) this.makeFiles.add(read);
    const goals = command.goals.length > 0 ? command.goals : [make.value('.DEFAULT_GOAL')];
    const before = this.builds.length;
    const done = new Set<Rule>();
    for (const goal of goals) this.followGoal(make, command, goal, done, depth);
    if (this.builds.length > before || command.goals.length > 0) return;
    // The default goal is a help text or a program: some other goal builds the modules.
    for (const rule of make.rules) {
      for (const goal of rule.targets) {
        if (this.builds.length === before && !OTHER_GOAL.test(goal)) this.followGoal(make, command, goal, done, depth);
      }
    }
  }

  private followGoal(make: Make, command: MakeCommand, goal: string, done: Set<Rule>, depth: number): void {
    for (const rule of make.rules) {
      if (done.has(rule) || !rule.targets.includes(goal)) continue;
      done.add(rule);
      for (const prerequisite of rule.prerequisites) this.followGoal(make, command, prerequisite, done, depth);
      this.followRecipe(make, command, goal, rule, depth);
    }
  }

  private followRecipe(make: Make, command: MakeCommand, goal: string, rule: Rule, depth: number): void {
    const locals = new Map([
      ['@', goal],
      ['<', rule.prerequisites[0] ?? ''],
      ['^', rule.prerequisites.join(' ')],
    ]);
    for (const { text } of rule.recipe) {
      if (!/make|MAKE|\$/.test(text)) continue;
      const line = make.forTarget(goal, locals, () => make.expanded(text.replace(/\\\n\t/g, '\\\n'))).replace(/^[\s@+-]+/, '');
      if (!/make/.test(line)) continue;
      for (const found of this.makeCommandsIn(line, make, command)) this.follow(found, command.directory, depth + 1);
    }
  }

  private makeCommandsIn(line: string, make: Make, command: MakeCommand): MakeCommand[] {
    const found: MakeCommand[] = [];
    const note = (words: readonly string[], shell: Shell) => {
      found.push(parseMakeCommand(words, shell.directory, command.variables, new Map([...make.exportedVariables(), ...shell.environment])));
      return { output: '', status: 0 };
    };
    const utilities = new Map([
      ...UTILITIES,
      ...['make', 'gmake'].map((name) => [name, (words: readonly string[], _input: string, shell: Shell) => note(words, shell)] as const),
    ]);
    try {
      Shell.run(line, {
        files: this.files,
        utilities,
        variables: new Map([...make.shellVariables(), ['PWD', command.directory]]),
        directory: command.directory,
        unknown: () => ({ output: '', status: 0 }),
      });
    } catch (error) {
      if (!(error instanceof NotUnderstood) && !(error instanceof RangeError)) throw error;
    }
    return found;
  }
}
