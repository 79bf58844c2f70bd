/**
 * Macro expansion (C17 6.10.3 with GNU extensions). The algorithm is that of gcc's cpplib (libcpp/macro.c:
 * enter_macro_context, collect_args, replace_args, paste_all_tokens), because the standard leaves open where
 * an invocation that runs over the end of a macro's replacement belongs, and the answer has to be gcc's.
 * It works on tokens in memory; directives, conditions and files are not its business.
 */

import { LineIndex } from '../base/line-index.ts';
import { lexSingle, type RawTokens, SPACE_BEFORE } from './lexer.ts';
import { type Macro, PASTE_LEFT, type Replacement, STRINGIFY } from './macro.ts';
import type { MacroState, Time } from './macro-state.ts';
import { CHARACTER, IDENTIFIER, NUMBER, PUNCTUATOR, STRING } from './names.ts';
import type { Library } from './skeleton.ts';
import { AVOID_PASTE, END, NO_EXPAND, PADDING, PADDING_PLAIN, PADDING_SPACE, Tok } from './tok.ts';
import type { Expansion, SourceText } from './token.ts';

/** A run of raw tokens to expand, with the moment at which its macros are looked up. */
export interface TextPiece {
  readonly source: SourceText;
  readonly tokens: RawTokens;
  readonly from: number;
  readonly to: number;
  readonly time: Time;
}

/** Built-in macros need to know about the unit and the compiler. */
export interface Surroundings {
  readonly mainFile: string;
  /** Depth of includes at the place that is expanded. */
  readonly includeLevel: number;
  hasAttribute(name: string): number;
  hasBuiltin(name: string): boolean;
  hasInclude(form: 'quoted' | 'angled', name: string, next: boolean): boolean;
}

/** No expansion in real code comes near; a macro that explodes is cut off here and reported. */
export const MAX_EXPANDED_TOKENS = 2_000_000;
const MAX_NESTING = 600;

interface Argument {
  /** Null when a variadic argument is missing altogether: `, ## args` then drops its comma. */
  tokens: Tok[];
  missing: boolean;
  expanded: Tok[] | undefined;
  stringified: Tok | undefined;
}

export class ExpansionLimit extends Error {}

export class Expander {
  // Stack of contexts: token lists that are read before the base text.
  private readonly lists: Tok[][] = [];
  private readonly positions: number[] = [];
  /** Name id of the macro whose replacement the context is, 0 for others. */
  private readonly owners: number[] = [];
  private readonly expansions: (Expansion | undefined)[] = [];
  private depth = 0;
  private nesting = 0;
  private produced = 0;

  private pieces: readonly TextPiece[] = [];
  private piece = 0;
  private position = 0;
  private pending: Tok | undefined;
  private time: Time = 0;

  private disabled = new Uint8Array(1 << 16);
  private preventExpansion = 0;
  private inDirective = false;

  // Names that were looked up since `begin`, with what was found: what the result depends on.
  private stamps = new Int32Array(1 << 16);
  private stamp = 0;
  private consulted: number[] = [];
  /** The moment of each consultation. */
  private consultedAt: Time[] = [];
  /** The result depends on more than macros (the unit, or a counter), so it holds for this place only. */
  impure = false;
  /** __COUNTER__ was asked. */
  counted = false;

  private state!: MacroState;
  private surroundings!: Surroundings;
  private counter = 0;

  private readonly library: Library;
  private readonly openParen: number;
  private readonly closeParen: number;
  private readonly comma: number;
  private readonly vaOpt: number;

  constructor(library: Library) {
    this.library = library;
    this.openParen = library.names.intern('(', PUNCTUATOR);
    this.closeParen = library.names.intern(')', PUNCTUATOR);
    this.comma = library.names.intern(',', PUNCTUATOR);
    this.vaOpt = library.names.identifier('__VA_OPT__');
  }

