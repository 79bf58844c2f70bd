/**
 * Reads what a C text uses, in one pass over its characters. It keeps the few states that tell a use from a declaration:
 * how deep in braces and parentheses it is, what stood before, and what the function at hand calls its own. Code that it
 * misreads (macros that hide braces) costs some names of one function: a brace at the beginning of a line ends it.
 */

import { ConditionalStack } from './c-conditionals.ts';
import { identifiersOf, unescapeC } from './c-words.ts';
import type { ConditionalInclude, CUses, StartedFile } from './c-uses.ts';

export function scanCUses(text: string): CUses {
  return new Scanner(text).scan();
}

const KEYWORDS = new Set(
  ('auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short ' +
    'signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Complex _Alignas _Alignof _Atomic _Generic _Noreturn ' +
    '_Static_assert _Thread_local defined __attribute__ __extension__ __inline __inline__ __restrict __volatile__ __asm__ asm __typeof__ typeof').split(' '),
);
/** Words behind which an expression goes on: what follows is no name that is declared. */
const BEFORE_EXPRESSION = new Set(['return', 'case', 'else', 'do', 'goto', 'sizeof', 'typeof', '__typeof__', '_Alignof', 'defined']);
const TAG_WORDS = new Set(['struct', 'union', 'enum']);

/** POSIX.1-2017 system interfaces: exec, popen, posix_spawnp, system; dlopen, and GLib's g_module_open that stands on it. */
const LOADERS = new Set(['dlopen', 'dlmopen', 'g_module_open']);
const STARTERS = new Set(['execl', 'execle', 'execlp', 'execv', 'execve', 'execvp', 'popen', 'system', 'posix_spawnp', 'g_spawn_command_line_async', 'g_spawn_command_line_sync']);

const LF = 10, CR = 13, HASH = 35, QUOTE = 34, APOSTROPHE = 39, OPEN_PAREN = 40, CLOSE_PAREN = 41, STAR = 42, COMMA = 44, DOT = 46, SLASH = 47, SEMICOLON = 59, EQUALS = 61, GREATER = 62, BRACKET = 91, BACKSLASH = 92, OPEN_BRACE = 123, CLOSE_BRACE = 125;
const WORD = 1, DIGIT = 2;
const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) if (/[A-Za-z_$]/.test(String.fromCharCode(c))) CLASS[c] = WORD;
for (let c = 48; c < 58; c++) CLASS[c] = DIGIT;

/** What stood last: a punctuator by its character, or one of these. */
const NOTHING = 0, NAME = 1, LITERAL = 2, ARROW = 3;

class Scanner {
  private readonly includes: ConditionalInclude[] = [];
  private readonly references = new Map<string, number[]>();
  private readonly definitions = new Set<string>();
  private readonly fallbacks = new Set<string>();
  private readonly declarations = new Set<string>();
  private readonly bodies = new Map<string, string[]>();
  private readonly strings = new Map<string, string>();
  private readonly starts: StartedFile[] = [];
  private readonly conditionals = new ConditionalStack();

  private braces = 0;
  private parens = 0;
  private previous = NOTHING;
  private previousWord = '';
  /** Before a run of stars: "char" in "char **p". */
  private beforeStars = NOTHING;
  private beforeStarsWord = '';
  /** What stood before the word before: tells whether "a *b" begins a statement. */
  private beforeWord = NOTHING;
  private beforeWordText = '';

  /** At file scope: the first name with parentheses behind it in this declaration. */
  private candidate: { name: string; at: number; typed: boolean; closed: boolean } | undefined;
  private isExtern = false;
  private isTypedef = false;
  private hasInitializer = false;
  private words = 0;
  /** In a function: its name, its own names, and the names that it uses. */
  private inFunction: string | null = null;
  private inAggregate = false;
  private locals = new Set<string>();
  private uses: { name: string; at: number }[] = [];
  private declaring = false;
  private declaringDepth = 0;

  constructor(private readonly text: string) {}

