/**
 * Declarations in C for the facts of a kernel index, one virtual header for each header of the kernel: they say to the
 * engine what a name leads to. They are made of facts alone and have nothing of the real headers but the names.
 */

import { isGplOnly, type ExportTable } from './kernel-exports.ts';
import type { CallFact, DeclarationFact, DeclaredName, HeaderFacts, KernelIndex, NameFact } from './kernel-index.ts';
import type { KernelConfig, KernelTarget } from './kernel-target.ts';

/** Names of ours in the virtual headers. */
const EFFECT = '__lens_effect';
const RESULT = '__lens_result';
const STOP = '__lens_stop';

/** Texts of the virtual headers by absolute path, below a root that no disk has. */
export function indexHeaders(index: KernelIndex, root: string, target: Pick<KernelTarget, 'version' | 'config' | 'exports'>): Map<string, string> {
  const isMacro = namesOfMacros(index);
  const texts = new Map(index.headers.map((header) => [`${root}/${header.path}`, headerText(header, root, isMacro)]));
  const forced = `${root}/include/linux/compiler_types.h`;
  texts.set(forced, `${PRELUDE}${exportDeclarations(target.exports)}${texts.get(forced) ?? ''}`);
  texts.set(`${root}/include/linux/kconfig.h`, configuration(target.config));
  texts.set(`${root}/include/generated/uapi/linux/version.h`, versionMacros(target.version));
  return texts;
}

const PRELUDE = `#pragma once
extern long ${EFFECT}();
extern long ${RESULT}() __attribute__((pure));
extern long ${STOP}() __attribute__((noreturn));
`;

/** Where code cannot be parsed, its names count if something declares them. Of an object's value nothing is known, of a function's address something is. */
function exportDeclarations(exports: ExportTable): string {
  return [...exports].filter(({ kind, namespace }) => isGplOnly(kind) || namespace !== null).map(({ symbol }) => `extern long ${symbol};\n`).join('');
}

/** The kernel's test for options, in words of our own: an option that is on is defined as 1. */
function configuration(options: KernelConfig): string {
  const lines = ['#pragma once'];
  for (const [name, value] of options.entries ?? []) {
    if (value === 'm') lines.push(`#define CONFIG_${name}_MODULE 1`);
    else lines.push(`#define CONFIG_${name} ${value === 'y' ? '1' : /^(-?\d+|0x[\da-fA-F]+)$/.test(value) ? value : JSON.stringify(value)}`);
  }
  lines.push(
    '#define __lens_seen_1 0,',
    '#define __lens_second(a, b, ...) b',
    '#define __lens_choose(...) __lens_second(__VA_ARGS__)',
    '#define __lens_paste(x) __lens_choose(__lens_seen_##x 1, 0, 0)',
    '#define __lens_on(x) __lens_paste(x)',
    '#define IS_BUILTIN(x) __lens_on(x)',
    '#define IS_MODULE(x) __lens_on(x##_MODULE)',
    '#define IS_ENABLED(x) (__lens_on(x) || __lens_on(x##_MODULE))',
    '#define IS_REACHABLE(x) (__lens_on(x) || __lens_on(x##_MODULE))',
  );
  return `${lines.join('\n')}\n`;
}

function versionMacros([major, minor, patch]: KernelTarget['version']): string {
  const code = major * 65536 + minor * 256 + Math.min(patch, 255);
  return `#pragma once
#define LINUX_VERSION_CODE ${code}
#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))
#define LINUX_VERSION_MAJOR ${major}
#define LINUX_VERSION_PATCHLEVEL ${minor}
#define LINUX_VERSION_SUBLEVEL ${patch}
`;
}

/** Some functions hide behind a macro of the same name: where that is defined already, the function must not be declared. */
function namesOfMacros({ headers }: KernelIndex): ReadonlySet<string> {
  return new Set(headers.flatMap(({ names }) => names.filter(({ kind }) => kind !== 'inline' && kind !== 'type').map(({ name }) => name)));
}

function headerText({ includes, names }: HeaderFacts, root: string, isMacro: ReadonlySet<string>): string {
  const lines = ['#pragma once', ...includes.map((path) => `#include "${root}/${path}"`)];
  const macros: string[] = [];
  for (const fact of names) {
    const text = declarationOf(fact);
    if (fact.kind !== 'inline' && fact.kind !== 'type') macros.push(text);
    else if (isMacro.has(fact.name)) lines.push(`#ifndef ${fact.name}`, text, '#endif');
    else lines.push(text);
  }
  return [...lines, ...macros, ''].join('\n');
}

function declarationOf(fact: NameFact): string {
  const { name } = fact;
  switch (fact.kind) {
    case 'type': return `typedef ${scalarType(fact.scalar)} ${name};`;
    case 'constant': return `#define ${name}${parameterList(fact.parameters, false)} ${fact.value < 0n ? `(${fact.value})` : fact.value > 0x7fffffffffffffffn ? `${fact.value}UL` : fact.value}`;
    case 'empty': return `#define ${name}${parameterList(fact.parameters, fact.parameters !== null && fact.parameters > 0)}`;
    case 'string': return `#define ${name}${parameterList(fact.parameters, false)} ""`;
    case 'alias': return `#define ${name} ${fact.target}`;
    case 'initializer': return `#define ${name}${parameterList(fact.parameters, fact.variadic)} ${members(fact)}`;
    case 'template': return `#ifdef ${name}\nstatic long __lens_${name}[] __attribute__((used)) = { ${fact.symbols.map((symbol) => `(long)${symbol}`).join(', ')} };\n#endif`;
    case 'inline': return inlineFunction(fact);
    case 'expression': return `#define ${name}${parameterList(fact.parameters, fact.variadic)} ${expression(fact)}`;
    case 'head': return `#define ${name}${parameterList(fact.parameters, fact.variadic)} for (${effect(fact)}; ${RESULT}(); ${effect(fact)})`;
    case 'declaration': return `#define ${name}${parameterList(fact.parameters, fact.variadic)} ${declarations(fact)}`;
  }
}

