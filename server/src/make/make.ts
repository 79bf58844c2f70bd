/**
 * Reads make files as GNU make does before it runs anything: variables, conditionals, includes, functions, rules.
 * Nothing is executed: recipes are kept as text, and `$(shell …)` goes to a reader of simple commands (shell.ts).
 */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import { callFunction, type FunctionContext } from './functions.ts';
import { glob } from './glob.ts';
import { joinContinuations, logicalLines, withoutComment, type LogicalLine } from './logical-lines.ts';
import { closingBracket, indexOutsideReferences, matchStem, splitWords, substitutePattern } from './words.ts';
import { Variables, type Origin, type Variable } from './variables.ts';

export interface RecipeLine {
  readonly text: string;
  readonly line: number;
}

export interface Rule {
  readonly targets: readonly string[];
  readonly prerequisites: readonly string[];
  readonly recipe: RecipeLine[];
  readonly file: string;
  readonly line: number;
}

/** `target: VARIABLE = value`: holds while that target is made. */
interface TargetAssignment {
  readonly targets: readonly string[];
  readonly assignment: Assignment;
}

export interface Switch {
  readonly name: string;
  readonly value: string;
  /** As the make file has it: "WITH_X", "WITH_X=1". */
  readonly condition: string;
}

interface Assignment {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
  readonly override: boolean;
}

/** Text of a command's output, or why it cannot be known without running it. */
export type ShellReader = (command: string, make: Make) => { readonly output: string } | { readonly reason: string };

export interface MakeEnvironment {
  readonly files: Files;
  /** Working directory; absolute. */
  readonly directory: string;
  /** Where `include` looks for relative names that are not in the working directory. */
  readonly includeDirs: readonly string[];
  readonly shell: ShellReader;
  /** Consulted for variables that nothing defines. */
  readonly fallback?: (name: string) => Variable | undefined;
}

/** Steps of expansion that one set of make files may take: real ones need some thousands. */
const WORK_LIMIT = 2_000_000;
const INCLUDE_DEPTH_LIMIT = 100;
const EXPANSION_DEPTH_LIMIT = 200;
const EXPANSION_LENGTH_LIMIT = 4 << 20;

class WorkLimitReached extends Error {}

export class Make implements FunctionContext {
  readonly rules: Rule[] = [];
  readonly unread: Unread[] = [];
  /** Absolute paths of the make files that were read, in order. */
  readonly makeFiles: string[] = [];
  readonly files: Files;
  readonly directory: string;
  /** Assignments whose name came out switched off, as in `obj-$(CONFIG_X) += a.o` without CONFIG_X. */
  readonly switchedOff: { readonly written: string; readonly name: string; readonly words: readonly string[]; readonly line: number; readonly file: string }[] = [];
  /** Conditions that do not hold, and would if a variable had another value: `ifdef WITH_X`, `ifeq ($(WITH_X),1)`. */
  readonly switchesOff: Switch[] = [];
  private readonly globals: Variables;
  /** The innermost scope: of a function call or a target, else the globals. */
  private variables: Variables;
  private readonly exported = new Set<string>();
  private readonly unexported = new Set<string>();
  private exportAll = false;
  private readonly targetAssignments: TargetAssignment[] = [];
  private readonly expanding = new Set<string>();
  private readonly environment: MakeEnvironment;
  /** Where reading stands; line 0 stands for the file as a whole. */
  private place: { file: string; line: number };
  private includeDepth = 0;
  private expansionDepth = 0;
  private work = 0;

  constructor(environment: MakeEnvironment) {
    this.environment = environment;
    this.files = environment.files;
    this.directory = environment.directory;
    this.place = { file: environment.directory, line: 0 };
    this.globals = new Variables(null, environment.fallback);
    this.variables = this.globals;
    this.define('CURDIR', this.directory, 'file');
    this.define('MAKE', 'make', 'default');
    this.define('MAKEFILE_LIST', '', 'file');
    this.define('.DEFAULT_GOAL', '', 'file');
  }

  /** Sets a variable that is not expanded again. */
  define(name: string, value: string, origin: Origin, recursive = false): void {
    this.variables.assign(name, { value, recursive, origin });
  }

