/** The macros that a project defines itself, in configure.ac, acinclude.m4, aclocal.m4 and its directories of .m4 files. */

import path from 'node:path';
import type { BuildRun } from '../build-run.ts';
import { readArguments } from './m4-source.ts';

/** Only these can change what is linked; checks of compilers and of system functions are many and long. */
const ABOUT_LIBRARIES = /LIB|PKG_|-l\w/;
/** What libtool, gettext and automake install beside a project's own macros looks for nothing that they would not link anyway. */
const OF_THE_TOOLS = /^(?:_?LT_|AM_|_|AS_|m4_|AC_(?:LIBTOOL|PROG|LTDL)|gl_|gt_|lt_)/;

export class M4Macros {
  private readonly bodies = new Map<string, string>();

  constructor(private readonly run: BuildRun) {}

  body(name: string): string | undefined {
    return this.bodies.get(name);
  }

  define(name: string, body: string): void {
    this.bodies.set(name, body);
  }

  /** Definitions in a text; the first one of a name stays. */
  learn(text: string): void {
    const definition = /\b(?:AC_DEFUN(?:_ONCE)?|AU_DEFUN|m4_define)\(/g;
    for (let match = definition.exec(text); match; match = definition.exec(text)) {
      this.run.step();
      const { args, end } = readArguments(text, match.index + match[0].length - 1, text.length);
      const [name, body] = args.map((arg) => text.slice(arg.start, arg.end));
      if (name && body && !this.bodies.has(name) && !OF_THE_TOOLS.test(name) && ABOUT_LIBRARIES.test(body)) this.bodies.set(name, body);
      if (end > definition.lastIndex) definition.lastIndex = end;
    }
  }

  /** @param directory of configure.ac; @param macroDirectories as AC_CONFIG_MACRO_DIR and ACLOCAL_AMFLAGS name them */
  learnBeside(directory: string, macroDirectories: readonly string[]): void {
    const files = ['acinclude.m4', 'aclocal.m4'].map((name) => path.join(directory, name)).filter((file) => this.run.isFile(file));
    for (const below of new Set(macroDirectories)) {
      const listed = path.resolve(directory, below);
      for (const { name, kind } of this.run.files.list(listed)) if (kind === 'file' && name.endsWith('.m4')) files.push(path.join(listed, name));
    }
    for (const file of files) {
      const opened = this.run.open(file);
      if (opened) this.learn(opened.text);
    }
  }

  /** What `m4_include` and `sinclude` name. */
  learnIncluded(file: string): void {
    const opened = this.run.isFile(file) ? this.run.open(file) : undefined;
    if (opened) this.learn(opened.text);
  }
}