  /** Starts on new text. The dependencies that `macrosConsulted` tells are collected from here on. */
  begin(pieces: readonly TextPiece[], state: MacroState, surroundings: Surroundings, inDirective: boolean): void {
    while (this.depth > 0) this.popContext(); // what a limit left behind
    this.pieces = pieces;
    this.piece = 0;
    this.position = pieces.length > 0 ? pieces[0]!.from : 0;
    this.time = pieces.length > 0 ? pieces[0]!.time : 0;
    this.pending = undefined;
    this.nesting = 0;
    this.produced = 0;
    this.preventExpansion = 0;
    this.inDirective = inDirective;
    this.state = state;
    this.surroundings = surroundings;
    this.impure = false;
    this.counted = false;
    this.consulted = [];
    this.consultedAt = [];
    this.stamp++;
    const names = this.library.names.count;
    if (this.stamps.length < names) {
      const size = names * 2;
      const { stamps } = this;
      (this.stamps = new Int32Array(size)).set(stamps);
      this.disabled = new Uint8Array(size);
    }
  }

  /** [name id, macro id]* of every name that decided about the expansion so far; macro id 0 for a name that is no macro. */
  macrosConsulted(): Int32Array {
    return Int32Array.from(this.consulted);
  }

  /** The moment of each consultation that `macrosConsulted` tells. */
  momentsConsulted(): readonly Time[] {
    return this.consultedAt;
  }

  /** Expands all of the text. Throws ExpansionLimit. */
  all(): Tok[] {
    const result: Tok[] = [];
    for (let token = this.get(); token !== END; token = this.get()) {
      if ((token.flags & PADDING) === 0) result.push(token);
    }
    return result;
  }

  /** The next token that is no padding; END at the end. */
  next(): Tok {
    for (;;) {
      const token = this.get();
      if ((token.flags & PADDING) === 0) return token;
    }
  }

  /** The next token as it stands, without expanding it, as `defined` reads its operand. */
  nextUnexpanded(): Tok {
    this.preventExpansion++;
    const token = this.next();
    this.preventExpansion--;
    return token;
  }

  isDefined(name: number): boolean {
    return this.lookup(name) !== 0;
  }

  private lookup(name: number): number {
    const macro = this.state.at(name, this.time);
    if (this.stamps[name] !== this.stamp) {
      if (name >= this.stamps.length) this.growStamps();
      this.stamps[name] = this.stamp;
      this.consulted.push(name, macro);
      this.consultedAt.push(this.time);
    }
    return macro;
  }

  private growStamps(): void {
    const size = this.library.names.count * 2;
    const { stamps, disabled } = this;
    (this.stamps = new Int32Array(size)).set(stamps);
    (this.disabled = new Uint8Array(size)).set(disabled);
  }

  /** cpp_get_token: the next token after expansion, padding included. */
  private get(): Tok {
    for (;;) {
      let token: Tok;
      if (this.depth === 0) token = this.fromBase();
      else {
        const top = this.depth - 1;
        const list = this.lists[top]!;
        const at = this.positions[top]!;
        if (at === list.length) {
          this.popContext();
          if (this.inDirective) continue;
          return AVOID_PASTE;
        }
        token = list[at]!;
        this.positions[top] = at + 1;
        if (token.flags & PASTE_LEFT) {
          this.pasteAll(token, top);
          if (this.inDirective) continue;
          return paddingFor(token);
        }
      }
      if (token.code !== IDENTIFIER || (token.flags & NO_EXPAND) !== 0) return token;
      const macro = this.library.macros[this.lookup(token.id)];
      if (macro === undefined) return token; // no macro, or one of a file that was forgotten meanwhile
      if (this.disabled[token.id] !== 0) return token.withFlags(token.flags | NO_EXPAND);
      if (this.preventExpansion > 0) return token;
      if (!this.enter(token, macro)) return token;
      if (this.inDirective) continue;
      return paddingFor(token);
    }
  }