  variable(name: string): Variable | undefined {
    return this.variables.get(name);
  }

  /** Expanded value of a variable; empty when undefined. */
  value(name: string): string {
    const variable = this.variables.get(name);
    if (!variable) return '';
    return variable.recursive ? this.guarded(() => this.expandVariable(name, variable), '') : variable.value;
  }

  /** The words of a variable. */
  list(name: string): string[] {
    return splitWords(this.value(name));
  }

  /** Names set by anybody, for conventions that look for families of variables. */
  names(): Set<string> {
    return this.variables.names();
  }

  /** Reads a make file and all that it includes. False when it cannot be read. */
  readFile(file: string): boolean {
    this.place = { file: path.resolve(this.directory, file), line: 0 };
    return this.guarded(() => this.include(path.resolve(this.directory, file), file), true);
  }

  evaluate(text: string): void {
    this.read(text, this.place.file, this.place.line);
  }

  /** What a make started by this one finds in its environment. */
  exportedVariables(): Map<string, string> {
    const names = this.exportAll ? this.variables.names() : this.exported;
    const exported = new Map<string, string>();
    for (const name of names) {
      const variable = this.variables.get(name);
      if (!variable || this.unexported.has(name) || variable.origin === 'default') continue;
      exported.set(name, this.value(name));
    }
    return exported;
  }

  /** Environment of commands that `$(shell …)` would start: what is exported, and what came from outside. */
  shellVariables(): Map<string, string> {
    const variables = new Map<string, string>();
    for (const name of this.variables.names()) {
      const variable = this.variables.get(name)!;
      const fromOutside = variable.origin === 'environment' || variable.origin === 'command line';
      if (/^[A-Za-z_]\w*$/.test(name) && (fromOutside || this.exported.has(name)) && !variable.recursive) variables.set(name, variable.value);
    }
    return variables;
  }

  /** Evaluates `use` while the variables of `target` hold: its target-specific ones, and `locals`. */
  forTarget<T>(target: string, locals: ReadonlyMap<string, string>, use: () => T): T {
    return this.withScope(() => {
      for (const [name, value] of locals) this.define(name, value, 'automatic');
      for (const { targets, assignment } of this.targetAssignments) {
        if (targets.some((pattern) => matchStem(pattern, target) !== undefined)) this.guarded(() => this.assign(assignment, this.variables), '');
      }
      return use();
    });
  }

  report(reason: string): void {
    const { file } = this.place;
    const line = this.place.line === 0 ? undefined : this.place.line;
    if (this.unread.some((known) => known.file === file && known.line === line && known.reason === reason)) return;
    this.unread.push(line === undefined ? { file, reason } : { file, line, reason });
  }

  /** Expands text from outside, a recipe for example, within the limits on work. */
  expanded(text: string): string {
    return this.guarded(() => this.expand(text), '');
  }

  // --- expansion -----------------------------------------------------------------------------------------------

  expand(text: string): string {
    let dollar = text.indexOf('$');
    if (dollar < 0) return text;
    if (++this.work > WORK_LIMIT) throw new WorkLimitReached();
    let result = '';
    let from = 0;
    while (dollar >= 0 && dollar + 1 < text.length) {
      result += text.slice(from, dollar);
      const next = text[dollar + 1]!;
      if (next === '(' || next === '{') {
        const close = closingBracket(text, dollar + 1);
        if (close < 0) {
          this.report('unterminated variable reference');
          return result;
        }
        result += this.reference(text.slice(dollar + 2, close));
        from = close + 1;
      } else {
        result += next === '$' ? '$' : this.reference(next);
        from = dollar + 2;
      }
      if (result.length > EXPANSION_LENGTH_LIMIT) throw new WorkLimitReached();
      dollar = text.indexOf('$', from);
    }
    return result + text.slice(from);
  }

  expandWith(text: string, locals: ReadonlyMap<string, string>): string {
    return this.withScope(() => {
      for (const [name, value] of locals) this.define(name, value, 'automatic');
      return this.expand(text);
    });
  }

