/**
 * The functions of GNU make (manual, chapter 8). Those that reach outside (shell, file) are not run here:
 * `shell` is handed to the context, which understands simple commands, and `file` is left unread.
 */

import path from 'node:path';
import { glob } from './glob.ts';
import { matchStem, splitArguments, splitWords, substitutePattern } from './words.ts';
import type { Files } from '../base/files.ts';
import type { Variable } from './variables.ts';

/** What functions need of the evaluator. */
export interface FunctionContext {
  readonly files: Files;
  /** Working directory of make; absolute. */
  readonly directory: string;
  expand(text: string): string;
  variable(name: string): Variable | undefined;
  /** Expands `text` with variables that exist only meanwhile. */
  expandWith(text: string, locals: ReadonlyMap<string, string>): string;
  evaluate(text: string): void;
  shell(command: string): string;
  report(reason: string): void;
}

type EagerFunction = (args: string[], context: FunctionContext) => string;

interface MakeFunction {
  readonly arguments: number;
  /** Lazy functions get their arguments unexpanded. */
  readonly lazy?: boolean;
  readonly run: EagerFunction;
}

const eachWord = (list: string, change: (word: string) => string): string => splitWords(list).map(change).join(' ');

const truth = (value: boolean, yes: string): string => (value ? yes : '');

function number(text: string, context: FunctionContext): number {
  const value = Number.parseInt(text.trim(), 10);
  if (Number.isNaN(value)) context.report(`"${text.trim()}" is not a number`);
  return Number.isNaN(value) ? 0 : value;
}

