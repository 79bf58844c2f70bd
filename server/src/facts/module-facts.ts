/** What a JavaScript or TypeScript file says of other modules: plain data. */

import type { Span } from '../base/location.ts';

export type ImportForm =
  | 'import'
  | 're-export'
  | 'dynamic-import'
  | 'require'
  | 'import-equals'
  | 'import-type'
  | 'reference'
  | 'url'
  | 'jsx-pragma';

export interface ModuleImport {
  /** As written: "left-pad/lib/x", "./util", "node:fs". */
  readonly specifier: string;
  readonly form: ImportForm;
  /** Nothing of it is left when the compiler has taken the types out. */
  readonly typeOnly: boolean;
  /** Of the specifier, with its quotes where it has some. */
  readonly span: Span;
}

export interface ModuleFacts {
  readonly imports: readonly ModuleImport[];
  /** Places that import what only the running program knows: `require(name)`. */
  readonly computed: readonly Span[];
}