  shell(command: string): string {
    const result = this.environment.shell(command, this);
    if ('output' in result) return result.output;
    this.report(result.reason);
    return '';
  }

  private reference(inner: string): string {
    const called = callFunction(inner, this);
    if (called !== undefined) return called;
    const colon = indexOutsideReferences(inner, ':');
    const equals = colon < 0 ? -1 : indexOutsideReferences(inner, '=', colon);
    if (equals >= 0) {
      const words = splitWords(this.valueOf(this.expand(inner.slice(0, colon))));
      const pattern = this.expand(inner.slice(colon + 1, equals));
      const replacement = this.expand(inner.slice(equals + 1));
      const percent = pattern.includes('%');
      return words
        .map((word) => substitutePattern(percent ? pattern : '%' + pattern, percent ? replacement : '%' + replacement, word))
        .join(' ');
    }
    return this.valueOf(this.expand(inner));
  }

  private valueOf(name: string): string {
    const variable = this.variables.get(name);
    if (!variable) return this.automaticPart(name);
    return variable.recursive ? this.expandVariable(name, variable) : variable.value;
  }

  /** $(@D), $(*F) and their kin. */
  private automaticPart(name: string): string {
    const match = /^([@*<^?+%])([DF])$/.exec(name);
    if (!match) return '';
    return eachPath(this.valueOf(match[1]!), match[2] === 'D' ? (p) => path.posix.dirname(p) : (p) => path.posix.basename(p));
  }

  private expandVariable(name: string, variable: Variable): string {
    // A function called by name may well call itself with other arguments; a plain reference must not.
    if (this.expanding.has(name)) {
      this.report(`variable ${name} refers to itself`);
      return '';
    }
    if (this.expansionDepth >= EXPANSION_DEPTH_LIMIT) throw new WorkLimitReached();
    this.expanding.add(name);
    this.expansionDepth++;
    try {
      return this.expand(variable.value);
    } finally {
      this.expanding.delete(name);
      this.expansionDepth--;
    }
  }

  private withScope<T>(use: () => T): T {
    if (this.expansionDepth >= EXPANSION_DEPTH_LIMIT) throw new WorkLimitReached();
    const outer = this.variables;
    this.variables = new Variables(outer);
    this.expansionDepth++;
    try {
      return use();
    } finally {
      this.expansionDepth--;
      this.variables = outer;
    }
  }

  /** The one place where a limit on work ends: what was done so far counts, and the cut is reported. */
  private guarded<T>(use: () => T, cut: T): T {
    try {
      return use();
    } catch (error) {
      if (!(error instanceof WorkLimitReached) && !(error instanceof RangeError)) throw error;
      this.report('takes more work to evaluate than is allowed; what follows was not read');
      return cut;
    }
  }

  // --- reading --------------------------------------------------------------------------------------------------

  private include(file: string, spelled: string): boolean {
    const content = this.files.read(file);
    if (!isReadable(content)) return false;
    if (this.includeDepth >= INCLUDE_DEPTH_LIMIT) {
      this.report('make files include one another without end');
      return true;
    }
    this.makeFiles.push(file);
    this.define('MAKEFILE_LIST', `${this.value('MAKEFILE_LIST')} ${spelled}`, 'file');
    this.includeDepth++;
    try {
      this.read(content.text, file, 1);
    } finally {
      this.includeDepth--;
    }
    return true;
  }

  private read(text: string, file: string, firstLine: number): void {
    const lines = logicalLines(text);
    const conditions = new Conditions();
    let rule: Rule | undefined;
    const outerPlace = this.place;
    for (let i = 0; i < lines.length; i++) {
      const { text: raw, line } = lines[i]!;
      this.place = { file, line: line + firstLine - 1 };
      if (raw.startsWith('\t') && rule) {
        if (!conditions.skipping) rule.recipe.push({ text: raw.slice(1), line: this.place.line });
        continue;
      }
      const statement = withoutComment(joinContinuations(raw)).trimStart();
      if (statement.trim() === '') continue;
      if (this.readConditional(statement, conditions)) continue;
      const definition = /^((?:(?:override|export|private)\s+)*)define\s+(\S.*)$/.exec(statement.trimEnd());
      if (definition) {
        const end = endOfDefine(lines, i + 1);
        if (!conditions.skipping) this.readDefine(definition[1]!, definition[2]!, lines.slice(i + 1, end));
        i = end;
        rule = undefined;
        continue;
      }
      if (conditions.skipping) continue;
      rule = this.readStatement(statement);
    }
    if (conditions.open) this.report('ifeq, ifneq, ifdef or ifndef without endif');
    this.place = outerPlace;
  }

