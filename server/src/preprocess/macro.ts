/**
 * One #define. Most macros of a kernel unit are never used, so the parameters and the replacement list are
 * read from the text of the directive when somebody asks.
 */

import { lex, SPACE_BEFORE } from './lexer.ts';
import { IDENTIFIER, type Names } from './names.ts';
import type { MacroDefinition, SourceText } from './token.ts';

/** Flags of a replacement token, beside SPACE_BEFORE. */
export const PASTE_LEFT = 4; // `##` follows
export const STRINGIFY = 8; //  `#` stands before a parameter

/** What a built-in macro does; the expander has the code. */
export type Builtin =
  | 'line' | 'file' | 'base-file' | 'include-level' | 'counter' | 'date' | 'time' | 'timestamp' | 'pragma'
  | 'has-attribute' | 'has-builtin' | 'has-include' | 'has-include-next';

/** Replacement list as parallel arrays. `parameter[i]` is the 1-based parameter that token i names, or 0. */
export interface Replacement {
  readonly length: number;
  readonly ids: Int32Array;
  readonly offsets: Int32Array;
  readonly flags: Uint8Array;
  readonly parameter: Uint16Array;
  readonly usesVaOpt: boolean;
}

export class Macro implements MacroDefinition {
  private signature: { ids: number[]; names: string[]; variadic: boolean; bodyStart: number } | undefined;
  private list: Replacement | undefined;

  constructor(
    private readonly names: Names,
    readonly nameId: number,
    readonly source: SourceText,
    readonly offset: number,
    /** Offsets behind the name and behind the directive. */
    readonly nameEnd: number,
    readonly end: number,
    readonly builtin: Builtin | undefined = undefined,
  ) {}

  get name(): string {
    return this.names.text[this.nameId]!;
  }

  /** `(` directly behind the name makes it function-like (C17 6.10.3p10). */
  get isFunction(): boolean {
    return this.source.text.charCodeAt(this.nameEnd) === 40 && this.nameEnd < this.end;
  }

  /** The directive from the name on. */
  get text(): string {
    return this.source.text.slice(this.offset, this.end);
  }

  get parameters(): readonly string[] | null {
    return this.isFunction ? this.read().names : null;
  }

  get variadic(): string | null {
    return this.isFunction && this.read().variadic ? this.read().names.at(-1)! : null;
  }

  /** Number of parameters, the variadic one included. */
  get parameterCount(): number {
    return this.isFunction ? this.read().ids.length : 0;
  }

  get isVariadic(): boolean {
    return this.isFunction && this.read().variadic;
  }

  get replacement(): Replacement {
    return (this.list ??= this.readReplacement());
  }

  private read(): NonNullable<Macro['signature']> {
    return (this.signature ??= this.readSignature());
  }

  private readSignature(): NonNullable<Macro['signature']> {
    const { text } = this.source;
    const signature = { ids: [] as number[], names: [] as string[], variadic: false, bodyStart: this.nameEnd };
    if (!this.isFunction) return signature;
    const tokens = lex(this.names, text, this.nameEnd + 1, this.end);
    for (let i = 0; i < tokens.length; i++) {
      const id = tokens.ids[i]!;
      const spelling = this.names.text[id]!;
      if (spelling === ')') {
        signature.bodyStart = tokens.offsets[i]! + 1;
        break;
      }
      if (this.names.kind[id] === IDENTIFIER) {
        signature.ids.push(id);
        signature.names.push(spelling);
      } else if (spelling === '...') {
        signature.variadic = true;
        // `args...` names the variadic parameter (GNU); a bare `...` is called __VA_ARGS__.
        const previous = i > 0 ? this.names.text[tokens.ids[i - 1]!]! : ',';
        if (previous === ',') {
          signature.ids.push(this.names.identifier('__VA_ARGS__'));
          signature.names.push('__VA_ARGS__');
        }
      }
    }
    return signature;
  }

  /** cpplib, create_iso_definition: `#` and `##` become flags of their operands. */
  private readReplacement(): Replacement {
    const { ids: parameters, bodyStart } = this.read();
    const tokens = lex(this.names, this.source.text, bodyStart, this.end);
    const n = tokens.length;
    const ids = new Int32Array(n);
    const offsets = new Int32Array(n);
    const flags = new Uint8Array(n);
    const parameter = new Uint16Array(n);
    const vaOpt = this.names.identifier('__VA_OPT__');
    let usesVaOpt = false;
    let length = 0;
    let stringify = -1; // flags of a `#` that waits for its parameter
    for (let i = 0; i < n; i++) {
      const id = tokens.ids[i]!;
      const spelling = this.names.text[id]!;
      const space = tokens.flags[i]! & SPACE_BEFORE;
      const which = parameters.length > 0 && this.names.kind[id] === IDENTIFIER ? parameters.indexOf(id) + 1 : 0;
      if ((spelling === '##' || spelling === '%:%:') && length > 0 && i + 1 < n) {
        flags[length - 1]! |= PASTE_LEFT;
        continue;
      }
      if (stringify < 0 && (spelling === '#' || spelling === '%:') && this.isFunction && i + 1 < n && this.isStringifiable(tokens.ids[i + 1]!)) {
        stringify = space;
        continue;
      }
      if (id === vaOpt) usesVaOpt = true;
      ids[length] = id;
      offsets[length] = tokens.offsets[i]!;
      parameter[length] = which;
      flags[length] = stringify >= 0 ? stringify | STRINGIFY : space;
      stringify = -1;
      length++;
    }
    if (length > 0) flags[0]! &= ~SPACE_BEFORE;
    return { length, ids, offsets, flags, parameter, usesVaOpt: usesVaOpt && this.isVariadic };
  }

  private isStringifiable(id: number): boolean {
    return this.read().ids.includes(id);
  }
}