  scan(): CUses {
    const { text } = this;
    let lineStart = true;
    for (let i = 0; i < text.length; ) {
      const c = text.charCodeAt(i);
      if (c <= 32) {
        if (c === LF || c === CR) lineStart = true;
        i++;
        continue;
      }
      if (c === SLASH) {
        const next = text.charCodeAt(i + 1);
        if (next === STAR || next === SLASH) {
          i = next === STAR ? endOfComment(text, i) : endOfLine(text, i);
          continue;
        }
      }
      if (c === HASH && lineStart) {
        i = this.directive(i);
        continue;
      }
      if (c === BACKSLASH) {
        i++;
        continue;
      }
      const first = lineStart;
      lineStart = false;
      if (this.conditionals.dead) {
        i = c === QUOTE || c === APOSTROPHE ? endOfLiteral(text, i) : i + 1;
        continue;
      }
      const kind = c < 128 ? CLASS[c]! : WORD;
      if (kind === WORD) i = this.word(i);
      else if (kind === DIGIT) {
        i = endOfNumber(text, i);
        this.previous = LITERAL;
      } else if (c === QUOTE || c === APOSTROPHE) {
        i = endOfLiteral(text, i);
        this.previous = LITERAL;
      } else {
        this.punctuator(c, first && (i === 0 || text.charCodeAt(i - 1) === LF));
        i++;
      }
    }
    this.flush();
    const { includes, references, definitions, fallbacks, declarations, bodies, strings, starts } = this;
    return { includes, references, definitions, fallbacks, declarations, bodies, strings, starts, conditions: this.conditionals.found };
  }

  private word(start: number): number {
    const { text } = this;
    let end = start + 1;
    for (let c; (c = text.charCodeAt(end)) === c && (c < 128 ? CLASS[c] : WORD); ) end++;
    const name = text.slice(start, end);
    const next = this.nextCharacter(end);
    // L"…", u8"…": a prefix, no name.
    if (next === QUOTE && end - start <= 2 && text.charCodeAt(end) === QUOTE) return end;
    if (KEYWORDS.has(name)) this.keyword(name);
    else if (this.braces === 0 && this.inFunction === null) this.nameAtFileScope(name, start, next);
    else if (!this.inAggregate) this.nameInCode(name, start, next);
    this.beforeWord = this.previous;
    this.beforeWordText = this.previousWord;
    this.previous = NAME;
    this.previousWord = name;
    return end;
  }

  private keyword(name: string): void {
    if (this.braces > 0 || this.parens > 0) return;
    if (name === 'extern') this.isExtern = true;
    else if (name === 'typedef') this.isTypedef = true;
    this.words++;
  }

  private nameAtFileScope(name: string, at: number, next: number): void {
    const { previous } = this;
    if (previous === DOT || previous === ARROW || (previous === NAME && TAG_WORDS.has(this.previousWord))) return;
    if (this.hasInitializer) {
      this.uses.push({ name, at });
      return;
    }
    if (this.parens > 0) {
      // Parameters of a function, or arguments of a macro that stands alone: which, the end of the declaration tells.
      if (this.isDeclared(next)) this.locals.add(name);
      else this.uses.push({ name, at });
      return;
    }
    if (next === OPEN_PAREN) {
      // "MACRO (…)" without a type and without a semicolon, and then a declaration.
      if (this.candidate?.closed && !this.candidate.typed) {
        this.uses.push({ name: this.candidate.name, at: this.candidate.at });
        this.candidate = undefined;
      }
      if (this.candidate === undefined) {
        this.candidate = { name, at, typed: previous === NAME || previous === STAR, closed: false };
        if (this.isTypedef) this.definitions.add(name);
      }
    } else if (this.candidate?.closed) {
      if (this.isDeclared(next)) this.locals.add(name);
    } else if (previous === NAME || previous === STAR || previous === COMMA) this.nameOfVariable(name, next);
    this.words++;
  }

  private nameOfVariable(name: string, next: number): void {
    if (next !== EQUALS && next !== SEMICOLON && next !== COMMA && next !== BRACKET) return;
    if (this.isExtern && next !== EQUALS) this.declarations.add(name);
    else this.defined(name);
  }

  private defined(name: string): void {
    this.definitions.add(name);
    if (this.conditionals.condition !== null) this.fallbacks.add(name);
  }

  private nameInCode(name: string, at: number, next: number): void {
    const { previous } = this;
    if (previous === DOT || previous === ARROW || (previous === NAME && (TAG_WORDS.has(this.previousWord) || this.previousWord === 'goto'))) return;
    const continues = this.declaring && previous === COMMA && this.parens === this.declaringDepth;
    if (next !== OPEN_PAREN && (continues || this.isDeclared(next))) {
      this.locals.add(name);
      if (this.inFunction !== null && !this.declaring) {
        this.declaring = true;
        this.declaringDepth = this.parens;
      }
      return;
    }
    if (next === OPEN_PAREN && (LOADERS.has(name) || STARTERS.has(name))) this.start(name, at);
    this.uses.push({ name, at });
  }

