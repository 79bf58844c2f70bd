/** GNU make as it starts on a developer's Linux machine: built-in variables, and commands that tell what to link. */

import path from 'node:path';
import type { Files } from '../../base/files.ts';
import { Make, type ShellReader } from '../../make/make.ts';
import { readShell } from '../../make/read-shell.ts';
import type { Utility } from '../../make/shell/interpret.ts';
import { NotUnderstood } from '../../make/shell/parse.ts';
import { UTILITIES } from '../../make/shell/utilities.ts';
import { librariesPrinted, pkgConfigWord } from '../request-words.ts';

/** GNU make manual 10.3: what its own rules are made of. Recursive, as there. */
const BUILT_IN: Readonly<Record<string, string>> = {
  CC: 'cc',
  CXX: 'g++',
  CPP: '$(CC) -E',
  LD: 'ld',
  AR: 'ar',
  ARFLAGS: 'rv',
  RM: 'rm -f',
  'LINK.o': '$(CC) $(LDFLAGS) $(TARGET_ARCH)',
  'LINK.c': '$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
  'LINK.cc': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
  'COMPILE.c': '$(CC) $(CFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
  'COMPILE.cc': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
  OUTPUT_OPTION: '-o $@',
  // Nobody's default, but what a make file that leaves it to the environment means.
  PKG_CONFIG: 'pkg-config',
};

export function startMake(files: Files, makefile: string, environment: ReadonlyMap<string, string>, commandLine: ReadonlyMap<string, string>): Make {
  const make = new Make({ files, directory: path.dirname(makefile), includeDirs: [], shell: shellWithLibraries });
  for (const [name, value] of Object.entries(BUILT_IN)) make.define(name, value, 'default', true);
  for (const [name, value] of environment) make.define(name, value, 'environment');
  for (const [name, value] of commandLine) make.define(name, value, 'command line');
  make.readFile(makefile);
  return make;
}

const uname: Utility = (args) => {
  const answers: Readonly<Record<string, string>> = { '': 'Linux', '-s': 'Linux', '-o': 'GNU/Linux', '-m': 'x86_64', '-p': 'x86_64' };
  const answer = answers[args.join(' ')];
  if (answer === undefined) throw new NotUnderstood(`uses uname ${args.join(' ')}`);
  return { output: answer + '\n', status: 0 };
};

/** `pkg-config --exists x` counts as true: the project is read as it is built with all that it looks for. */
const printer = (name: string): Utility => (args) => {
  const modules = librariesPrinted([name, ...args]) ?? [];
  if (modules.length === 0 && args.some((arg) => /^--(?:mod)?version$|^--variable/.test(arg))) throw new NotUnderstood(`asks ${name}`);
  return { output: modules.map(pkgConfigWord).join(' ') + '\n', status: 0 };
};

const shellWithLibraries: ShellReader = (command, make) => {
  const printers = command.match(/[\w.+/-]*(?:[-_]config|pkgconf)(?![\w-])/g) ?? [];
  const utilities = new Map([...UTILITIES, ['uname', uname], ...printers.map((name): [string, Utility] => [name, printer(name)])]);
  return readShell(utilities)(command, make);
};
