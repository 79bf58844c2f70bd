/** Picks the preprocessor's part out of a compiler command line: -D, -U, -I, -isystem, -include and their long forms. */

import path from 'node:path';
import { shellWords } from './shell-words.ts';

/** Preprocessor flags of one translation unit, in command line order. Paths are absolute. */
export interface CompileFlags {
  /** -D and -U in order: { name, value } defines, { name } without value undefines. `-DX` has value "1". */
  readonly macros: readonly { readonly name: string; readonly value?: string }[];
  /** -I directories in the order in which they are searched; a kernel module's are searched behind the kernel's own (scripts/Makefile.lib: c_flags). */
  readonly includeDirs: readonly string[];
  /** -include files. */
  readonly forcedIncludes: readonly string[];
}

/** Flags that take the next word when nothing is glued to them. */
const WITH_PATH = /^(-I|-isystem|-iquote|-idirafter|-include|-imacros)(.*)$/s;

/**
 * @param commandLine as the shell gets it, still quoted
 * @param directory what relative paths start from: the compiler's working directory; absolute
 */
export function compileFlags(commandLine: string, directory: string): CompileFlags {
  return compileFlagsOf(shellWords(commandLine), directory);
}

/** The same for a command line that is words already. */
export function compileFlagsOf(words: readonly string[], directory: string): CompileFlags {
  const macros: { name: string; value?: string }[] = [];
  const includeDirs: string[] = [];
  const systemDirs: string[] = [];
  const lateDirs: string[] = [];
  const forcedIncludes: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const macro = /^-([DU])(.*)$/s.exec(word);
    if (macro) {
      const text = macro[2] !== '' ? macro[2]! : (words[++i] ?? '');
      if (text === '') continue;
      if (macro[1] === 'U') macros.push({ name: text });
      else macros.push(definition(text));
      continue;
    }
    const located = WITH_PATH.exec(word);
    if (!located) continue;
    const operand = located[2] !== '' ? located[2]! : (words[++i] ?? '');
    if (operand === '') continue;
    const file = path.resolve(directory, operand);
    if (located[1] === '-include' || located[1] === '-imacros') forcedIncludes.push(file);
    else if (located[1] === '-isystem') systemDirs.push(file);
    else if (located[1] === '-idirafter') lateDirs.push(file);
    else includeDirs.push(file);
  }
  // The compiler searches -isystem after all -I, whatever the order on the command line (GCC manual 3.16).
  return { macros, includeDirs: unique([...includeDirs, ...systemDirs, ...lateDirs]), forcedIncludes: unique(forcedIncludes) };
}

/** `-DX` is 1, `-DX=` is empty, `-DF(a)=a` stays one name with its parameters. */
function definition(text: string): { name: string; value: string } {
  const equals = text.indexOf('=');
  return equals < 0 ? { name: text, value: '1' } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