  /** "type name", "type *name": the name is declared here. */
  private isDeclared(next: number): boolean {
    const { previous, previousWord } = this;
    if (previous === NAME) return !BEFORE_EXPRESSION.has(previousWord) && next !== OPEN_PAREN;
    if (previous !== STAR || this.beforeStars !== NAME || BEFORE_EXPRESSION.has(this.beforeStarsWord)) return false;
    const { beforeWord } = this;
    const begins = beforeWord === SEMICOLON || beforeWord === OPEN_BRACE || beforeWord === CLOSE_BRACE || (beforeWord === NAME && !BEFORE_EXPRESSION.has(this.beforeWordText));
    return begins || (this.inFunction === null && (beforeWord === OPEN_PAREN || beforeWord === COMMA)) || (KEYWORDS.has(this.beforeStarsWord));
  }

  /** dlopen("libfrob.so.1", …) */
  private start(name: string, at: number): void {
    const open = this.text.indexOf('(', at);
    const argument = /^\(\s*(?:"((?:\\[\s\S]|[^"\\\n])*)"\s*[,)]|([A-Za-z_]\w*)\s*[,)])/.exec(this.text.slice(open, open + 300));
    if (!argument) return;
    const [whole, inside, word] = argument as unknown as [string, string | undefined, string | undefined];
    this.starts.push({ function: name, loads: LOADERS.has(name), text: inside === undefined ? null : unescapeC(inside), name: word ?? null, span: { start: at, end: open + whole.length } });
  }

  private punctuator(c: number, inFirstColumn: boolean): void {
    switch (c) {
      case OPEN_PAREN:
        this.parens++;
        break;
      case CLOSE_PAREN:
        if (this.parens > 0) this.parens--;
        if (this.braces === 0 && this.parens === 0 && this.candidate) {
          this.candidate.closed = true;
          this.words = 0;
        }
        break;
      case OPEN_BRACE:
        this.openBrace();
        break;
      case CLOSE_BRACE:
        this.closeBrace(inFirstColumn);
        break;
      case SEMICOLON:
        this.semicolon();
        break;
      case EQUALS:
        if (this.braces === 0 && this.parens === 0 && this.inFunction === null) this.hasInitializer = true;
        break;
      default:
    }
    if (c === STAR) {
      if (this.previous !== STAR) {
        this.beforeStars = this.previous;
        this.beforeStarsWord = this.previousWord;
      }
    }
    this.previous = c === GREATER && this.previous === 45 ? ARROW : c;
  }

  private openBrace(): void {
    if (this.braces++ > 0) {
      this.declaring = false;
      return;
    }
    const { candidate, previous } = this;
    if (this.hasInitializer) return;
    if (candidate?.closed && (previous === CLOSE_PAREN || previous === SEMICOLON || (previous === NAME && this.words < 3 && !this.isTypedef))) {
      this.inFunction = candidate.name;
      this.defined(candidate.name);
      this.uses = this.uses.filter(({ at }) => at < candidate.at);
      return;
    }
    this.inAggregate = true;
  }

  private closeBrace(inFirstColumn: boolean): void {
    if (this.braces === 0) return;
    this.braces = inFirstColumn ? 0 : this.braces - 1;
    this.declaring = false;
    if (this.braces > 0) return;
    this.parens = 0;
    if (this.inFunction !== null) this.flush();
    this.inAggregate = false;
  }

  private semicolon(): void {
    this.declaring = false;
    if (this.braces > 0 || this.parens > 0 || this.inFunction !== null) return;
    const { candidate } = this;
    // The declarations between the parameters and the body of an old-style function.
    if (candidate?.closed && this.words >= 2 && !this.hasInitializer) {
      this.words = 0;
      return;
    }
    if (candidate?.typed && !this.hasInitializer && !this.isTypedef) {
      this.declarations.add(candidate.name);
      this.uses = [];
    } else if (candidate && !this.isTypedef) this.uses.push({ name: candidate.name, at: candidate.at });
    this.flush();
  }

  /** The end of a function or of a declaration: what it used, less what is its own. */
  private flush(): void {
    const { inFunction, candidate } = this;
    if (inFunction === null && candidate && !candidate.typed && !this.uses.some(({ at }) => at === candidate.at)) this.uses.push({ name: candidate.name, at: candidate.at });
    for (const { name, at } of this.uses) {
      if (this.locals.has(name)) continue;
      const known = this.references.get(name);
      if (known) known.push(at);
      else this.references.set(name, [at]);
    }
    if (inFunction !== null) this.bodies.set(inFunction, [...new Set(this.uses.filter(({ name }) => !this.locals.has(name)).map(({ name }) => name))]);
    this.inFunction = null;
    this.candidate = undefined;
    this.isExtern = this.isTypedef = this.hasInitializer = this.declaring = false;
    this.words = 0;
    this.uses = [];
    if (this.locals.size > 0) this.locals = new Set();
  }

  private directive(start: number): number {
    const { text } = this;
    const end = endOfDirective(text, start);
    const match = /^#[ \t]*(\w+)[ \t]*/.exec(text.slice(start, Math.min(end, start + 40)));
    if (!match) return end;
    const [head, name] = match as unknown as [string, string];
    const rest = (): string => withoutComments(text.slice(start + head.length, end));
    switch (name) {
      case 'if':
      case 'ifdef':
      case 'ifndef':
        this.conditionals.begin(name, rest(), start, this.braces, name === 'ifndef' ? nextDirective(text, end) : undefined);
        break;
      case 'elif':
      case 'else': {
        const depth = this.conditionals.otherwise(name === 'else' ? null : rest(), start);
        if (depth !== undefined && this.inFunction !== null && depth > 0) this.braces = depth;
        break;
      }
      case 'endif':
        this.conditionals.end(end);
        break;
      case 'include':
      case 'include_next':
        if (!this.conditionals.dead) this.include(start + head.length, end);
        break;
      case 'define':
        if (!this.conditionals.dead) this.define(start + head.length, end);
        break;
      default:
    }
    return end;
  }

  private include(start: number, end: number): void {
    const match = /^(?:"([^"\n]+)"|<([^>\n]+)>)/.exec(this.text.slice(start, end));
    if (!match) return;
    this.includes.push({
      path: (match[1] ?? match[2])!,
      quoted: match[1] !== undefined,
      span: { start, end: start + match[0].length },
      condition: this.conditionals.condition,
    });
  }

  private define(start: number, end: number): void {
    const { text } = this;
    const match = /^([A-Za-z_]\w*)(\([^)]*\))?/.exec(text.slice(start, Math.min(end, start + 1000)));
    if (!match) return;
    const name = match[1]!;
    const span = { start: start + match[0].length, end };
    const own = match[2] === undefined ? [] : identifiersOf(match[2], { start: 0, end: match[2].length }).map((parameter) => parameter.name);
    const names = identifiersOf(text, span).map((word) => word.name).filter((word) => !own.includes(word) && !KEYWORDS.has(word));
    this.bodies.set(name, [...new Set([...(this.bodies.get(name) ?? []), ...names])]);
    const string = /^\s*"((?:\\[\s\S]|[^"\\\n])*)"\s*$/.exec(text.slice(span.start, end));
    if (string) this.strings.set(name, unescapeC(string[1]!));
  }

  /** The character behind a word, blanks and comments aside. */
  private nextCharacter(at: number): number {
    const { text } = this;
    for (let i = at; ; ) {
      const c = text.charCodeAt(i);
      if (c <= 32) i++;
      else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = endOfComment(text, i);
      // "==" is no initialiser.
      else return c === EQUALS && text.charCodeAt(i + 1) === EQUALS ? NOTHING : c;
    }
  }
}

function endOfComment(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfNumber(text: string, at: number): number {
  let i = at + 1;
  for (let c; (c = text.charCodeAt(i)) === c && (c === DOT || (c < 128 && CLASS[c] !== 0)); ) i++;
  return i;
}

/** Behind the closing quote; an unterminated literal ends with its line. */
function endOfLiteral(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === LF) return i;
    if (c === BACKSLASH) i++;
  }
  return text.length;
}

/** The line end that closes a directive: continued lines and comments that span lines belong to it. */
function endOfDirective(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === LF) return i;
    if (c === BACKSLASH) i += text.charCodeAt(i + 1) === CR ? 2 : 1;
    else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = endOfComment(text, i) - 1;
    else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) return endOfLine(text, i);
    else if (c === QUOTE) i = endOfLiteral(text, i) - 1;
  }
  return text.length;
}

function nextDirective(text: string, from: number): { name: string; text: string } | undefined {
  const pattern = /^[ \t]*#[ \t]*(\w+)[ \t]*(.*)$/gm;
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match ? { name: match[1]!, text: match[2]!.trim() } : undefined;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g, ' ').replace(/\\\r?\n/g, ' ').replace(/\s+/g, ' ').trim();
}