  private fromBase(): Tok {
    if (this.pending !== undefined) {
      const token = this.pending;
      this.pending = undefined;
      return token;
    }
    for (;;) {
      const piece = this.pieces[this.piece];
      if (piece === undefined) return END;
      const at = this.position;
      if (at < piece.to) {
        this.position = at + 1;
        if (piece.time !== this.time) {
          this.time = piece.time;
          this.stamp++; // the same name may mean something else now
        }
        const { ids, offsets, flags } = piece.tokens;
        const id = ids[at]!;
        const { names } = this.library;
        return new Tok(id, names.kind[id]!, names.text[id]!, piece.source, offsets[at]!, undefined, flags[at]!);
      }
      this.piece++;
      this.position = this.pieces[this.piece]?.from ?? 0;
    }
  }

  private backUp(token: Tok): void {
    if (this.depth > 0) this.positions[this.depth - 1]!--;
    else if (token !== END) this.pending = token;
  }

  private push(list: Tok[], owner: number, expansion: Expansion | undefined): void {
    const top = this.depth++;
    this.lists[top] = list;
    this.positions[top] = 0;
    this.owners[top] = owner;
    this.expansions[top] = expansion;
    this.produced += list.length;
    if (this.produced > MAX_EXPANDED_TOKENS) throw new ExpansionLimit(`expands to more than ${MAX_EXPANDED_TOKENS} tokens`);
  }

  private popContext(): void {
    const top = --this.depth;
    const owner = this.owners[top]!;
    if (owner !== 0) this.disabled[owner] = 0;
    this.lists[top] = [];
    this.expansions[top] = undefined;
  }

  /** enter_macro_context: false when the name is no invocation after all (a function-like macro without parenthesis). */
  private enter(token: Tok, macro: Macro): boolean {
    if (macro.builtin !== undefined) return this.enterBuiltin(token, macro);
    const expansion: Expansion = { macro, at: token };
    let list: Tok[];
    if (macro.isFunction) {
      this.preventExpansion++;
      const args = this.invocation(macro);
      this.preventExpansion--;
      if (args === undefined) return false;
      list = args.length > 0 ? this.substitute(macro, args, expansion) : this.instantiate(macro.replacement, expansion);
    } else list = this.instantiate(macro.replacement, expansion);
    this.disabled[macro.nameId] = 1;
    this.push(list, macro.nameId, expansion);
    return true;
  }

  private instantiate(replacement: Replacement, expansion: Expansion): Tok[] {
    const list: Tok[] = new Array<Tok>(replacement.length);
    for (let i = 0; i < replacement.length; i++) list[i] = this.fromReplacement(replacement, i, expansion);
    return list;
  }

  private fromReplacement(replacement: Replacement, i: number, expansion: Expansion): Tok {
    const id = replacement.ids[i]!;
    const { names } = this.library;
    return new Tok(id, names.kind[id]!, names.text[id]!, expansion.macro.source, replacement.offsets[i]!, expansion, replacement.flags[i]!);
  }

  /** funlike_invocation_p and collect_args. */
  private invocation(macro: Macro): Argument[] | undefined {
    let padding: Tok | undefined;
    let token = this.get();
    for (; (token.flags & PADDING) !== 0; token = this.get()) {
      if (padding === undefined || padding === AVOID_PASTE || (padding === PADDING_PLAIN && token === AVOID_PASTE)) padding = token;
    }
    if (token.id === this.openParen && token !== END) return this.collect(macro);
    this.backUp(token);
    if (padding !== undefined) this.push([padding], 0, undefined);
    return undefined;
  }

