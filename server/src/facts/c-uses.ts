/** What a C file asks of others by name, and what it gives a name to itself: read without a syntax tree, because programs have thousands of files. Plain data. */

import type { Span } from '../base/location.ts';

export interface CUses {
  readonly includes: readonly ConditionalInclude[];
  /** Where each name is used as a value: called, read, written, or its address taken. Locals, members and types that are declared are left out. */
  readonly references: ReadonlyMap<string, readonly number[]>;
  /** What has a body or a place here: functions, variables, types. */
  readonly definitions: ReadonlySet<string>;
  /** Those of them that are not always there: the project's own in place of a library's ("#ifndef HAVE_STRLCPY", "#ifdef OWN_READLINE"). */
  readonly fallbacks: ReadonlySet<string>;
  /** Functions and variables that are only declared. */
  readonly declarations: ReadonlySet<string>;
  /** What a name stands for: names in the replacement of each macro, and in the body of each function. */
  readonly bodies: ReadonlyMap<string, readonly string[]>;
  /** Macros that stand for one string: "libreadline.so.8" of #define LIBRARY "libreadline.so.8". */
  readonly strings: ReadonlyMap<string, string>;
  /** Calls that hand a file's name to the loader or to a shell. */
  readonly starts: readonly StartedFile[];
  readonly conditions: readonly Conditional[];
}

export interface ConditionalInclude {
  readonly path: string;
  readonly quoted: boolean;
  readonly span: Span;
  /** "defined(HAVE_READLINE)"; null: always. */
  readonly condition: string | null;
}

/** A stretch of text under an #if. */
export interface Conditional extends Span {
  readonly condition: string;
}

export interface StartedFile {
  /** "dlopen", "execlp", "popen", … */
  readonly function: string;
  readonly loads: boolean;
  /** The first argument, where it is a string; otherwise the name that stands there. */
  readonly text: string | null;
  readonly name: string | null;
  readonly span: Span;
}

/** All conditions that an offset stands under, outermost first; null where there is none. */
export function conditionAt(conditions: readonly Conditional[], offset: number): string | null {
  const around = conditions.filter(({ start, end }) => start <= offset && offset < end).sort((a, b) => a.start - b.start);
  return around.length === 0 ? null : [...new Set(around.map(({ condition }) => condition))].join(' && ');
}
