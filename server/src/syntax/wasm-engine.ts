/** tree-sitter compiled to WebAssembly: the engine that ships. */

import { Language as Grammar, Parser } from 'web-tree-sitter';
import type { Language, SyntaxEngine } from './syntax-tree.ts';

const GRAMMAR_FILES: Readonly<Record<Language, string>> = {
  c: 'grammars/tree-sitter-c.wasm',
  typescript: 'grammars/tree-sitter-typescript.wasm',
  tsx: 'grammars/tree-sitter-tsx.wasm',
  javascript: 'grammars/tree-sitter-javascript.wasm',
};

/** A 10 MB generated file can take half a minute; nobody waits that long for a diagnostic. */
const PARSE_BUDGET_MS = 5_000;

/** The runtime is one for the process, however many engines are made. */
let runtime: Promise<void> | undefined;

/** @param productFile reads a file that ships with the product. @param languages those that will be asked for. */
export async function loadWasmEngine(
  productFile: (name: string) => Uint8Array,
  languages: readonly Language[],
): Promise<SyntaxEngine> {
  runtime ??= Parser.init({ wasmBinary: bufferOf(productFile('grammars/web-tree-sitter.wasm')) });
  await runtime;
  const parsers = new Map<Language, Parser>();
  for (const language of languages) {
    const grammar = await Grammar.load(productFile(GRAMMAR_FILES[language]));
    parsers.set(language, new Parser().setLanguage(grammar));
  }
  return {
    name: 'wasm',
    withTree(language, text, read) {
      const parser = parsers.get(language);
      if (!parser) throw new Error(`the grammar for ${language} was not loaded`);
      const deadline = Date.now() + PARSE_BUDGET_MS;
      const tree = parser.parse(text, null, { progressCallback: () => Date.now() > deadline });
      if (!tree) {
        parser.reset();
        return undefined;
      }
      const cursor = tree.walk();
      try {
        return read(cursor);
      } finally {
        cursor.delete();
        tree.delete();
      }
    },
  };
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
