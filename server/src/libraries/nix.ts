/**
 * Nix: names in the lists of inputs that flake.nix, shell.nix and default.nix write down. The language is not evaluated: what
 * a list computes is unread. Versions stand in nixpkgs, which is not here.
 */

import type { Unread } from '../base/files.ts';
import { LineIndex } from '../base/line-index.ts';
import type { Declared, DeclaredPackage } from './declared-package.ts';

const LIST = /\b(?:buildInputs|propagatedBuildInputs|nativeBuildInputs|packages)\s*=\s*(?:with\s+[\w.]+\s*;\s*)?\[([^\]]*)\]/g;
const WORD = /\([^)]*\)|[^\s()]+/g;
const NAME = /^(?:\w+\.)*([A-Za-z_][\w'-]*)$/;
/** Outputs of a package: "zlib.dev" is zlib. */
const OUTPUT = /\.(?:dev|out|lib|bin|static)$/;

export function readNix(text: string, file: string): Declared {
  const plain = text.replace(/#[^\n]*|\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const lines = new LineIndex(text);
  const packages: DeclaredPackage[] = [];
  const unread: Unread[] = [];
  for (const list of plain.matchAll(LIST)) {
    const start = list.index + list[0].lastIndexOf('[') + 1;
    for (const { 0: word, index } of list[1]!.matchAll(WORD)) {
      const name = NAME.exec(word.replace(OUTPUT, ''))?.[1];
      const range = lines.range({ start: start + index, end: start + index + word.length });
      if (name === undefined) unread.push({ file, line: range.start.line, reason: `computes an input, "${word.slice(0, 60)}", which is not worked out` });
      else packages.push({ name, version: null, features: [], manager: 'Nix', at: { file, range } });
    }
  }
  return { packages, unread };
}