const FUNCTIONS: Readonly<Record<string, MakeFunction>> = {
  subst: { arguments: 3, run: ([from, to, text]) => (from ? text!.split(from).join(to) : text! + to!) },
  patsubst: {
    arguments: 3,
    run: ([pattern, replacement, text]) => eachWord(text!, (word) => substitutePattern(pattern!.trim(), replacement!.trim(), word)),
  },
  strip: { arguments: 1, run: ([text]) => splitWords(text!).join(' ') },
  findstring: { arguments: 2, run: ([needle, text]) => truth(text!.includes(needle!), needle!) },
  filter: {
    arguments: 2,
    run: ([patterns, text]) => {
      const wanted = wordMatcher(patterns!);
      return splitWords(text!).filter(wanted).join(' ');
    },
  },
  'filter-out': {
    arguments: 2,
    run: ([patterns, text]) => {
      const unwanted = wordMatcher(patterns!);
      return splitWords(text!).filter((word) => !unwanted(word)).join(' ');
    },
  },
  sort: { arguments: 1, run: ([list]) => [...new Set(splitWords(list!))].sort((a, b) => (a < b ? -1 : 1)).join(' ') },
  word: { arguments: 2, run: ([n, text], context) => splitWords(text!)[number(n!, context) - 1] ?? '' },
  wordlist: {
    arguments: 3,
    run: ([from, to, text], context) => splitWords(text!).slice(Math.max(number(from!, context) - 1, 0), number(to!, context)).join(' '),
  },
  words: { arguments: 1, run: ([text]) => String(splitWords(text!).length) },
  firstword: { arguments: 1, run: ([text]) => splitWords(text!)[0] ?? '' },
  lastword: { arguments: 1, run: ([text]) => splitWords(text!).at(-1) ?? '' },
  dir: { arguments: 1, run: ([list]) => eachWord(list!, (word) => word.slice(0, word.lastIndexOf('/') + 1) || './') },
  notdir: {
    arguments: 1,
    run: ([list]) => splitWords(list!).map((word) => word.slice(word.lastIndexOf('/') + 1)).filter(Boolean).join(' '),
  },
  suffix: { arguments: 1, run: ([list]) => splitWords(list!).map(suffixOf).filter(Boolean).join(' ') },
  basename: { arguments: 1, run: ([list]) => eachWord(list!, (word) => word.slice(0, word.length - suffixOf(word).length)) },
  addsuffix: { arguments: 2, run: ([suffix, list]) => eachWord(list!, (word) => word + suffix!) },
  addprefix: { arguments: 2, run: ([prefix, list]) => eachWord(list!, (word) => prefix! + word) },
  join: {
    arguments: 2,
    run: ([left, right]) => {
      const [a, b] = [splitWords(left!), splitWords(right!)];
      return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? '') + (b[i] ?? '')).join(' ');
    },
  },
  wildcard: {
    arguments: 1,
    run: ([patterns], context) => splitWords(patterns!).flatMap((pattern) => glob(context.files, context.directory, pattern)).join(' '),
  },
  realpath: {
    arguments: 1,
    run: ([names], context) =>
      splitWords(names!).map((name) => path.resolve(context.directory, name)).filter((name) => context.files.stat(name)).join(' '),
  },
  abspath: { arguments: 1, run: ([names], context) => eachWord(names!, (name) => path.resolve(context.directory, name)) },
  intcmp: {
    arguments: 5,
    run: ([left, right, less, equal, greater], context) => {
      const difference = number(left!, context) - number(right!, context);
      if (less === undefined) return difference === 0 ? left!.trim() : '';
      if (difference < 0) return less;
      return difference === 0 ? (equal ?? '') : (greater ?? equal ?? '');
    },
  },
  if: {
    arguments: 3,
    lazy: true,
    run: ([condition, yes, no], context) => {
      const chosen = context.expand(condition!.trim()) === '' ? no : yes;
      return chosen === undefined ? '' : context.expand(chosen);
    },
  },
  or: {
    arguments: Infinity,
    lazy: true,
    run: (args, context) => {
      for (const arg of args) {
        const value = context.expand(arg.trim());
        if (value !== '') return value;
      }
      return '';
    },
  },
  and: {
    arguments: Infinity,
    lazy: true,
    run: (args, context) => {
      let value = '';
      for (const arg of args) {
        value = context.expand(arg.trim());
        if (value === '') return '';
      }
      return value;
    },
  },
  foreach: {
    arguments: 3,
    lazy: true,
    run: ([name, list, text], context) => {
      const variable = context.expand(name!).trim();
      return splitWords(context.expand(list!))
        .map((word) => context.expandWith(text!, new Map([[variable, word]])))
        .join(' ');
    },
  },
  let: {
    arguments: 3,
    lazy: true,
    run: ([names, list, text], context) => {
      const variables = splitWords(context.expand(names!));
      const words = splitWords(context.expand(list!));
      const locals = variables.map((name, i): [string, string] => [
        name,
        i === variables.length - 1 ? words.slice(i).join(' ') : (words[i] ?? ''),
      ]);
      return context.expandWith(text!, new Map(locals));
    },
  },
  call: {
    arguments: Infinity,
    run: (args, context) => {
      const name = args[0]!.trim();
      const builtin = FUNCTIONS[name];
      if (builtin) return callBuiltin(builtin, args.slice(1), context);
      const variable = context.variable(name);
      if (!variable) return '';
      // Arguments that the call does not have are empty, not those of a call around it.
      const locals = new Map(Array.from({ length: 10 }, (_, i): [string, string] => [String(i), '']));
      args.forEach((arg, i) => locals.set(String(i), i === 0 ? name : arg));
      return variable.recursive ? context.expandWith(variable.value, locals) : variable.value;
    },
  },
  eval: {
    arguments: 1,
    run: ([text], context) => {
      context.evaluate(text!);
      return '';
    },
  },
  value: { arguments: 1, run: ([name], context) => context.variable(name!.trim())?.value ?? '' },
  origin: { arguments: 1, run: ([name], context) => context.variable(name!.trim())?.origin ?? 'undefined' },
  flavor: {
    arguments: 1,
    run: ([name], context) => {
      const variable = context.variable(name!.trim());
      if (!variable) return 'undefined';
      return variable.recursive ? 'recursive' : 'simple';
    },
  },
  shell: { arguments: 1, run: ([command], context) => context.shell(command!) },
  error: {
    arguments: 1,
    run: ([text], context) => {
      context.report(`make would stop here: ${text!.trim()}`);
      return '';
    },
  },
  warning: { arguments: 1, run: () => '' },
  info: { arguments: 1, run: () => '' },
  file: {
    arguments: 2,
    run: ([operation], context) => {
      const name = operation!.trim();
      if (!name.startsWith('<')) return ''; // writing a file is none of a reader's business
      const result = context.files.read(path.resolve(context.directory, name.slice(1).trim()));
      return 'text' in result ? result.text.replace(/\n$/, '') : '';
    },
  },
};

/** Value of `name arguments` inside $(…); undefined when this is no function call. */
export function callFunction(reference: string, context: FunctionContext): string | undefined {
  const match = /^([a-z-]+)[ \t\n]+/.exec(reference);
  const found = match && Object.hasOwn(FUNCTIONS, match[1]!) ? FUNCTIONS[match[1]!] : undefined;
  if (!match || !found) return undefined;
  const raw = splitArguments(reference.slice(match[0].length), found.arguments);
  return callBuiltin(found, found.lazy ? raw : raw.map((argument) => context.expand(argument)), context);
}

/** Missing arguments are empty, but for the functions that care whether they are there. */
function callBuiltin(found: MakeFunction, args: string[], context: FunctionContext): string {
  if (!found.lazy && Number.isFinite(found.arguments) && found.arguments < 5) {
    while (args.length < found.arguments) args.push('');
  }
  if (found.lazy && args.length < 2) args.push('');
  return found.run(args, context);
}

function suffixOf(word: string): string {
  const dot = word.lastIndexOf('.');
  return dot > word.lastIndexOf('/') ? word.slice(dot) : '';
}

/** Patterns without `%` are looked up in a set: lists of flags and objects are long. */
function wordMatcher(patterns: string): (word: string) => boolean {
  const words = splitWords(patterns);
  const exact = new Set(words.filter((word) => !word.includes('%')));
  const open = words.filter((word) => word.includes('%'));
  return (word) => exact.has(word) || open.some((pattern) => matchStem(pattern, word) !== undefined);
}