  /** Executes one statement; returns the rule that following recipe lines belong to. */
  private readStatement(statement: string): Rule | undefined {
    if (this.readAssignment(statement)) return undefined;
    const directive = /^(-?include|sinclude|export|unexport|undefine|override\s+undefine|vpath|load|-load)(?:\s+(.*))?$/s.exec(statement.trimEnd());
    if (!directive) return this.readRule(statement);
    const operands = () => splitWords(this.expand(directive[2] ?? ''));
    switch (directive[1]!) {
      case 'include':
        this.readIncludes(operands(), true);
        break;
      case '-include':
      case 'sinclude':
        this.readIncludes(operands(), false);
        break;
      case 'export':
        if (directive[2] === undefined) this.exportAll = true;
        for (const name of operands()) this.exported.add(name);
        break;
      case 'unexport':
        for (const name of operands()) this.unexported.add(name);
        break;
      case 'undefine':
      case 'override undefine':
        for (const name of operands()) this.variables.remove(name);
        break;
      default:
        break; // vpath and load change nothing that is read here
    }
    return undefined;
  }

  private readIncludes(names: readonly string[], required: boolean): void {
    for (const name of names) {
      const found = glob(this.files, this.directory, name);
      if (found.length > 0) {
        for (const file of found) this.include(path.resolve(this.directory, file), file);
        continue;
      }
      const elsewhere = this.environment.includeDirs.map((dir) => path.join(dir, name)).find((file) => this.files.stat(file));
      if (elsewhere) this.include(elsewhere, elsewhere);
      else if (required) this.report(`includes ${name}, which does not exist`);
    }
  }

  private readAssignment(statement: string): boolean {
    let rest = statement;
    let override = false;
    let exporting = false;
    for (;;) {
      const modifier = /^(override|export|private)\s+(?=\S)/.exec(rest);
      if (!modifier) break;
      const after = rest.slice(modifier[0].length);
      if (/^(::?:?|\+|\?|!)?=/.test(after)) break; // a variable called "export"
      if (modifier[1] === 'override') override = true;
      if (modifier[1] === 'export') exporting = true;
      rest = after;
    }
    const assignment = parseAssignment(rest, override);
    if (!assignment) return false;
    const name = this.assign(assignment);
    if (exporting && name !== '') this.exported.add(name);
    return true;
  }

  /** Assignments go to the globals, also those that eval makes inside a function; only a target's own have another scope. */
  private assign({ name: written, operator, value, override }: Assignment, scope = this.globals): string {
    const name = this.expand(written).trim();
    if (name === '') {
      this.report('empty variable name');
      return '';
    }
    const set = (text: string, recursive: boolean, as: Origin = override ? 'override' : 'file') =>
      scope.assign(name, { value: text, recursive, origin: as });
    const present = this.variables.get(name);
    if (operator === '?=') {
      if (!present) set(value, true);
    } else if (operator === '=') set(value, true);
    else if (operator === '!=') set(this.shell(this.expand(value)), false);
    else if (operator === '+=') {
      const added = present && !present.recursive ? this.expand(value) : value;
      // What is appended to keeps its strength, but for the environment's: a make file has changed it now.
      const strong = present?.origin === 'command line' || present?.origin === 'override';
      if (strong && !override) return name;
      set(present && present.value !== '' ? `${present.value} ${added}` : added, present?.recursive ?? true);
    } else set(this.expand(value), false);
    if (written.includes('$') && /-n?$/.test(name)) {
      this.switchedOff.push({ written, name, words: splitWords(this.expand(value)), ...this.place });
    }
    return name;
  }

