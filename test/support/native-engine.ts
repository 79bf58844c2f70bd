/** tree-sitter's native engine behind the product's own interface: to compare the two, not part of the product. */

import Parser from 'tree-sitter';
import C from 'tree-sitter-c';
import type { SyntaxEngine } from '../../server/src/syntax/syntax-tree.ts';

/** Node's strings are handed over in pieces; the binding refuses texts of 32 KiB and more in one. */
const PIECE = 16 * 1024;

export function loadNativeEngine(): SyntaxEngine {
  const parser = new Parser();
  parser.setLanguage(C as unknown as Parser.Language);
  return {
    name: 'native',
    withTree(language, text, read) {
      if (language !== 'c') throw new Error(`the native engine was made for C alone, not ${language}`);
      const tree = parser.parse((index) => text.slice(index, index + PIECE));
      return read(tree.walk());
    },
  };
}
