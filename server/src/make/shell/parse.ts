/** Parses POSIX shell commands (XCU chapter 2) as far as make files and their helper scripts use them. Words stay raw text. */

export type Command =
  | { readonly kind: 'simple'; readonly words: readonly string[]; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'pipeline'; readonly commands: readonly Command[]; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly left: Command; readonly right: Command }
  | { readonly kind: 'sequence'; readonly commands: readonly Command[] }
  | { readonly kind: 'group'; readonly body: Command; readonly subshell: boolean; readonly redirects: readonly Redirect[] }
  | { readonly kind: 'if'; readonly condition: Command; readonly then: Command; readonly otherwise: Command | undefined }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: Command; readonly body: Command }
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly string[] | undefined; readonly body: Command }
  | { readonly kind: 'case'; readonly word: string; readonly arms: readonly { patterns: readonly string[]; body: Command }[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command };

export interface Redirect {
  readonly descriptor: number | undefined;
  readonly operator: string;
  readonly word: string;
}

/** What cannot be understood or may not be run. The message is a clause for people. */
export class NotUnderstood extends Error {}

interface Lexeme {
  readonly kind: 'word' | 'operator' | 'end';
  readonly text: string;
}

const OPERATORS = ['&&', '||', ';;', '<<<', '<<', '>>', '>&', '<&', '>|', '&>', ';', '&', '|', '<', '>', '(', ')', '\n'];

export function parseShell(text: string): Command {
  const parser = new ShellParser(lex(text));
  const command = parser.list([]);
  parser.expectEnd();
  return command;
}

/** End of the quoted or substituted piece that starts at `at`; `at` itself for a plain character. */
export function endOfPiece(text: string, at: number): number {
  const c = text[at];
  if (c === '\\') return at + 1;
  if (c === "'") return closing(text, text.indexOf("'", at + 1));
  if (c === '"' || c === '`') {
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === c) return i;
      if (text[i] === '\\' || (c === '"' && (text[i] === '$' || text[i] === '`'))) i = endOfPiece(text, i);
    }
    return closing(text, -1);
  }
  if (c === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
    const close = text[at + 1] === '(' ? ')' : '}';
    let depth = 0;
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === text[at + 1]) depth++;
      else if (text[i] === close && --depth === 0) return i;
      else if ('\\\'"`$'.includes(text[i]!)) i = endOfPiece(text, i);
    }
    return closing(text, -1);
  }
  return at;
}

function closing(_text: string, index: number): number {
  if (index < 0) throw new NotUnderstood('has a quote that is not closed');
  return index;
}

function lex(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (c === ' ' || c === '\t' || c === '\r') at++;
    else if (c === '\\' && text[at + 1] === '\n') at += 2;
    else if (c === '#') at = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    else {
      const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
      if (operator !== undefined) {
        lexemes.push({ kind: 'operator', text: operator });
        at += operator.length;
        continue;
      }
      const start = at;
      while (at < text.length && !/[\s;&|<>()]/.test(text[at]!)) {
        const end = endOfPiece(text, at);
        at = end + 1;
      }
      lexemes.push({ kind: 'word', text: text.slice(start, at) });
    }
  }
  return lexemes;
}

class ShellParser {
  private at = 0;

