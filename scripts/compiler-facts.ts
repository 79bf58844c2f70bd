/**
 * Collects what gcc says of itself into server/src/preprocess/compiler-facts.ts. Facts of compilers that are
 * installed here are renewed; those of the others stay. `--check` fails when the file would change.
 *
 *   npx tsx scripts/compiler-facts.ts [--check]
 */

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import type { CompilerFacts } from '../server/src/preprocess/compiler.ts';
import { KERNEL_COMPILERS, type KernelCompiler } from './support/gcc-flags.ts';

const TARGET = 'server/src/preprocess/compiler-facts.ts';

async function main(): Promise<void> {
  const { COMPILER_FACTS } = await import('../server/src/preprocess/compiler-facts.ts');
  const known = new Map(COMPILER_FACTS.map((facts) => [facts.arch, facts]));
  for (const compiler of KERNEL_COMPILERS) {
    if (!works(compiler.command)) console.error(`${compiler.command} is not installed: its facts stay as they are`);
    else known.set(compiler.arch, collect(compiler));
  }
  const general = generalFacts([...known.values()].filter((facts) => facts.arch !== ''));
  if (general) known.set('', general);
  const text = render([...known.values()].sort((a, b) => (a.arch < b.arch ? -1 : 1)));
  if (!process.argv.includes('--check')) fs.writeFileSync(TARGET, text);
  else if (fs.readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${TARGET} is out of date: run npx tsx scripts/compiler-facts.ts`);
    process.exitCode = 1;
  }
}

function works(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function collect({ arch, command, flags }: KernelCompiler): CompilerFacts {
  const preprocess = (input: string, ...more: string[]): string =>
    // Questions about what is no attribute at all are errors, and the rest is answered nevertheless.
    spawnSync(command, [...flags, '-E', '-P', ...more, '-x', 'c', '-'], { input, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  const predefined = preprocess('', '-dM').split('\n').filter((line) => line.startsWith('#define ')).sort();
  const words = wordsOf(execFileSync(command, ['-print-prog-name=cc1'], { encoding: 'utf8' }).trim());
  const ask = (query: string, names: readonly string[]): string =>
    preprocess(names.map((name) => `#if ${query}(${name})\n${name} ${query}(${name})\n#endif\n`).join('')).trim();
  const attributes = ask('__has_attribute', words.filter((word) => !word.startsWith('_')));
  const builtins = ask('__has_builtin', words.filter((word) => /^__(builtin|atomic|sync)_(?!ia32|aarch64)/.test(word)));
  return {
    arch,
    source: execFileSync(command, ['--version'], { encoding: 'utf8' }).split('\n')[0]!,
    predefined: predefined.join('\n') + '\n',
    attributes: firstWords(attributes),
    builtins: firstWords(builtins),
  };
}

const firstWords = (answer: string): string => answer.split('\n').map((line) => line.split(' ')[0]!).sort().join(' ');

/** Everything in the compiler that could be the name of an attribute or builtin. Linkers let a string be the end of a longer one. */
function wordsOf(program: string): string[] {
  const found = fs.readFileSync(program, 'latin1').match(/[A-Za-z_][A-Za-z0-9_]{2,60}(?=\0)/g) ?? [];
  const words = new Set<string>();
  for (const word of found) {
    words.add(word);
    for (let at = word.indexOf('_'); at >= 0; at = word.indexOf('_', at + 1)) if (/^[A-Za-z]\w{2}/.test(word.slice(at + 1))) words.add(word.slice(at + 1));
  }
  return [...words].sort();
}

/** What all compilers here agree on serves architectures without facts of their own (LP64, little endian). */
function generalFacts(all: readonly CompilerFacts[]): CompilerFacts | undefined {
  if (all.length < 2) return undefined;
  const common = (pick: (facts: CompilerFacts) => string, separator: string): string[] => {
    const [first, ...others] = all.map((facts) => new Set(pick(facts).split(separator)));
    return [...first!].filter((entry) => entry !== '' && others.every((other) => other.has(entry)));
  };
  return {
    arch: '',
    source: `common to ${all.map((facts) => facts.source).join(' and ')}`,
    predefined: common((facts) => facts.predefined, '\n').join('\n') + '\n',
    attributes: common((facts) => facts.attributes, ' ').join(' '),
    builtins: common((facts) => facts.builtins, ' ').join(' '),
  };
}

function render(all: readonly CompilerFacts[]): string {
  const lines = (text: string): string => `\`\n${text.replace(/[\\`$]/g, '\\$&').trimEnd()}\n\`.slice(1)`;
  const wrapped = (text: string): string => `\`\n${text.replace(/(.{100,120}?) /g, '$1\n')}\n\`.trim().replaceAll('\\n', ' ')`;
  const entries = all.map(
    (facts) =>
      `  {\n    arch: '${facts.arch}',\n    source: '${facts.source}',\n    predefined: ${lines(facts.predefined)},\n` +
      `    attributes: ${wrapped(facts.attributes)},\n    builtins: ${wrapped(facts.builtins)},\n  },\n`,
  );
  return (
    '// Written by scripts/compiler-facts.ts from what the named compilers answer. Do not edit.\n\n' +
    "import type { CompilerFacts } from './compiler.ts';\n\n" +
    `export const COMPILER_FACTS: readonly CompilerFacts[] = [\n${entries.join('')}];\n`
  );
}

await main();
