/** The words of a linker's or compiler's command line that say what is linked (GCC manual 3.15, ld manual 2.1). */

import type { LinkRequest } from './program.ts';
import type { Word } from './word.ts';

export interface LinkWords {
  readonly links: readonly LinkRequest[];
  /** Object files, archives and sources that are named as files: "main.o", "libfoo.a", "../lib/libbar.la". */
  readonly inputs: readonly Word[];
  /** -o */
  readonly output: Word | undefined;
  /** Whether a library is made: -shared. */
  readonly shared: boolean;
  /** Whether everything is linked statically: -static. */
  readonly allStatic: boolean;
  /** Whether objects or other things short of a program are made: -c, -E, -S, -M. */
  readonly compilesOnly: boolean;
}

/** Options whose next word is theirs. */
const WITH_OPERAND = new Set([
  '-L', '-R', '-T', '-u', '-z', '-e', '-h', '-I', '-D', '-U', '-include', '-imacros', '-isystem', '-iquote', '-idirafter', '-x', '-MF', '-MT', '-MQ',
  '-Xlinker', '-Xpreprocessor', '-arch', '-soname', '-rpath', '-version-info', '-version-number', '-release', '-export-symbols', '-export-symbols-regex',
  '-dlopen', '-dlpreopen', '-objectlist', '-precious-files-regex', '-shrext', '-current_version', '-compatibility_version', '-install_name',
]);

export function readLinkWords(words: readonly Word[], request: (word: Word) => readonly LinkRequest[] = () => []): LinkWords {
  const links: LinkRequest[] = [];
  const inputs: Word[] = [];
  let output: Word | undefined;
  let shared = false;
  let compilesOnly = false;
  let preferred: LinkRequest['linkage'] = 'dynamic';
  const allStatic = words.some(({ text }) => text === '-static' || text === '-all-static' || text === '--static');
  const add = (word: Word, by: LinkRequest['by'], name: string, linkage = allStatic ? 'static' : preferred) => {
    if (name !== '') links.push({ by, name, at: word.at, linkage, condition: word.condition });
  };
  const readOne = (word: Word, text: string): void => {
    if (text === '-Bstatic' || text === '-dn' || text === '-non_shared') preferred = 'static';
    else if (text === '-Bdynamic' || text === '-dy' || text === '-call_shared') preferred = 'dynamic';
    else if (text.startsWith('-l:')) add(word, 'file', text.slice(3), /\.a$/.test(text) ? 'static' : undefined);
    else if (text.startsWith('-l')) add(word, 'link-name', text.slice(2));
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const { text } = word;
    const requested = request(word);
    if (requested.length > 0) links.push(...requested.map((one) => (allStatic || preferred === 'static' ? { ...one, linkage: 'static' as const } : one)));
    else if (text === '-o') output = words[++i] ?? output;
    else if (text === '-l' && words[i + 1]) readOne(word, '-l' + words[++i]!.text);
    else if (text === '-framework') add(word, 'link-name', words[++i]?.text ?? '');
    else if (text === '-pthread' || text === '-pthreads') add(word, 'link-name', 'pthread');
    else if (text === '-shared' || text === '-dynamiclib' || text === '-bundle' || text === '-module') shared = true;
    else if (/^-(?:c|E|S|M|MM)$/.test(text)) compilesOnly = true;
    else if (text.startsWith('-Wl,')) for (const part of text.slice(4).split(',')) readOne(word, part);
    else if (WITH_OPERAND.has(text)) {
      // An operand out of a variable that nobody set is not there: what follows then is a library.
      if (!/^-l|\.l?a$/.test(words[i + 1]?.text ?? '')) i++;
    }
    else if (text.startsWith('-')) readOne(word, text);
    else if (/^-?o=/.test(text)) continue;
    else if (isInput(text)) inputs.push(word);
  }
  return { links, inputs, output, shared, allStatic, compilesOnly };
}

function isInput(text: string): boolean {
  return /\.(?:o|obj|lo|a|la|so|dylib|lib|c|cc|cpp|cxx|C|m|mm|S|s)$|\.so(?:\.\d+)+$/.test(text);
}

/** "foo" of "libfoo.a", "libfoo.so.3", "foo" of "foo.so"; undefined for what is no library's file name. */
export function libraryName(file: string): string | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  return /^(?:lib)?(.+?)\.(?:a|la|so|dylib|lib)(?:\.[\d.]+)?$/.exec(base)?.[1];
}
