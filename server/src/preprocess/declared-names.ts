/**
 * What one external declaration declares, from its expanded tokens: ordinary names, tags, and whether the
 * compiler may emit something for it although nothing refers to it. It finds declarators; it is no parser,
 * needs no table of typedef names, and leaves types and bodies unread.
 */

import { IDENTIFIER } from './names.ts';
import type { Tok } from './tok.ts';

export interface Declared {
  /** Name ids of functions, objects, typedef names and enumeration constants. */
  readonly names: readonly number[];
  /** Name ids of structs, unions and enums whose members are defined here. */
  readonly tags: readonly number[];
  /** Not plainly a type, prototype, extern declaration or inline function. */
  readonly mayEmit: boolean;
}

const STORAGE = 1, TYPE = 2, TAG = 3, TYPEOF = 4, ATTRIBUTE = 5, ASM = 6, ASSERT = 7, ALIGN = 8;

/** C17 6.4.1 and gcc's alternative spellings (GCC manual 6.48), by what follows them in a declaration. */
const KEYWORDS: Readonly<Record<string, number>> = Object.assign(Object.create(null) as object, {
  typedef: STORAGE, extern: STORAGE, static: STORAGE, auto: STORAGE, register: STORAGE, inline: STORAGE, __inline: STORAGE,
  __inline__: STORAGE, _Noreturn: STORAGE, _Thread_local: STORAGE, __thread: STORAGE, __extension__: STORAGE,
  const: STORAGE, __const: STORAGE, __const__: STORAGE, volatile: STORAGE, __volatile: STORAGE, __volatile__: STORAGE,
  restrict: STORAGE, __restrict: STORAGE, __restrict__: STORAGE, __seg_gs: STORAGE, __seg_fs: STORAGE,
  void: TYPE, char: TYPE, short: TYPE, int: TYPE, long: TYPE, float: TYPE, double: TYPE, signed: TYPE, __signed: TYPE,
  __signed__: TYPE, unsigned: TYPE, _Bool: TYPE, _Complex: TYPE, __complex__: TYPE, __int128: TYPE, __auto_type: TYPE,
  struct: TAG, union: TAG, enum: TAG,
  typeof: TYPEOF, __typeof: TYPEOF, __typeof__: TYPEOF, _Atomic: TYPEOF,
  __attribute__: ATTRIBUTE, __attribute: ATTRIBUTE, _Alignas: ALIGN,
  asm: ASM, __asm: ASM, __asm__: ASM, _Static_assert: ASSERT,
}) as Record<string, number>;

/** Attributes that make the compiler keep or emit what nothing refers to (GCC manual 6.33). */
const KEEPING = /^_*(alias|ifunc|weakref|used|retain|constructor|destructor)_*$/;

export function declaredNames(tokens: readonly Tok[], from: number, to: number): Declared {
  return new Declaration(tokens, from, to).read();
}

class Declaration {
  private readonly found: number[] = [];
  private readonly tags: number[] = [];
  private i: number;
  private keeps = false;

  constructor(
    private readonly tokens: readonly Tok[],
    from: number,
    private readonly to: number,
  ) {
    this.i = from;
  }

  read(): Declared {
    let storage = '';
    let inline = false;
    let seenType = false;
    specifiers: for (; this.i < this.to; ) {
      const { text, code } = this.tokens[this.i]!;
      if (code !== IDENTIFIER) break;
      switch (KEYWORDS[text]) {
        case STORAGE:
          if (text === 'typedef' || text === 'extern' || text === 'static') storage = text;
          else if (text.includes('inline')) inline = true;
          this.i++;
          break;
        case TYPE:
          seenType = true;
          this.i++;
          break;
        case TAG:
          seenType = true;
          this.tagged();
          break;
        case TYPEOF:
          seenType = true;
          this.i++;
          this.group();
          break;
        case ATTRIBUTE:
        case ALIGN:
          this.attribute();
          break;
        case ASM: return this.result(true);
        case ASSERT: return this.result(false);
        default:
          if (seenType || (storage !== 'typedef' && this.standsForDeclarator())) break specifiers;
          seenType = true; // a typedef name
          this.i++;
      }
    }
    return this.declarators(storage, inline);
  }

  private result(mayEmit: boolean): Declared {
    return { names: this.found, tags: this.tags, mayEmit };
  }

  /** An identifier before any type: `x = 1;` and `f() {` declare it with an implied int, otherwise it names a type. */
  private standsForDeclarator(): boolean {
    const next = this.text(this.i + 1);
    if (next === '=' || next === ';' || next === ',' || next === '[') return true;
    const bracketed = this.text(this.i + 3) === ')' && this.text(this.i + 4) === '('; // type (name)(parameters)
    return next === '(' && this.text(this.i + 2) !== '*' && !bracketed;
  }

