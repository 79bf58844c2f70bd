/** Answers `$(shell …)` for a target without running anything; what it does not understand has a reason instead of an output. */

import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { ShellReader } from './make/make.ts';
import { Shell, type Utility } from './shell/interpret.ts';
import { NotUnderstood } from './shell/parse.ts';
import { UTILITIES } from './shell/utilities.ts';

/** Length of a command in a message. */
const SHOWN = 120;

export function shellReader(target: KernelTarget | null): ShellReader {
  const utilities = new Map([...UTILITIES, ...targetUtilities(target)]);
  return (command, make) => {
    try {
      const world = { files: make.files, utilities, variables: make.shellVariables(), directory: make.directory };
      const { output } = Shell.run(command, world);
      // Newlines become blanks (GNU make manual 8.14).
      return { output: output.replace(/\n+$/, '').replace(/\r?\n/g, ' ') };
    } catch (error) {
      if (!(error instanceof NotUnderstood) && !(error instanceof RangeError)) throw error;
      const shown = command.trim().replace(/\s+/g, ' ');
      const reason = error instanceof NotUnderstood ? error.message : 'is too deep';
      return { reason: `would have to be run to know what it prints, it ${reason}: ${shown.length > SHOWN ? shown.slice(0, SHOWN) + '…' : shown}` };
    }
  };
}

/** Machine names of `uname -m` for the directories under arch/ that are called otherwise (top Makefile, SUBARCH). */
const MACHINES: Readonly<Record<string, string>> = { x86: 'x86_64', arm64: 'aarch64', powerpc: 'ppc64le', s390: 's390x', riscv: 'riscv64' };

/** Commands whose answer the target knows: what kernel it is and which compiler built it. */
function targetUtilities(target: KernelTarget | null): [string, Utility][] {
  const line = (text: string | undefined) => {
    if (text === undefined) throw new NotUnderstood('asks for what no target tells');
    return { output: text + '\n', status: 0 };
  };
  const uname: Utility = (args) => {
    switch (args.join(' ')) {
      case '-r':
        return line(target?.release);
      case '-m':
      case '-p':
      case '-i':
        return line(target?.arch === undefined ? undefined : (MACHINES[target.arch] ?? target.arch));
      case '':
      case '-s':
        return line('Linux');
      default:
        throw new NotUnderstood(`uses uname ${args.join(' ')}`);
    }
  };
  const compiler: Utility = (args) => {
    const number = target?.config.get('GCC_VERSION');
    const major = number === undefined || number === '0' ? undefined : Math.floor(Number(number) / 10_000);
    if (args.length === 1 && args[0] === '-dumpversion') return line(major?.toString());
    if (args.length === 1 && args[0] === '--version') return line(target?.config.get('CC_VERSION_TEXT'));
    throw new NotUnderstood('needs the compiler to be run');
  };
  return [['uname', uname], ...['gcc', 'cc', 'clang'].map((name): [string, Utility] => [name, compiler])];
}
