/** Answers `$(shell …)` without running anything; what it does not understand has a reason instead of an output. */

import type { ShellReader } from './make.ts';
import { Shell, type Utility } from './shell/interpret.ts';
import { NotUnderstood } from './shell/parse.ts';

/** Length of a command in a message. */
const SHOWN = 120;

/** @param utilities the commands it knows, by name */
export function readShell(utilities: ReadonlyMap<string, Utility>): ShellReader {
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
