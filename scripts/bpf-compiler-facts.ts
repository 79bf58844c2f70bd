/**
 * Collects what clang says of itself when it compiles for BPF into server/src/preprocess/bpf-compiler-facts.ts.
 * `--check` fails when the file would change.
 *
 *   npx tsx scripts/bpf-compiler-facts.ts [--check] [--clang clang-19]
 */

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';

const TARGET = 'server/src/preprocess/bpf-compiler-facts.ts';

function main(): void {
  const at = process.argv.indexOf('--clang');
  const text = render(at < 0 ? 'clang-19' : process.argv[at + 1]!);
  if (!process.argv.includes('--check')) fs.writeFileSync(TARGET, text);
  else if (fs.readFileSync(TARGET, 'utf8') !== text) {
    console.error(`${TARGET} is out of date: run npx tsx scripts/bpf-compiler-facts.ts`);
    process.exitCode = 1;
  }
}

function render(clang: string): string {
  const preprocess = (input: string, ...more: string[]): string =>
    spawnSync(clang, ['-target', 'bpf', '-O2', '-E', '-P', ...more, '-x', 'c', '-'], { input, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  const predefined = preprocess('', '-dM').split('\n').filter((line) => line.startsWith('#define ')).sort();
  const words = wordsOf(library(clang));
  const ask = (query: string, names: readonly string[]): string[] =>
    preprocess(names.map((name) => `#if ${query}(${name})\n${name}\n#endif\n`).join('')).trim().split('\n').sort();
  const attributes = ask('__has_attribute', words.filter((word) => !word.startsWith('_')));
  const builtins = ask('__has_builtin', words.filter((word) => /^__(builtin|atomic|sync)_(?!ia32|neon|sve|sme|altivec|amdgcn|wasm|ptx|hexagon|arm|aarch64|r600|HEXAGON|mma|riscv|loongarch)/.test(word)));
  const lines = (text: string): string => `\`\n${text.replace(/[\\`$]/g, '\\$&').trimEnd()}\n\`.slice(1)`;
  const wrapped = (names: readonly string[]): string => `\`\n${names.join(' ').replace(/(.{100,120}?) /g, '$1\n')}\n\`.trim().replaceAll('\\n', ' ')`;
  return (
    '// Written by scripts/bpf-compiler-facts.ts from what clang answers. Do not edit.\n\n' +
    "import type { CompilerFacts } from './compiler.ts';\n\n" +
    'export const BPF_COMPILER_FACTS: CompilerFacts = {\n' +
    `  arch: 'bpf',\n  source: '${execFileSync(clang, ['--version'], { encoding: 'utf8' }).split('\n')[0]!}',\n  predefined: ${lines(predefined.join('\n'))},\n` +
    `  attributes: ${wrapped(attributes)},\n  builtins: ${wrapped(builtins)},\n};\n`
  );
}

/** The library that holds the compiler proper. */
function library(clang: string): string {
  const program = execFileSync('which', [clang], { encoding: 'utf8' }).trim();
  return /=> (\S*libclang-cpp\S*)/.exec(execFileSync('ldd', [program], { encoding: 'utf8' }))?.[1] ?? program;
}

/** Everything in the compiler that could be the name of an attribute or builtin. */
function wordsOf(file: string): string[] {
  return [...new Set(fs.readFileSync(file, 'latin1').match(/[A-Za-z_][A-Za-z0-9_]{2,60}(?=\0)/g) ?? [])].sort();
}

main();
