/**
 * The object of an assembler source: every name in operand position that the file does not define. Instructions are
 * not understood; a mnemonic, a directive or a register is no operand, and a macro's own parameters are no names.
 */

import type { ExternalName, LinkedObject, SymbolUse } from './external-name.ts';
import { locationOf, writtenToken } from './places.ts';
import type { Token } from '../preprocess/token.ts';
import type { TranslationUnit } from '../preprocess/translation-unit.ts';

interface Statement {
  readonly tokens: readonly Token[];
}

export function linkAssembler(unit: TranslationUnit): LinkedObject {
  const defined = new Set<string>();
  const global = new Set<string>();
  const weak = new Set<string>();
  const used = new Map<string, Token[]>();
  let parameters: ReadonlySet<string> | undefined;
  for (const { tokens } of statements(unit)) {
    const rest = afterLabels(tokens, defined);
    const [first, second] = rest;
    if (!first) continue;
    const directive = first.text === '.' && second?.kind === 'identifier' ? second.text : first.text.startsWith('.') ? first.text.slice(1) : undefined;
    const operands = rest.slice(first.text === '.' ? 2 : 1);
    const names = operandNames(operands);
    if (directive === 'macro') {
      parameters = new Set(names.map((token) => token.text));
      if (operands[0]) defined.add(operands[0].text);
      continue;
    }
    if (directive === 'endm') parameters = undefined;
    else if (directive === 'globl' || directive === 'global') for (const token of names) global.add(token.text);
    else if (directive === 'weak') for (const token of names) weak.add(token.text);
    else if (directive === 'set' || directive === 'equ' || operands[0]?.text === '=') {
      const target = directive === undefined ? first : operands[0];
      if (target) defined.add(target.text);
      use(operandNames(operands.slice(1)));
    } else if (directive === undefined || DATA.test(directive)) use(names);
  }

  function use(names: readonly Token[]): void {
    for (const token of names) {
      const name = token.text.replace(/^\$/, ''); // a symbol's address as an immediate operand
      if (parameters?.has(name)) continue;
      const list = used.get(name);
      if (list) list.push(token);
      else used.set(name, [token]);
    }
  }

  const external: ExternalName[] = [];
  for (const [symbol, tokens] of used) {
    if (!defined.has(symbol)) external.push({ symbol, weak: weak.has(symbol), uses: usesOf(unit, tokens) });
  }
  return {
    external,
    defined: [...defined].filter((name) => global.has(name) || weak.has(name)),
    modinfo: [], exports: [], names: [], unread: unit.unread,
  };
}

/** Directives whose operands are values; those of all others are sections, types, alignments. */
const DATA = /^(long|quad|word|hword|short|byte|int|\d?byte|xword|llong|if\w*|elseif|rept|irp|irpc)$/;

/** Line ends are what separates statements, and they are no tokens: they are looked up between written tokens. */
function* statements(unit: TranslationUnit): Generator<Statement> {
  let current: Token[] = [];
  let before: Token | undefined;
  for (const item of unit.candidates) {
    for (const token of item.tokens) {
      const written = writtenToken(token);
      if (before && (before.source !== written.source || (before.offset !== written.offset && lineBreak(before, written)))) {
        yield { tokens: current };
        current = [];
      }
      before = written;
      if (token.text === ';') {
        yield { tokens: current };
        current = [];
      } else {
        current.push(token);
      }
    }
  }
  yield { tokens: current };
}

function lineBreak(before: Token, after: Token): boolean {
  const { text } = before.source;
  // Within one expansion the text goes back and forth between the macro's name and its arguments.
  const end = Math.max(before.offset, after.offset);
  for (let i = Math.min(before.offset, after.offset); i < end; i++) {
    if (text.charCodeAt(i) === 10 && text[i - 1] !== '\\') return true;
  }
  return false;
}

function afterLabels(tokens: readonly Token[], defined: Set<string>): readonly Token[] {
  let at = 0;
  while (tokens[at + 1]?.text === ':') {
    defined.add(tokens[at]!.text);
    at += 2;
  }
  return tokens.slice(at);
}

function operandNames(tokens: readonly Token[]): Token[] {
  return tokens.filter((token, i) => {
    if (token.kind !== 'identifier' || /^\$\d/.test(token.text)) return false;
    const previous = tokens[i - 1]?.text;
    return previous !== '%' && previous !== '\\' && previous !== '.' && previous !== '@';
  });
}

function usesOf(unit: TranslationUnit, tokens: readonly Token[]): SymbolUse[] {
  const uses = new Map<number, SymbolUse>();
  for (const token of tokens) {
    const written = writtenToken(token);
    if (unit.isOwn(written.source) && !uses.has(written.offset)) {
      uses.set(written.offset, { at: locationOf(written), text: written.text, chain: [] });
    }
  }
  return [...uses.values()];
}