  private readDefine(modifiers: string, header: string, body: readonly LogicalLine[]): void {
    const match = /^(.*?)\s*(\?=|\+=|::?:?=|!=|=)?\s*$/.exec(header)!;
    const value = body.map((line) => line.text).join('\n');
    const override = modifiers.includes('override');
    const name = this.assign({ name: match[1]!, operator: match[2] ?? '=', value, override });
    if (modifiers.includes('export')) this.exported.add(name);
  }

  /** `targets: prerequisites`, with a recipe behind `;`, or a target-specific variable. */
  private readRule(statement: string): Rule | undefined {
    let text = statement;
    let colon = indexOutsideReferences(text, ':');
    if (colon < 0) {
      // The rule may come out of a variable or a function; a line that expands to nothing is fine.
      text = this.expand(text);
      if (text.trim() === '') return undefined;
      if (text.includes('\n')) {
        this.evaluate(text);
        return undefined;
      }
      colon = text.indexOf(':');
      if (colon < 0) {
        this.report('is no assignment, no directive and no rule');
        return undefined;
      }
    }
    const targets = splitWords(this.expand(text.slice(0, colon)));
    const rest = text.slice(colon + 1).replace(/^:/, '');
    const specific = parseAssignment(rest.trimStart().replace(/^(?:(?:override|export|private)\s+)+/, ''), /^\s*override\s/.test(rest));
    if (specific) {
      this.targetAssignments.push({ targets, assignment: specific });
      return undefined;
    }
    const semicolon = indexOutsideReferences(rest, ';');
    const prerequisites = this.expand(semicolon < 0 ? rest : rest.slice(0, semicolon));
    const rule: Rule = {
      targets,
      prerequisites: splitWords(prerequisites.replace(/^.*?:(?!=)/, '').replace('|', ' ')),
      recipe: [],
      ...this.place,
    };
    if (semicolon >= 0) rule.recipe.push({ text: rest.slice(semicolon + 1), line: this.place.line });
    this.rules.push(rule);
    if (this.value('.DEFAULT_GOAL') === '') {
      const goal = targets.find((target) => !target.startsWith('.') && !target.includes('%'));
      if (goal !== undefined) this.define('.DEFAULT_GOAL', goal, 'file');
    }
    return rule;
  }

  // --- conditionals -----------------------------------------------------------------------------------------------

