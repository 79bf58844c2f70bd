/** The tokens that the expander makes: the contract's Token plus what expansion needs to know about each. */

import { PUNCTUATOR, TOKEN_KINDS } from './names.ts';
import type { Expansion, SourceText, Token, TokenKind } from './token.ts';

/** Flags beside SPACE_BEFORE, LINE_BEFORE (lexer) and PASTE_LEFT (macro). */
export const NO_EXPAND = 16; // met inside its own expansion: never a macro again (C17 6.10.3.4p2)
export const PADDING = 32; //   no token: white space that only `#` can see (cpplib's CPP_PADDING)

export class Tok implements Token {
  readonly kind: TokenKind;

  constructor(
    readonly id: number,
    readonly code: number,
    readonly text: string,
    readonly source: SourceText,
    readonly offset: number,
    readonly expansion: Expansion | undefined,
    readonly flags: number,
  ) {
    this.kind = TOKEN_KINDS[code]!;
  }

  withFlags(flags: number): Tok {
    return new Tok(this.id, this.code, this.text, this.source, this.offset, this.expansion, flags);
  }
}

const NOWHERE: SourceText = { path: '', text: '' };
const nothing = (flags: number): Tok => new Tok(0, PUNCTUATOR, '', NOWHERE, 0, undefined, flags);

/** End of the text, or of an argument that is expanded on its own. */
export const END = nothing(0);
/** cpplib's pfile->avoid_paste: padding without a source. */
export const AVOID_PASTE = nothing(PADDING);
/** Padding whose source has no white space before it, and padding whose source has. */
export const PADDING_PLAIN = nothing(PADDING);
export const PADDING_SPACE = nothing(PADDING);
