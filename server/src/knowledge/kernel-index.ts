/**
 * The bundled index of one kernel: what each name of its headers leads to, in the shipped configuration. It holds facts
 * about names (which symbols a use asks for, which arguments it passes on, what it declares), never text of a header.
 * The format is lines that compress well, grouped by header; `writeKernelIndex` says which.
 */

/** How a name stands for something else, as far as a reader of the module's own text must know. */
export type NameFact =
  /** A type. `scalar` is its size in bytes with a leading "u" or "s", "b" for _Bool, empty for anything else. */
  | { readonly kind: 'type'; readonly name: string; readonly scalar: string }
  /** An integer, in whatever way it is written; `parameters` is null where it is no call. */
  | { readonly kind: 'constant'; readonly name: string; readonly parameters: number | null; readonly value: bigint }
  /** A macro for nothing or for attributes without effect, for a string, for another name. */
  | { readonly kind: 'empty' | 'string'; readonly name: string; readonly parameters: number | null }
  | { readonly kind: 'alias'; readonly name: string; readonly target: string }
  /** Including the header while the macro `name` is defined asks for the symbols. */
  | { readonly kind: 'template'; readonly name: string; readonly symbols: readonly string[] }
  /** Members of an object, with or without the braces around; `refersTo` are patterns as those of a declaration. */
  | { readonly kind: 'initializer'; readonly name: string; readonly parameters: number | null; readonly variadic: boolean; readonly braced: boolean; readonly refersTo: readonly string[] }
  | CallFact
  | DeclarationFact;

/** An inline function, or a macro that stands for an expression, a statement or the head of one. */
export interface CallFact {
  readonly kind: 'inline' | 'expression' | 'head';
  readonly name: string;
  /** Null for a macro without brackets; the last one may be variadic. */
  readonly parameters: number | null;
  readonly variadic: boolean;
  /** Something happens beside the result. */
  readonly hasEffects: boolean;
  /** Bits of the parameters that the effects, and that the result, use. */
  readonly usedByEffects: number;
  readonly usedByResult: number;
  /** Exported symbols that the effects, and that the result alone, ask for; or patterns of names, as in a declaration. */
  readonly effectSymbols: readonly string[];
  readonly resultSymbols: readonly string[];
  readonly result: CallResult;
}

/** `none` does not return; `truth` is whether the parameter is not zero. */
export type CallResult =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | { readonly kind: 'constant'; readonly value: bigint }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'truth'; readonly index: number };

/**
 * A macro that declares something. Names in `declares` and `refersTo` are patterns: "{0}_show" is the first argument
 * with a tail.
 */
export interface DeclarationFact {
  readonly kind: 'declaration';
  readonly name: string;
  readonly parameters: number | null;
  readonly variadic: boolean;
  /** Whether the macro brings its last semicolon or brace. */
  readonly closed: boolean;
  readonly declares: readonly DeclaredName[];
}

export interface DeclaredName {
  /** `cleanup` is an object whose destructor is the first of `refersTo`; `attribute` is the attribute of that name. */
  readonly kind: 'function' | 'object' | 'type' | 'cleanup' | 'extern' | 'attribute';
  readonly name: string;
  readonly isStatic: boolean;
  /** Kept although nothing refers to it. */
  readonly isRoot: boolean;
  readonly refersTo: readonly string[];
}

export interface HeaderFacts {
  /** In the kernel's tree: "include/linux/slab.h". */
  readonly path: string;
  readonly includes: readonly string[];
  readonly names: readonly NameFact[];
}

export interface KernelIndex {
  readonly release: string;
  readonly headers: readonly HeaderFacts[];
}

const FIRST_LINE = 'copyleft-lens kernel index 1';

/** Deterministic. One line for a header, one for its includes (numbers of headers), one for each name. */
export function writeKernelIndex(index: KernelIndex): string {
  const headers = [...index.headers].sort((a, b) => (a.path < b.path ? -1 : 1));
  const numbers = new Map(headers.map(({ path }, i) => [path, i]));
  const lines = [FIRST_LINE, index.release, ...headers.map(({ path }) => path), ''];
  for (const { includes, names } of headers) {
    lines.push(includes.flatMap((path) => numbers.get(path) ?? []).map((n) => n.toString(36)).join(' '));
    for (const fact of [...names].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))) lines.push(writeFact(fact));
    lines.push('');
  }
  return lines.join('\n');
}

function sortKey(fact: NameFact): string {
  return `${fact.kind} ${fact.name}`;
}

const LETTERS = { type: 't', constant: 'c', empty: '0', string: 's', alias: 'a', inline: 'f', expression: 'e', head: 'h', declaration: 'd', template: 'm', initializer: 'i' } as const;
const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter as string, kind as NameFact['kind']]));

function writeFact(fact: NameFact): string {
  const start = LETTERS[fact.kind] + fact.name;
  switch (fact.kind) {
    case 'type': return `${start} ${fact.scalar}`.trimEnd();
    case 'constant': return `${start} ${signature(fact.parameters, false)} ${fact.value.toString(36)}`;
    case 'empty': case 'string': return `${start} ${signature(fact.parameters, false)}`;
    case 'alias': return `${start} ${fact.target}`;
    case 'initializer': return [start, `${signature(fact.parameters, fact.variadic)}${fact.braced ? ';' : ''}`, ...fact.refersTo].join(' ');
    case 'template': return [start, ...fact.symbols].join(' ');
    case 'declaration': return [`${start} ${signature(fact.parameters, fact.variadic)}${fact.closed ? ';' : ''}`, ...fact.declares.map(writeDeclared)].join('|');
    default: return `${start} ${writeCall(fact)}`.trimEnd();
  }
}