  private readConditional(statement: string, conditions: Conditions): boolean {
    const match = /^(ifeq|ifneq|ifdef|ifndef|else|endif)(?=[\s(#]|$)\s*(.*)$/s.exec(statement.trimEnd());
    if (!match || parseAssignment(statement, false)) return false;
    const [, keyword, operands] = match as unknown as [string, string, string];
    if (keyword === 'endif') {
      if (!conditions.close()) this.report('endif without ifeq, ifneq, ifdef or ifndef');
    } else if (keyword === 'else') {
      const next = /^(ifeq|ifneq|ifdef|ifndef)(?=[\s(]|$)\s*(.*)$/s.exec(operands);
      if (!conditions.alternative(() => (next ? this.condition(next[1]!, next[2]!) : true))) this.report('else without a condition');
    } else conditions.enter(() => this.condition(keyword, operands));
    return true;
  }

  private condition(keyword: string, operands: string): boolean {
    if (keyword === 'ifdef' || keyword === 'ifndef') {
      const name = this.expand(operands).trim();
      const defined = (this.variables.get(name)?.value ?? '') !== '';
      if (!defined && keyword === 'ifdef') this.noteSwitch(name, '1', name);
      return defined === (keyword === 'ifdef');
    }
    const sides = comparedSides(operands);
    if (!sides) {
      this.report(`${keyword} ${operands} cannot be understood`);
      return false;
    }
    const equal = this.expand(sides[0]) === this.expand(sides[1]);
    const compared = keyword === 'ifeq' && !equal ? comparedVariable(sides) : undefined;
    if (compared) this.noteSwitch(compared.name, compared.value, `${compared.name}=${compared.value}`);
    return equal === (keyword === 'ifeq');
  }

  private noteSwitch(name: string, value: string, condition: string): void {
    if (!this.switchesOff.some((known) => known.condition === condition)) this.switchesOff.push({ name, value, condition });
  }
}

/** The stack of open conditionals. A condition is evaluated only where its answer matters. */
class Conditions {
  private readonly stack: { outerSkips: boolean; taken: boolean; skips: boolean }[] = [];

  get skipping(): boolean {
    return this.stack.at(-1)?.skips ?? false;
  }

  get open(): boolean {
    return this.stack.length > 0;
  }

  enter(condition: () => boolean): void {
    const outerSkips = this.skipping;
    const taken = !outerSkips && condition();
    this.stack.push({ outerSkips, taken, skips: !taken });
  }

  alternative(condition: () => boolean): boolean {
    const top = this.stack.at(-1);
    if (!top) return false;
    const chosen = !top.outerSkips && !top.taken && condition();
    top.skips = !chosen;
    top.taken ||= chosen;
    return true;
  }

  close(): boolean {
    return this.stack.pop() !== undefined;
  }
}

/** `(a,b)`, `"a" "b"` and `'a' 'b'` of ifeq and ifneq; brackets are counted as GNU make's conditional_line does. */
function comparedSides(operands: string): [string, string] | undefined {
  if (operands.startsWith('(')) {
    const comma = unbalancedIndex(operands, 1, ',');
    const close = comma < 0 ? -1 : unbalancedIndex(operands, comma + 1, ')');
    if (close < 0) return undefined;
    return [operands.slice(1, comma).trimEnd(), operands.slice(comma + 1, close).trimStart()];
  }
  const quoted = /^(["'])(.*?)\1\s*(["'])(.*?)\3\s*$/s.exec(operands);
  return quoted ? [quoted[2]!, quoted[4]!] : undefined;
}

/** A variable compared with a word that says yes or no. Others ask for a platform or a compiler, which nobody switches on. */
function comparedVariable(sides: readonly [string, string]): { readonly name: string; readonly value: string } | undefined {
  for (const [one, value] of [sides, [sides[1], sides[0]]] as const) {
    const name = /^\$[({](?:strip\s+\$[({])?([\w.-]+)[)}]+$/.exec(one.trim())?.[1];
    if (name !== undefined && /^(?:[01yn]|yes|no|true|false|on|off|enabled?|disabled?)$/i.test(value.trim())) return { name, value: value.trim() };
  }
  return undefined;
}

/** First `wanted` that no bracket opened since `from` encloses. */
function unbalancedIndex(text: string, from: number, wanted: string): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (depth <= 0 && text[i] === wanted) return i;
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
  }
  return -1;
}

/** `name op value`; undefined when the text is no assignment. The name may hold references, but no blanks outside them. */
function parseAssignment(text: string, override: boolean): Assignment | undefined {
  const end = indexOutsideReferences(text, ' \t=:?+!');
  if (end < 0) return undefined;
  let at = end;
  // "?", "+" and "!" may be part of a name: x86-$(X)+=y is an append, a+b = c is not worth the trouble.
  while (/[?+!]/.test(text[at]!) && text[at + 1] !== '=') {
    at = indexOutsideReferences(text, ' \t=:?+!', at + 1);
    if (at < 0) return undefined;
  }
  const match = /^[ \t]*(:{0,3}=|\?=|\+=|!=)[ \t]*/.exec(text.slice(at));
  if (!match) return undefined;
  const operator = /^:+=$/.test(match[1]!) ? ':=' : match[1]!;
  return { name: text.slice(0, at), operator, value: text.slice(at + match[0].length), override };
}

/** Index of the endef that belongs to a define whose body starts at `from`. */
function endOfDefine(lines: readonly LogicalLine[], from: number): number {
  let depth = 1;
  for (let i = from; i < lines.length; i++) {
    const text = lines[i]!.text;
    if (text.startsWith('\t')) continue;
    if (/^ *((override|export|private)\s+)*define\s/.test(text)) depth++;
    else if (/^ *endef(\s|#|$)/.test(text) && --depth === 0) return i;
  }
  return lines.length;
}

function eachPath(list: string, change: (path: string) => string): string {
  return splitWords(list).map(change).join(' ');
}
