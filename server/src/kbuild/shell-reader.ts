/** Answers `$(shell …)` for a target: also what kernel it is and which compiler built it. */

import type { KernelTarget } from '../knowledge/kernel-target.ts';
import type { ShellReader } from '../make/make.ts';
import { readShell } from '../make/read-shell.ts';
import type { Utility } from '../make/shell/interpret.ts';
import { NotUnderstood } from '../make/shell/parse.ts';
import { UTILITIES } from '../make/shell/utilities.ts';

export function shellReader(target: KernelTarget | null): ShellReader {
  return readShell(new Map([...UTILITIES, ...targetUtilities(target)]));
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
