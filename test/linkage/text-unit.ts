/** A translation unit of plain text that needs no preprocessing: for tests, and for the output of gcc -E. */

import type { SourceText, Token, TokenKind } from '../../server/src/preprocess/token.ts';
import type { TopLevelItem, TranslationUnit } from '../../server/src/preprocess/translation-unit.ts';

const TOKEN =
  /[ \t\r\f\v]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|(\n)|((?:L|u8?|U)?"(?:\\.|[^"\\\n])*")|((?:L|u|U)?'(?:\\.|[^'\\\n])*')|([A-Za-z_$][\w$]*)|(\.?[0-9](?:[eEpP][+-]|[\w.])*)|(\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|.)/gy;

const PLACE: TokenKind[] = ['string', 'character', 'identifier', 'number', 'punctuator'];

export interface TextUnitOptions {
  readonly path?: string;
  /** Items of other files become header items: candidates only if they can emit code. Told by linemarkers. */
  readonly isOwn?: (file: string) => boolean;
}

export function unitFromText(text: string, options: TextUnitOptions = {}): TranslationUnit {
  const path = options.path ?? '/test/unit.c';
  const isOwn = options.isOwn ?? (() => true);
  const items: Item[] = [];
  for (const tokens of splitItems(tokenize(text, path))) items.push({ sequence: items.length, source: tokens[0]!.source, tokens });
  const names = new Map<string, TopLevelItem[]>();
  const tags = new Map<string, TopLevelItem[]>();
  for (const item of items) {
    for (const name of declaredNames(item.tokens)) add(names, name, item);
    for (const tag of definedTags(item.tokens)) add(tags, tag, item);
  }
  return {
    path,
    candidates: items.filter((item) => isOwn(item.source.path) || !isPlainHeaderItem(item.tokens)),
    declarationsOf: (name) => names.get(name) ?? [],
    definitionsOfTag: (tag) => tags.get(tag) ?? [],
    macro: (name) => (name === '__LP64__' ? { name, parameters: null, variadic: null, source: items[0]!.source, offset: 0 } : undefined),
    isOwn: (source) => isOwn(source.path),
    optionsAt: () => [],
    changesSince: () => undefined,
    unread: [],
  };
}

type Item = TopLevelItem;

function tokenize(text: string, path: string): Token[] {
  const sources = new Map<string, SourceText>();
  const sourceOf = (file: string): SourceText => {
    let source = sources.get(file);
    if (!source) sources.set(file, (source = { path: file, text: '' }));
    return source;
  };
  sources.set(path, { path, text });
  let source = sourceOf(path);
  const tokens: Token[] = [];
  let lineStart = true;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    if (lineStart && match[0] === '#') {
      const end = text.indexOf('\n', TOKEN.lastIndex);
      const marker = /^#\s*(?:line)?\s*\d+\s+"((?:[^"\\]|\\.)*)"/.exec(text.slice(match.index, end < 0 ? undefined : end));
      if (marker) source = sourceOf(marker[1]!);
      TOKEN.lastIndex = end < 0 ? text.length : end;
      continue;
    }
    if (match[1]) {
      lineStart = true;
      continue;
    }
    const group = match.findIndex((value, index) => index >= 2 && value !== undefined);
    if (group < 0) continue;
    lineStart = false;
    tokens.push({ kind: PLACE[group - 2]!, text: match[0], source, offset: match.index, expansion: undefined });
  }
  return tokens;
}

function* splitItems(tokens: readonly Token[]): Generator<Token[]> {
  let start = 0;
  let depth = 0;
  let body = false;
  for (let i = 0; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    if (text === '(' || text === '[') depth++;
    else if (text === ')' || text === ']') depth--;
    else if (text === '{') {
      if (depth === 0) body = isFunctionBody(tokens, start, i);
      depth++;
    } else if (text === '}') depth--;
    if (depth === 0 && (text === ';' || (text === '}' && body))) {
      yield tokens.slice(start, i + 1);
      start = i + 1;
      body = false;
    }
  }
  if (start < tokens.length) yield tokens.slice(start);
}

function isFunctionBody(tokens: readonly Token[], start: number, brace: number): boolean {
  if (tokens[brace - 1]?.text !== ')') return false;
  let depth = 0;
  for (let i = brace - 1; i > start; i--) {
    const { text } = tokens[i]!;
    if (text === ')') depth++;
    else if (text === '(') depth--;
    else if (depth === 0 && /^(struct|union|enum)$/.test(text)) return false;
    else if (depth === 0 && text === '=') return false;
    else if (depth === 0 && tokens[i]!.kind === 'identifier' && !/^(__attribute__|__attribute)$/.test(text)) return true;
  }
  return true;
}

/** More names than are declared do no harm: the parser looks again. */
function declaredNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  let depth = 0;
  const isEnum = tokens.slice(0, 12).some((token) => token.text === 'enum');
  for (let i = 0; i < tokens.length; i++) {
    const { text, kind } = tokens[i]!;
    const next = tokens[i + 1]?.text ?? '';
    if (kind === 'identifier') {
      if (depth === 0 && /^([(;,=[]|__attribute__|__asm__|asm)$/.test(next)) names.add(text);
      else if (tokens[i - 1]?.text === '*' && (next === ')' || next === '(' || next === '[')) names.add(text);
      else if (depth === 1 && tokens[i - 1]?.text === '(' && next === ')') names.add(text);
      if (isEnum && depth > 0 && /^[,=}]$/.test(next)) names.add(text);
    }
    if (text === '(' || text === '{' || text === '[') depth++;
    else if (text === ')' || text === '}' || text === ']') depth--;
    if (text === '{' && !isEnum && isFunctionBody(tokens, 0, i)) break;
  }
  return names;
}

function definedTags(tokens: readonly Token[]): Set<string> {
  const tags = new Set<string>();
  for (let i = 0; i + 1 < tokens.length; i++) {
    if (!/^(struct|union|enum)$/.test(tokens[i]!.text)) continue;
    let at = i + 1;
    while (tokens[at]?.text === '__attribute__') {
      let depth = 0;
      do {
        at++;
        if (tokens[at]?.text === '(') depth++;
        if (tokens[at]?.text === ')') depth--;
      } while (depth > 0 && at < tokens.length);
      at++;
    }
    if (tokens[at]?.kind === 'identifier' && tokens[at + 1]?.text === '{') tags.add(tokens[at]!.text);
  }
  return tags;
}

function isPlainHeaderItem(tokens: readonly Token[]): boolean {
  const words = new Set(tokens.slice(0, 12).map((token) => token.text));
  if (words.has('typedef') || words.has('extern')) return true;
  if (tokens.at(-1)?.text === '}') return words.has('static') && words.has('inline');
  if (words.has('asm') || words.has('__asm__')) return false;
  return !tokens.some((token) => token.text === '=' || token.text === 'static') && (words.has('struct') || words.has('union') || words.has('enum') || tokens.at(-2)?.text === ')');
}

function add(map: Map<string, TopLevelItem[]>, key: string, item: TopLevelItem): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