  private text(i: number): string {
    return i < this.to ? this.tokens[i]!.text : '';
  }

  /** Passes over a bracketed group that begins here. */
  private group(): void {
    let depth = 0;
    for (; this.i < this.to; this.i++) {
      const { text } = this.tokens[this.i]!;
      if (text === '(' || text === '[' || text === '{') depth++;
      else if ((text === ')' || text === ']' || text === '}') && --depth === 0) {
        this.i++;
        return;
      } else if (depth === 0) return;
    }
  }

  private attribute(): void {
    const start = ++this.i;
    this.group();
    for (let i = start; i < this.i; i++) if (KEEPING.test(this.tokens[i]!.text)) this.keeps = true;
  }

  /** struct, union or enum with an optional tag and body. */
  private tagged(): void {
    const isEnum = this.text(this.i) === 'enum';
    this.i++;
    this.attributes();
    let tag = 0;
    if (this.i < this.to && this.tokens[this.i]!.code === IDENTIFIER) tag = this.tokens[this.i++]!.id;
    this.attributes();
    if (this.text(this.i) !== '{') return;
    if (tag !== 0) this.tags.push(tag);
    if (isEnum) this.enumerators();
    else this.members();
  }

  private attributes(): void {
    while (this.i < this.to && KEYWORDS[this.text(this.i)] === ATTRIBUTE) this.attribute();
  }

  private enumerators(): void {
    let depth = 0;
    for (; this.i < this.to; this.i++) {
      const token = this.tokens[this.i]!;
      const { text } = token;
      if (text === '{' || text === '(' || text === '[') depth++;
      else if (text === '}' || text === ')' || text === ']') {
        if (--depth === 0) {
          this.i++;
          return;
        }
      } else if (depth === 1 && token.code === IDENTIFIER) {
        const previous = this.text(this.i - 1);
        if (previous === '{' || previous === ',') this.found.push(token.id);
      }
    }
  }

  /** Types that are defined inside a structure belong to the scope around it (C17 6.2.1). */
  private members(): void {
    let depth = 0;
    while (this.i < this.to) {
      const { text } = this.tokens[this.i]!;
      if (KEYWORDS[text] === TAG) {
        this.tagged();
        continue;
      }
      this.i++;
      if (text === '{') depth++;
      else if (text === '}' && --depth === 0) return;
    }
  }

  private declarators(storage: string, inline: boolean): Declared {
    if (this.text(this.i) === ';' || this.i >= this.to) return this.result(false);
    let mayEmit = false;
    for (;;) {
      const isFunction = this.declaratorName();
      const end = this.declaratorEnd();
      if (end === '{') return this.result(this.keeps || !(inline && storage !== '') );
      const initialised = end === '=';
      if (initialised) this.skipInitializer();
      if (storage !== 'typedef' && (initialised || (storage !== 'extern' && !isFunction))) mayEmit = true;
      if (this.text(this.i) !== ',') break;
      this.i++;
    }
    return this.result(storage !== 'typedef' && (mayEmit || this.keeps));
  }

  /** Finds the declared identifier; true when it is directly followed by a parameter list. */
  private declaratorName(): boolean {
    for (; this.i < this.to; this.i++) {
      const token = this.tokens[this.i]!;
      if (token.code === IDENTIFIER) {
        const keyword = KEYWORDS[token.text];
        if (keyword === undefined) {
          this.found.push(token.id);
          this.i++;
          return this.text(this.i) === '(';
        }
        if (keyword === ATTRIBUTE || keyword === ALIGN) {
          this.attribute();
          this.i--;
        }
      } else if (token.text === ';' || token.text === ',' || token.text === '{' || token.text === '=') return false;
    }
    return false;
  }

  /** Goes to what ends the declarator: `,` `;` `=` or the `{` of a body; groups and attributes are passed over. */
  private declaratorEnd(): string {
    for (; this.i < this.to; ) {
      const token = this.tokens[this.i]!;
      const { text } = token;
      if (token.code === IDENTIFIER && KEYWORDS[text] === ATTRIBUTE) this.attribute();
      else if (text === '(' || text === '[') this.group();
      else if (text === '{' || text === ';') return text;
      else if (text === ',' || text === '=') return text;
      else this.i++;
    }
    return ';';
  }

  private skipInitializer(): void {
    for (this.i++; this.i < this.to; ) {
      const { text } = this.tokens[this.i]!;
      if (text === ',' || text === ';') return;
      if (text === '(' || text === '[' || text === '{') this.group();
      else this.i++;
    }
  }
}