function signature(parameters: number | null, variadic: boolean): string {
  return (parameters === null ? '-' : parameters.toString(36)) + (variadic ? 'v' : '');
}

function writeCall(fact: CallFact): string {
  const { result } = fact;
  const value =
    result.kind === 'unknown' ? '' : result.kind === 'none' ? '%' : result.kind === 'constant' ? `=${result.value.toString(36)}` :
    `${result.kind === 'truth' ? '!' : '$'}${result.index.toString(36)}`;
  const effects = fact.hasEffects ? `*${fact.usedByEffects.toString(36)}` : '';
  const used = fact.usedByResult === 0 ? '' : `<${fact.usedByResult.toString(36)}`;
  const symbols = fact.resultSymbols.length > 0 ? [...fact.effectSymbols, '/', ...fact.resultSymbols] : fact.effectSymbols;
  return [`${signature(fact.parameters, fact.variadic)}${effects}${used}${value}`, ...symbols].join(' ');
}

const DECLARED = { function: 'f', object: 'o', type: 't', cleanup: 'c', extern: 'e', attribute: 'a' } as const;
const DECLARED_KINDS = new Map(Object.entries(DECLARED).map(([kind, letter]) => [letter as string, kind as DeclaredName['kind']]));

function writeDeclared({ kind, name, isStatic, isRoot, refersTo }: DeclaredName): string {
  return [`${DECLARED[kind]}${isStatic ? 's' : ''}${isRoot ? 'r' : ''}`, name, ...refersTo].join(' ');
}

/** Throws where the text is of another format: the caller verified its checksum. */
export function readKernelIndex(text: string): KernelIndex {
  const lines = text.split('\n');
  if (lines[0] !== FIRST_LINE) throw new Error('this is no kernel index, or one of another format');
  const end = lines.indexOf('');
  const paths = lines.slice(2, end);
  let at = end + 1;
  const headers = paths.map((path) => {
    const includes = lines[at++]!.split(' ').flatMap((n) => (n === '' ? [] : paths[parseInt(n, 36)]!));
    const names: NameFact[] = [];
    while (lines[at]) names.push(readFact(lines[at++]!));
    at++;
    return { path, includes, names };
  });
  return { release: lines[1]!, headers };
}

function readFact(line: string): NameFact {
  const kind = KINDS.get(line[0]!);
  const [first, ...declared] = line.slice(1).split('|');
  const [name, spec = '', ...rest] = first!.split(' ') as [string, ...string[]];
  switch (kind) {
    case 'type': return { kind, name, scalar: spec };
    case 'constant': return { kind, name, parameters: readSignature(spec).parameters, value: parseBigInt(rest[0]!) };
    case 'empty': case 'string': return { kind, name, parameters: readSignature(spec).parameters };
    case 'alias': return { kind, name, target: spec };
    case 'initializer': return { kind, name, ...readSignature(spec), braced: spec.endsWith(';'), refersTo: rest };
    case 'template': return { kind, name, symbols: [spec, ...rest] };
    case 'declaration': return { kind, name, ...readSignature(spec), closed: spec.endsWith(';'), declares: declared.map(readDeclared) };
    case undefined: throw new Error(`a kernel index with an unknown kind of fact: ${line}`);
    default: return readCall(kind, name, spec, rest);
  }
}

function readSignature(spec: string): { parameters: number | null; variadic: boolean } {
  return { parameters: spec[0] === '-' ? null : parseInt(spec[0]!, 36), variadic: spec[1] === 'v' };
}

function readCall(kind: CallFact['kind'], name: string, spec: string, symbols: readonly string[]): CallFact {
  const match = /^.v?(?:\*(\w+))?(?:<(\w+))?(?:([%=$!])(-?\w*))?$/.exec(spec);
  if (!match) throw new Error(`a kernel index with a damaged fact of ${name}`);
  const [, effects, used, how, what] = match;
  const slash = symbols.indexOf('/');
  const result: CallResult =
    how === undefined ? { kind: 'unknown' } : how === '%' ? { kind: 'none' } : how === '=' ? { kind: 'constant', value: parseBigInt(what!) } :
    { kind: how === '!' ? 'truth' : 'parameter', index: parseInt(what!, 36) };
  return {
    kind, name, ...readSignature(spec), hasEffects: effects !== undefined,
    usedByEffects: parseInt(effects ?? '0', 36), usedByResult: parseInt(used ?? '0', 36),
    effectSymbols: slash < 0 ? symbols : symbols.slice(0, slash), resultSymbols: slash < 0 ? [] : symbols.slice(slash + 1), result,
  };
}

function readDeclared(text: string): DeclaredName {
  const [flags, name, ...refersTo] = text.split(' ') as [string, string, ...string[]];
  const kind = DECLARED_KINDS.get(flags[0]!);
  if (!kind) throw new Error(`a kernel index with an unknown kind of declaration: ${text}`);
  return { kind, name, isStatic: flags.includes('s', 1), isRoot: flags.includes('r', 1), refersTo };
}

function parseBigInt(digits: string): bigint {
  const negative = digits.startsWith('-');
  let value = 0n;
  for (const digit of negative ? digits.slice(1) : digits) value = value * 36n + BigInt(parseInt(digit, 36));
  return negative ? -value : value;
}
