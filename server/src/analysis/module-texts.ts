/** What the texts of a module say beside their code: tags, redefined macros, and make files that edit either. */

import path from 'node:path';
import { isReadable, type Files } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import { makeMentions } from '../facts/make-mentions.ts';
import type { KernelModule } from '../kbuild/kernel-module.ts';
import type { KernelSubject, MentionInMakeFile, OwnMacro, TaggedFile } from '../resolve/kernel-subject.ts';
import type { ReadCFile } from './c-sources.ts';
import type { ReadModule } from './resolve-module.ts';

/** include/linux/export.h and include/linux/module.h of the kernel. */
const KERNEL_MACRO = /^(?:EXPORT_(?:UNUSED_)?SYMBOL\w*|MODULE_LICENSE)$/;

export function textsOfModule(read: ReadModule, files: Files): Pick<KernelSubject, 'ownMacros' | 'makeFileMentions' | 'tags'> {
  const own = new Map<string, ReadCFile>();
  for (const { file, headers } of read.sources) for (const one of [file, ...headers]) own.set(one.file, one);
  return {
    ownMacros: [...[...own.values()].flatMap(macrosOf), ...macrosOfCommandLine(read.module)],
    makeFileMentions: mentionsIn(read.module, files),
    tags: [...own.values()].flatMap(tagsOf),
  };
}

function macrosOf({ file, lines, statements }: ReadCFile): OwnMacro[] {
  return statements.macros
    .filter(({ name }) => KERNEL_MACRO.test(name))
    .map(({ name, replacement, nameSpan }) => ({ name, replacement, location: { file, range: lines.range(nameSpan) } }));
}

function macrosOfCommandLine({ sources }: KernelModule): OwnMacro[] {
  const macros = sources.flatMap(({ flags }) => flags.macros).filter(({ name }) => KERNEL_MACRO.test(name));
  return [...new Map(macros.map(({ name, value }) => [name, { name, replacement: value ?? '' }])).values()];
}

/** The file that names the module, and the one beside it that starts the build. */
function mentionsIn({ makefile, directory }: KernelModule, files: Files): MentionInMakeFile[] {
  const names = new Set([makefile, ...['Kbuild', 'Makefile'].map((name) => path.join(directory, name))]);
  return [...names].flatMap((file) => {
    const content = files.read(file);
    if (!isReadable(content)) return [];
    const lines = new LineIndex(content.text);
    return makeMentions(content.text).map(({ name, text, span }) => ({ name, text, location: { file, range: lines.range(span) } }));
  });
}

function tagsOf({ file, lines, statements }: ReadCFile): TaggedFile[] {
  return statements.tags.map(({ expression, span }) => ({ expression, location: { file, range: lines.range(span) } }));
}
