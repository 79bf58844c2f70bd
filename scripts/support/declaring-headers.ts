/**
 * Finds which header declares a symbol: a fact for hovers. It reads declarations only roughly, under every condition at
 * once and without expanding macros, so names that are put together with ## get no header.
 */

export interface Header {
  /** Below the source directory, with slashes: "include/linux/usb.h". */
  readonly path: string;
  readonly text: string;
}

/** @returns for each wanted symbol that some header declares, the path of the most public one. */
export function declaringHeaders(headers: Iterable<Header>, wanted: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const header of headers) {
    for (const symbol of declaredNames(header.text, wanted)) {
      const before = found.get(symbol);
      if (before === undefined || comparePublicity(header.path, before) < 0) found.set(symbol, header.path);
    }
  }
  return found;
}

/** Wanted symbols that the text of a header declares: prototypes, extern objects, DECLARE_ macros; no definitions. */
export function declaredNames(text: string, wanted: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const statement of topLevelStatements(withoutCommentsAndDirectives(text))) {
    if (!/^\s*(typedef|static)\b/.test(statement)) collectNames(statement, wanted, names);
  }
  return names;
}

function collectNames(statement: string, wanted: ReadonlySet<string>, names: Set<string>): void {
  const isExtern = /\bextern\b/.test(statement);
  const isDeclareMacro = /^\s*(extern\s+)?[A-Z_]*DECLARE_\w+\s*\(/.test(statement);
  let depth = 0;
  for (const match of statement.matchAll(/[A-Za-z_]\w*|[()]/g)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    else if (wanted.has(match[0])) {
      const isCallShaped = /^\s*\(/.test(statement.slice(match.index + match[0].length));
      const isPointer = /\(\s*\*\s*$/.test(statement.slice(0, match.index));
      const declares = depth === 0 ? isCallShaped || isExtern : isDeclareMacro || (isExtern && depth === 1 && isPointer);
      if (declares) names.add(match[0]);
    }
  }
}

/** Statements outside all braces, without what their own braces hold; a function's definition is left out. */
function* topLevelStatements(text: string): Generator<string> {
  let depth = 0;
  let statement = '';
  for (const match of text.matchAll(/[{};]|[^{};]+/g)) {
    const piece = match[0];
    if (piece === '{') {
      if (depth === 0 && /extern\s+""\s*$/.test(statement)) statement = '';
      else depth++;
    } else if (piece === '}') {
      if (depth > 0) depth--;
      if (depth === 0 && /\)\s*[\w\s()]*$/.test(statement) && !/\b(struct|union|enum)\s+\w*\s*$/.test(statement)) statement = '';
    } else if (piece === ';') {
      if (depth > 0) continue;
      yield statement;
      statement = '';
    } else if (depth === 0) {
      statement += piece;
    }
  }
}

function withoutCommentsAndDirectives(text: string): string {
  return text
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (piece) => (piece.startsWith('"') ? '""' : ' '))
    .replace(/^[ \t]*#[^\n]*$/gm, '');
}

/** The header that people include comes first: include/linux, other general headers, those of one architecture. */
function comparePublicity(a: string, b: string): number {
  return rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1);
}

function rank(path: string): number {
  if (/^include\/(asm-generic|trace|uapi)\//.test(path)) return 3;
  if (path.startsWith('include/linux/')) return 0;
  return path.startsWith('include/') ? 1 : 2;
}