  private collect(macro: Macro): Argument[] | undefined {
    const count = macro.parameterCount;
    const variadic = macro.isVariadic;
    const args: Argument[] = [];
    let token: Tok;
    do {
      const tokens: Tok[] = [];
      let parens = 0;
      for (;;) {
        token = this.get();
        if (token.flags & PADDING) {
          if (tokens.length === 0) continue;
        } else if (token === END) break;
        else if (token.id === this.openParen) parens++;
        else if (token.id === this.closeParen) {
          if (parens-- === 0) break;
        } else if (token.id === this.comma && parens === 0 && !(variadic && args.length + 1 === count)) break;
        tokens.push(token);
        if (++this.produced > MAX_EXPANDED_TOKENS) throw new ExpansionLimit(`has more than ${MAX_EXPANDED_TOKENS} tokens in an argument`);
      }
      while (tokens.length > 0 && (tokens.at(-1)!.flags & PADDING) !== 0) tokens.pop();
      args.push({ tokens, missing: false, expanded: undefined, stringified: undefined });
    } while (token !== END && token.id !== this.closeParen);
    if (token === END) {
      this.backUp(token);
      return undefined;
    }
    if (count === 0 && args.length === 1 && args[0]!.tokens.length === 0) return [];
    const given = args.length;
    if (variadic && (given < count || (given === 1 && args[0]!.tokens.length === 0))) {
      if (given < count - 1) return undefined;
      if (given < count) args.push({ tokens: [], missing: true, expanded: undefined, stringified: undefined });
      else args[count - 1]!.missing = true;
      return args;
    }
    return given === count ? args : undefined; // gcc: "requires N arguments, but only M given", and leaves the name alone
  }

  /** replace_args. */
  private substitute(macro: Macro, args: Argument[], expansion: Expansion): Tok[] {
    const replacement = macro.replacement;
    const { length, flags } = replacement;
    const out: Tok[] = [];
    for (let i = 0; i < length; i++) {
      if (replacement.usesVaOpt && replacement.ids[i] === this.vaOpt) {
        i = this.substituteVaOpt(macro, args, expansion, i, out);
        continue;
      }
      this.substituteOne(macro, args, expansion, i, out, i > 0 && (flags[i - 1]! & PASTE_LEFT) !== 0, i > 0);
    }
    return out;
  }

  private substituteOne(macro: Macro, args: Argument[], expansion: Expansion, i: number, out: Tok[], pasted: boolean, padLeft: boolean): void {
    const replacement = macro.replacement;
    const which = replacement.parameter[i]!;
    if (which === 0) {
      out.push(this.fromReplacement(replacement, i, expansion));
      return;
    }
    const flags = replacement.flags[i]!;
    const arg = args[which - 1]!;
    let tokens: Tok[];
    let flagLast: boolean | undefined; // whether the token before has to gain or lose its paste flag
    if (flags & STRINGIFY) tokens = [(arg.stringified ??= this.stringify(arg.tokens, replacement.offsets[i]!, expansion, flags))];
    else if (flags & PASTE_LEFT) tokens = arg.tokens;
    else if (pasted) {
      tokens = arg.tokens;
      if (out.length > 0) {
        const previous = out.at(-1)!;
        if (previous.id === this.comma && macro.isVariadic && which === args.length) {
          if (arg.missing) out.pop();
          else flagLast = false;
        } else if (tokens.length === 0) flagLast = false;
      }
    } else tokens = arg.expanded ??= this.expandArgument(arg.tokens);
    if (flagLast === false) setPaste(out, (flags & PASTE_LEFT) !== 0);
    if (!this.inDirective && padLeft && !pasted) out.push(flags & SPACE_BEFORE ? PADDING_SPACE : PADDING_PLAIN);
    if (tokens.length > 0) {
      for (const token of tokens) out.push(token);
      if (flags & PASTE_LEFT) setPaste(out, true);
    }
    if (!this.inDirective && (flags & PASTE_LEFT) === 0) out.push(AVOID_PASTE);
  }

  /** `__VA_OPT__ ( … )`: what is inside when the variadic argument has tokens, else nothing (a placemarker for `##`). */
  private substituteVaOpt(macro: Macro, args: Argument[], expansion: Expansion, at: number, out: Tok[]): number {
    const { ids, flags, length } = macro.replacement;
    let close = at + 1;
    for (let parens = 0; close < length; close++) {
      if (ids[close] === this.openParen) parens++;
      else if (ids[close] === this.closeParen && --parens === 0) break;
    }
    const arg = args[args.length - 1]!;
    arg.expanded ??= this.expandArgument(arg.tokens);
    const pastedBefore = at > 0 && (flags[at - 1]! & PASTE_LEFT) !== 0;
    const pastes = close < length && (flags[close]! & PASTE_LEFT) !== 0;
    if (!arg.expanded.some((token) => (token.flags & PADDING) === 0)) {
      if (pastedBefore && out.length > 0) setPaste(out, pastes);
      return close;
    }
    const before = out.length;
    for (let i = at + 2; i < close; i++) {
      const first = out.length === before;
      this.substituteOne(macro, args, expansion, i, out, first ? pastedBefore : (flags[i - 1]! & PASTE_LEFT) !== 0, !first);
    }
    if (pastes) {
      while (out.length > before && (out.at(-1)!.flags & PADDING) !== 0) out.pop();
      if (out.length > before) setPaste(out, true);
    }
    return close;
  }

