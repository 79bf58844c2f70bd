/** Lists of words and `%` patterns, as GNU make understands them (manual, chapters 4.12.1 and 8.2). */

export function splitWords(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** The part of `word` that `%` stands for; undefined when the pattern does not match. */
export function matchStem(pattern: string, word: string): string | undefined {
  const percent = pattern.indexOf('%');
  if (percent < 0) return pattern === word ? '' : undefined;
  const prefix = pattern.slice(0, percent);
  const suffix = pattern.slice(percent + 1);
  if (word.length < prefix.length + suffix.length || !word.startsWith(prefix) || !word.endsWith(suffix)) return undefined;
  return word.slice(prefix.length, word.length - suffix.length);
}

export function substitutePattern(pattern: string, replacement: string, word: string): string {
  const stem = matchStem(pattern, word);
  if (stem === undefined) return word;
  return pattern.includes('%') ? replacement.replace('%', () => stem) : replacement;
}

/** Position of the bracket that closes the one at `open` ("(" or "{"), counting only that kind; -1 when it is missing. */
export function closingBracket(text: string, open: number): number {
  const opening = text[open]!;
  const closing = opening === '(' ? ')' : '}';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === opening) depth++;
    else if (text[i] === closing && --depth === 0) return i;
  }
  return -1;
}

/** Splits at top-level commas into at most `limit` parts; the last one keeps its commas. */
export function splitArguments(text: string, limit: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length && parts.length + 1 < limit; i++) {
    const c = text[i];
    if (c === '(' || c === '{') depth++;
    else if (c === ')' || c === '}') depth--;
    else if (c === ',' && depth <= 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** First index of one of `characters` outside $(…) and ${…}; -1 when there is none. */
export function indexOutsideReferences(text: string, characters: string, from = 0): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '$' && (text[i + 1] === '(' || text[i + 1] === '{')) {
      const close = closingBracket(text, i + 1);
      if (close < 0) return -1;
      i = close;
    } else if (text[i] === '$') i++;
    else if (characters.includes(text[i]!)) return i;
  }
  return -1;
}
