/** The conditions of CMake's if() (manual: if). What only configuring would find out stays a text. */

import { and, fact, not, or, type Truth } from '../truth.ts';

export interface ConditionWorld {
  /** What a variable is as a condition: its name where its value is not known. */
  variable(name: string): Truth;
  /** The value of a word that may be a variable's name; undefined where that is not known. */
  value(word: string): string | undefined;
  isTarget(name: string): boolean;
  exists(file: string): boolean;
  isCommand(name: string): boolean;
}

export interface ConditionWord {
  readonly text: string;
  readonly quoted: boolean;
  /** A variable whose value is not known, out of which the text came. */
  readonly unknown?: string;
}

const BINARY = /^(?:STREQUAL|STRLESS|STRGREATER|EQUAL|LESS|GREATER|LESS_EQUAL|GREATER_EQUAL|MATCHES|VERSION_\w+|IN_LIST|IS_NEWER_THAN|PATH_EQUAL)$/;
const TRUE = /^(?:1|on|yes|true|y|-?\d*[1-9]\d*(?:\.\d+)?)$/i;
const FALSE = /^(?:|0|off|no|false|n|ignore|notfound|.*-notfound)$/i;

export function constantTruth(text: string): boolean | undefined {
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : undefined;
}

export function conditionOfIf(words: readonly ConditionWord[], world: ConditionWorld): Truth {
  return new Reader(words, world).either();
}

/** OR is the weakest, then AND, NOT, and the tests with operands. */
class Reader {
  private i = 0;
  private depth = 0;

  constructor(
    private readonly words: readonly ConditionWord[],
    private readonly world: ConditionWorld,
  ) {}

  either(): Truth {
    let result = this.both();
    while (this.take('OR')) result = or(result, this.both());
    return result;
  }

  private both(): Truth {
    let result = this.negated();
    while (this.take('AND')) result = and(result, this.negated());
    return result;
  }

  private negated(): Truth {
    let negations = 0;
    while (this.take('NOT')) negations++;
    const result = this.test();
    return negations % 2 === 1 ? not(result) : result;
  }

  private test(): Truth {
    if (this.take('(')) {
      if (this.depth > 50) return 'a condition that is nested too deep';
      this.depth++;
      const inner = this.either();
      this.depth--;
      this.take(')');
      return inner;
    }
    const word = this.words[this.i++];
    if (!word) return false;
    const next = this.words[this.i];
    if (next && !next.quoted && BINARY.test(next.text)) {
      this.i++;
      return this.compared(word, next.text, this.words[this.i++] ?? { text: '', quoted: true });
    }
    if (next && !word.quoted && next.text !== ')' && next.text !== 'AND' && next.text !== 'OR') {
      const result = this.unary(word.text, next);
      if (result !== undefined) {
        this.i++;
        return result;
      }
    }
    if (word.unknown !== undefined) return word.unknown;
    const constant = constantTruth(word.text);
    if (constant !== undefined) return constant;
    return word.quoted ? false : this.world.variable(word.text);
  }

  private unary(operator: string, { text }: ConditionWord): Truth | undefined {
    switch (operator) {
      case 'DEFINED':
        return this.world.value(text) !== undefined ? true : text.replace(/^(?:ENV|CACHE)\{(.*)\}$/, '$1');
      case 'TARGET':
        return this.world.isTarget(text) ? true : fact(`target ${text}`);
      case 'EXISTS':
      case 'IS_DIRECTORY':
        return this.world.exists(text);
      case 'COMMAND':
        return this.world.isCommand(text);
      case 'POLICY':
        return true;
      case 'IS_ABSOLUTE':
        return text.startsWith('/');
      default:
        return undefined;
    }
  }

  private compared(left: ConditionWord, operator: string, right: ConditionWord): Truth {
    const [one, other] = [left, right].map((word) => (word.unknown !== undefined ? undefined : (this.world.value(word.text) ?? word.text)));
    const shown = fact(`${left.unknown ?? left.text} ${operator} ${right.unknown ?? right.text}`);
    if (one === undefined || other === undefined) return shown;
    switch (operator) {
      case 'STREQUAL':
        return one === other || (this.isOpen(left) || this.isOpen(right) ? shown : false);
      case 'EQUAL':
      case 'LESS':
      case 'GREATER':
      case 'LESS_EQUAL':
      case 'GREATER_EQUAL':
        return numbers(Number(one), operator, Number(other)) ?? shown;
      case 'MATCHES':
        return this.isOpen(left) ? shown : matches(one, right.text) ?? shown;
      default:
        return shown;
    }
  }

  /** A word that looks like a variable which nobody set. */
  private isOpen({ text, quoted }: ConditionWord): boolean {
    return !quoted && /^[A-Z][A-Z0-9_]{3,}$/.test(text) && this.world.value(text) === undefined;
  }

  private take(keyword: string): boolean {
    const word = this.words[this.i];
    if (!word || word.quoted || word.text !== keyword) return false;
    this.i++;
    return true;
  }
}

function numbers(one: number, operator: string, other: number): boolean | undefined {
  if (Number.isNaN(one) || Number.isNaN(other)) return undefined;
  if (operator === 'EQUAL') return one === other;
  if (operator.startsWith('LESS')) return one < other || (operator.endsWith('EQUAL') && one === other);
  return one > other || (operator.endsWith('EQUAL') && one === other);
}

/** Only of simple patterns: words, anchors and alternatives. Others could take for ever. */
function matches(text: string, pattern: string): boolean | undefined {
  if (!/^[\w.^$|()\s-]*$/.test(pattern) || pattern.length > 200) return undefined;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return undefined;
  }
}