  /** expand_arg: an argument is expanded as if it were the rest of the file. */
  private expandArgument(tokens: Tok[]): Tok[] {
    if (!this.mentionsMacro(tokens)) return tokens;
    if (++this.nesting > MAX_NESTING) throw new ExpansionLimit(`nests macro arguments more than ${MAX_NESTING} deep`);
    const saved = this.preventExpansion;
    this.preventExpansion = 0;
    this.push([...tokens, END], 0, undefined);
    const result: Tok[] = [];
    for (let token = this.get(); token !== END; token = this.get()) result.push(token);
    this.popContext();
    this.preventExpansion = saved;
    this.nesting--;
    return result;
  }

  private mentionsMacro(tokens: Tok[]): boolean {
    for (const token of tokens) {
      if (token.code === IDENTIFIER && (token.flags & (NO_EXPAND | PADDING)) === 0 && this.lookup(token.id) !== 0) return true;
    }
    return false;
  }

  /** stringify_arg (C17 6.10.3.2). */
  private stringify(tokens: Tok[], offset: number, expansion: Expansion, flags: number): Tok {
    let spelled = '';
    let padding: Tok | undefined;
    for (const token of tokens) {
      if (token.flags & PADDING) {
        if (padding === undefined || padding === AVOID_PASTE || (padding === PADDING_PLAIN && token === AVOID_PASTE)) padding = token;
        continue;
      }
      if (spelled !== '') {
        const space = padding === undefined || padding === AVOID_PASTE ? (token.flags & SPACE_BEFORE) !== 0 : padding === PADDING_SPACE;
        if (space) spelled += ' ';
      }
      padding = undefined;
      spelled += token.code === STRING || token.code === CHARACTER ? token.text.replace(/[\\"]/g, '\\$&') : token.text;
    }
    return this.make(`"${spelled}"`, STRING, expansion.macro.source, offset, expansion, flags & (SPACE_BEFORE | PASTE_LEFT));
  }

  private make(text: string, code: number, source: SourceText, offset: number, expansion: Expansion | undefined, flags: number): Tok {
    const id = this.library.names.intern(text, code);
    return new Tok(id, code, text, source, offset, expansion, flags);
  }

  /** paste_all_tokens: the result stands alone in a context, so that it is looked up as a macro in its turn. */
  private pasteAll(first: Tok, top: number): void {
    const list = this.lists[top]!;
    const expansion = this.expansions[top];
    let left = first;
    let right: Tok | undefined;
    do {
      right = list[this.positions[top]!];
      if (right === undefined) break;
      this.positions[top]!++;
      if (right.flags & PADDING) break;
      const id = lexSingle(this.library.names, left.text + right.text);
      if (id === undefined) {
        this.positions[top]!--; // gcc: "pasting X and Y does not give a valid preprocessing token"
        left = left.withFlags(left.flags & ~PASTE_LEFT);
        break;
      }
      const place = left.expansion === expansion ? left : right.expansion === expansion ? right : undefined;
      const { names } = this.library;
      left = new Tok(
        id, names.kind[id]!, names.text[id]!,
        place?.source ?? expansion?.macro.source ?? left.source,
        place?.offset ?? expansion?.macro.offset ?? left.offset,
        expansion,
        left.flags & SPACE_BEFORE,
      );
    } while (right.flags & PASTE_LEFT);
    if (left.flags & PASTE_LEFT) left = left.withFlags(left.flags & ~PASTE_LEFT);
    this.push([left], 0, undefined);
  }

  private enterBuiltin(token: Tok, macro: Macro): boolean {
    const origin = this.invocationPoint(token);
    const number = (value: number): boolean => this.one(String(value), NUMBER, token, macro);
    switch (macro.builtin!) {
      case 'line': return number(lineOf(origin.source, origin.offset));
      case 'file': return this.one(quote(origin.source.path), STRING, token, macro);
      case 'base-file':
        this.impure = true;
        return this.one(quote(this.surroundings.mainFile), STRING, token, macro);
      case 'include-level':
        this.impure = true;
        return number(this.surroundings.includeLevel);
      case 'counter':
        this.counted = true;
        return number(this.counter++);
      // Reproducible: the kernel forbids all three (-Werror=date-time), and a fixed answer depends on nothing.
      case 'date': return this.one('"??? ?? ????"', STRING, token, macro);
      case 'time': return this.one('"??:??:??"', STRING, token, macro);
      case 'timestamp': return this.one('"??? ??? ?? ??:??:?? ????"', STRING, token, macro);
      case 'pragma': return this.operatorPragma();
      case 'has-attribute': return number(this.surroundings.hasAttribute(this.operand()));
      case 'has-builtin': return number(this.surroundings.hasBuiltin(this.operand()) ? 1 : 0);
      case 'has-include':
      case 'has-include-next': {
        this.impure = true;
        const operand = this.operand();
        const form = operand.startsWith('<') ? 'angled' : 'quoted';
        return number(this.surroundings.hasInclude(form, operand.slice(1, -1), macro.builtin === 'has-include-next') ? 1 : 0);
      }
    }
  }

  /** Where __LINE__ and __FILE__ count from: the outermost macro whose replacement is being read, or the name itself. */
  private invocationPoint(token: Tok): Tok {
    for (let i = 0; i < this.depth; i++) if (this.owners[i] !== 0) return writtenAt(this.expansions[i]!.at as Tok);
    return writtenAt(token);
  }

  private one(text: string, code: number, token: Tok, macro: Macro): true {
    this.push([this.make(text, code, token.source, token.offset, { macro, at: token }, token.flags & SPACE_BEFORE)], 0, undefined);
    return true;
  }

  /** `_Pragma ( "…" )` leaves no token. Its operand may come from macros (libcpp/directives.c, get__Pragma_string). */
  private operatorPragma(): boolean {
    const open = this.next();
    if (open.id !== this.openParen) {
      this.backUp(open);
      return false;
    }
    for (let token = this.next(); token !== END && token.id !== this.closeParen; ) token = this.next();
    return true;
  }

  /** Spelling of what stands in the parentheses of __has_attribute and its like. gcc expands macros in it. */
  private operand(): string {
    const open = this.next();
    if (open.id !== this.openParen) {
      this.backUp(open);
      return '';
    }
    let spelled = '';
    for (let token = this.next(); token !== END && token.id !== this.closeParen; token = this.next()) spelled += token.text;
    return spelled;
  }
}

function paddingFor(source: Tok): Tok {
  return source.flags & SPACE_BEFORE ? PADDING_SPACE : PADDING_PLAIN;
}

/** Copies the last token with or without its paste flag. */
function setPaste(out: Tok[], paste: boolean): void {
  const last = out.at(-1)!;
  if (last.flags & PADDING) return;
  out[out.length - 1] = last.withFlags(paste ? last.flags | PASTE_LEFT : last.flags & ~PASTE_LEFT);
}

/** The token of the text as written from which an expanded one came. */
export function writtenAt(token: Tok): Tok {
  let origin = token;
  while (origin.expansion !== undefined) origin = origin.expansion.at as Tok;
  return origin;
}

const lineIndices = new WeakMap<SourceText, LineIndex>();

function lineOf(source: SourceText, offset: number): number {
  let index = lineIndices.get(source);
  if (index === undefined) lineIndices.set(source, (index = new LineIndex(source.text)));
  return index.position(offset).line;
}

function quote(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}