  constructor(private readonly lexemes: readonly Lexeme[]) {}

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw new NotUnderstood(`has an unexpected "${this.peek().text}"`);
  }

  /** Commands up to one of the reserved words or operators in `ends`. */
  list(ends: readonly string[]): Command {
    const commands: Command[] = [];
    for (;;) {
      while (this.peek().kind === 'operator' && [';', '\n', '&'].includes(this.peek().text)) this.at++;
      if (this.peek().kind === 'end' || ends.includes(this.peek().text)) break;
      commands.push(this.andOr());
      const next = this.peek();
      if (next.kind === 'end' || ends.includes(next.text)) break;
      if (next.kind !== 'operator' || ![';', '\n', '&'].includes(next.text)) throw new NotUnderstood(`has an unexpected "${next.text}"`);
    }
    return commands.length === 1 ? commands[0]! : { kind: 'sequence', commands };
  }

  private andOr(): Command {
    let left = this.pipeline();
    for (;;) {
      const operator = this.peek().text;
      if (this.peek().kind !== 'operator' || (operator !== '&&' && operator !== '||')) return left;
      this.at++;
      this.skipNewlines();
      left = { kind: operator === '&&' ? 'and' : 'or', left, right: this.pipeline() };
    }
  }

  private pipeline(): Command {
    let negated = false;
    while (this.peek().text === '!' && this.peek().kind === 'word') {
      negated = !negated;
      this.at++;
    }
    const commands = [this.command()];
    while (this.peek().kind === 'operator' && this.peek().text === '|') {
      this.at++;
      this.skipNewlines();
      commands.push(this.command());
    }
    return commands.length === 1 && !negated ? commands[0]! : { kind: 'pipeline', commands, negated };
  }

  private command(): Command {
    const { kind, text } = this.peek();
    if (kind === 'operator' && text === '(') return this.group(')', true);
    if (kind !== 'word') return this.simple();
    switch (text) {
      case '{':
        return this.group('}', false);
      case 'if':
        this.at++;
        return this.withRedirects(this.conditional());
      case 'while':
      case 'until': {
        this.at++;
        const condition = this.list(['do']);
        return this.withRedirects({ kind: 'loop', until: text === 'until', condition, body: this.doGroup() });
      }
      case 'for':
        return this.withRedirects(this.forLoop());
      case 'case':
        return this.withRedirects(this.caseOf());
      default:
        return this.isFunction() ? this.functionDefinition() : this.simple();
    }
  }

  private group(close: string, subshell: boolean): Command {
    this.at++;
    const body = this.list([close]);
    this.expect(close);
    return { kind: 'group', body, subshell, redirects: this.redirects() };
  }

  private conditional(): Command {
    const condition = this.list(['then']);
    this.expect('then');
    const then = this.list(['elif', 'else', 'fi']);
    const next = this.next().text;
    if (next === 'elif') return { kind: 'if', condition, then, otherwise: this.conditional() };
    const otherwise = next === 'else' ? this.list(['fi']) : undefined;
    if (next === 'else') this.expect('fi');
    else if (next !== 'fi') throw new NotUnderstood('has an if without fi');
    return { kind: 'if', condition, then, otherwise };
  }

  private doGroup(): Command {
    this.expect('do');
    const body = this.list(['done']);
    this.expect('done');
    return body;
  }

  private forLoop(): Command {
    this.at++;
    const name = this.next().text;
    this.skipNewlines();
    let words: string[] | undefined;
    if (this.peek().text === 'in') {
      this.at++;
      words = [];
      while (this.peek().kind === 'word') words.push(this.next().text);
    }
    while ([';', '\n'].includes(this.peek().text)) this.at++;
    return { kind: 'for', name, words, body: this.doGroup() };
  }

  private caseOf(): Command {
    this.at++;
    const word = this.next().text;
    this.skipNewlines();
    this.expect('in');
    const arms: { patterns: string[]; body: Command }[] = [];
    for (;;) {
      this.skipNewlines();
      if (this.peek().text === 'esac' || this.peek().kind === 'end') break;
      if (this.peek().text === '(') this.at++;
      const patterns = [this.next().text];
      while (this.peek().text === '|') {
        this.at++;
        patterns.push(this.next().text);
      }
      this.expect(')');
      arms.push({ patterns, body: this.list([';;', 'esac']) });
      if (this.peek().text === ';;') this.at++;
    }
    this.expect('esac');
    return { kind: 'case', word, arms };
  }

  private isFunction(): boolean {
    const [name, open, close] = [0, 1, 2].map((ahead) => this.lexemes[this.at + ahead]?.text);
    return name === 'function' || (open === '(' && close === ')');
  }

  private functionDefinition(): Command {
    if (this.peek().text === 'function') this.at++;
    const name = this.next().text;
    if (this.peek().text === '(') {
      this.at++;
      this.expect(')');
    }
    this.skipNewlines();
    return { kind: 'function', name, body: this.command() };
  }

  private simple(): Command {
    const words: string[] = [];
    const redirects: Redirect[] = [];
    for (;;) {
      const redirect = this.redirect();
      if (redirect) redirects.push(redirect);
      else if (this.peek().kind === 'word') words.push(this.next().text);
      else break;
    }
    if (words.length === 0 && redirects.length === 0) throw new NotUnderstood(`has an unexpected "${this.peek().text}"`);
    return { kind: 'simple', words, redirects };
  }

  private withRedirects(body: Command): Command {
    const redirects = this.redirects();
    return redirects.length === 0 ? body : { kind: 'group', body, subshell: false, redirects };
  }

  private redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let redirect = this.redirect(); redirect; redirect = this.redirect()) redirects.push(redirect);
    return redirects;
  }

  private redirect(): Redirect | undefined {
    const { kind, text } = this.peek();
    const numbered = kind === 'word' && /^\d$/.test(text) && /^[<>]/.test(this.lexemes[this.at + 1]?.text ?? '');
    const operator = numbered ? this.lexemes[this.at + 1]! : this.peek();
    if (operator.kind !== 'operator' || !/[<>]/.test(operator.text)) return undefined;
    this.at += numbered ? 2 : 1;
    return { descriptor: numbered ? Number(text) : undefined, operator: operator.text, word: this.next().text };
  }

  private skipNewlines(): void {
    while (this.peek().kind === 'operator' && this.peek().text === '\n') this.at++;
  }

  private peek(): Lexeme {
    return this.lexemes[this.at] ?? { kind: 'end', text: '' };
  }

  private next(): Lexeme {
    const lexeme = this.peek();
    if (lexeme.kind === 'end') throw new NotUnderstood('ends too early');
    this.at++;
    return lexeme;
  }

  private expect(text: string): void {
    if (this.next().text !== text) throw new NotUnderstood(`lacks "${text}"`);
  }
}