function scalarType(scalar: string): string {
  if (scalar === 'b') return '_Bool';
  if (scalar === 'p') return 'void *';
  const base = { 1: 'char', 2: 'short', 4: 'int', 8: 'long' }[Number(scalar.slice(1))];
  return base === undefined ? 'struct __lens_any' : `${scalar[0] === 'u' ? 'unsigned' : 'signed'} ${base}`;
}

const parameter = (index: number): string => `a${index}`;

function parameterList(parameters: number | null, variadic: boolean): string {
  if (parameters === null) return '';
  return `(${Array.from({ length: parameters }, (_, i) => (variadic && i === parameters - 1 ? '...' : parameter(i))).join(', ')})`;
}

/** The arguments of a mask's bits and the symbols, as arguments of one of our functions. */
function operands(fact: CallFact, mask: number, symbols: readonly string[]): string {
  const parts: string[] = [];
  const count = fact.parameters ?? 0;
  for (let i = 0; i < count; i++) {
    if (!(mask & (1 << Math.min(i, 30)))) continue;
    if (fact.variadic && i === count - 1) parts.push('0, ##__VA_ARGS__');
    else parts.push(fact.kind === 'inline' ? parameter(i) : `(${parameter(i)})`);
  }
  return [...parts, ...symbols.map((symbol) => pasted(symbol, fact))].join(', ');
}

function effect(fact: CallFact): string {
  return fact.hasEffects ? `${EFFECT}(${operands(fact, fact.usedByEffects, fact.effectSymbols)})` : '0';
}

function argument({ parameters, variadic }: Pick<CallFact, 'parameters' | 'variadic'>, index: number): string {
  return variadic && index === (parameters ?? 0) - 1 ? '__VA_ARGS__' : parameter(index);
}

function value(fact: CallFact): string {
  const { result } = fact;
  switch (result.kind) {
    case 'constant': return `${result.value}L`;
    case 'parameter': return `(${argument(fact, result.index)})`;
    case 'truth': return `!!(${argument(fact, result.index)})`;
    case 'none': return `${STOP}()`;
    default: return `*(long *)${RESULT}(${operands(fact, fact.usedByResult, fact.resultSymbols)})`;
  }
}

function expression(fact: CallFact): string {
  return fact.hasEffects ? `(${effect(fact)}, ${value(fact)})` : `(${value(fact)})`;
}

function inlineFunction(fact: CallFact): string {
  const parameters = Array.from({ length: fact.parameters ?? 0 }, (_, i) => `long ${parameter(i)}`).join(', ');
  return `static inline __attribute__((always_inline)) long ${fact.name}(${parameters || 'void'}) { ${fact.hasEffects ? `${effect(fact)}; ` : ''}return ${value(fact).replace(/^\*\(long \*\)/, '')}; }`;
}

function members(fact: Extract<NameFact, { kind: 'initializer' }>): string {
  const list = fact.refersTo.length === 0 ? '0' : fact.refersTo.map((name) => `(long)${pasted(name, fact)}`).join(', ');
  return fact.braced ? `{ ${list} }` : list;
}

function declarations(fact: DeclarationFact): string {
  const text = fact.declares.map((declared) => declaration(declared, fact)).join(' ');
  return fact.closed ? text : text.replace(/;$/, '');
}

function declaration({ kind, name, isStatic, isRoot, refersTo }: DeclaredName, fact: DeclarationFact): string {
  const spell = (pattern: string): string => pasted(pattern, fact);
  const storage = `${isStatic ? 'static ' : ''}${isRoot ? '__attribute__((used)) ' : ''}`;
  const referred = refersTo.map(spell);
  switch (kind) {
    case 'type': return `typedef struct __lens_any ${spell(name)};`;
    case 'attribute': return `__attribute__((${name}${referred.length > 0 ? `(${referred[0]})` : ''}))`;
    case 'extern': return `extern long ${spell(name)};`;
    case 'function': return `${storage}long ${spell(name)}() { return ${EFFECT}(${referred.join(', ')}); }`;
    case 'cleanup': return `long ${spell(name)} __attribute__((cleanup(${referred[0]}))) = ${referred[1] ?? '0'};`;
    default: return `${storage}long ${spell(name)}[8]${referred.length > 0 ? ` = { ${referred.map((one) => `(long)${one}`).join(', ')} }` : ''};`;
  }
}

/** "{0}_show" as the paste that gives the name. */
function pasted(pattern: string, fact: Pick<DeclarationFact, 'parameters' | 'variadic'>): string {
  const parts = pattern.split(/(\{\w+\})/).filter((part) => part !== '');
  return parts
    .map((part) => {
      const index = /^\{(\w+)\}$/.exec(part)?.[1];
      return index === undefined ? part : argument(fact, parseInt(index, 36));
    })
    .join('##');
}
