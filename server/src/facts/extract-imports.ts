/**
 * The imports of a JavaScript or TypeScript file. A search finds the few places where one can stand, and the syntax
 * tree says what does stand there: code, or words in a comment, a string or a template. The rest of the tree, which is
 * nearly all of it, is never looked at.
 */

import type { Span } from '../base/location.ts';
import type { SyntaxCursor } from '../syntax/syntax-tree.ts';
import { unquoted } from './js-tree.ts';
import type { ImportForm, ModuleFacts, ModuleImport } from './module-facts.ts';

/** Blanks and comments, as between `import(` and a specifier. */
const GAP = String.raw`(?:\s|/\*[^]*?\*/|//[^\n]*\n)*`;
const PLACES = new RegExp(
  String.raw`\b(?:from|import)${GAP}(?=['"])|\b(?:import|require(?:\.resolve)?|URL)${GAP}\(${GAP}(?=[^\s)])|\bmodule\.require${GAP}\(${GAP}(?=[^\s)])`,
  'g',
);
const COMMENTED = /\/\/\/\s*<reference\s+types\s*=\s*(?=(['"])(.*?)\1)|@jsxImportSource\s+(?=()(\S+))/g;

/** Whether a file can import anything: most of the work is not to be done for the others. */
export function mayImport(text: string): boolean {
  return text.search(PLACES) >= 0 || text.search(COMMENTED) >= 0;
}

/** @param declarations the file holds types alone (.d.ts) */
export function extractImports(text: string, root: SyntaxCursor, declarations: boolean): ModuleFacts {
  const imports: ModuleImport[] = [];
  const computed: Span[] = [];
  const comments = [...text.matchAll(COMMENTED)];
  const places = [...text.matchAll(PLACES)].map((match) => match.index + match[0].length);
  const paths = pathsTo([...places, ...comments.map((match) => match.index)], root);
  for (const place of places) {
    const found = importAt(place, paths.get(place)!, text);
    if (!found) continue;
    if (found.specifier === null) computed.push(found.span);
    else imports.push({ ...found, specifier: found.specifier, typeOnly: found.typeOnly || declarations });
  }
  for (const match of comments) if (paths.get(match.index)!.at(-1)!.type === 'comment') imports.push(commented(match));
  return { imports: imports.sort((a, b) => a.span.start - b.span.start), computed };
}

interface Found {
  /** Null where it is computed. */
  readonly specifier: string | null;
  readonly form: ImportForm;
  readonly typeOnly: boolean;
  readonly span: Span;
}

interface Step {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
}

/** For each index the nodes around it, from the root to the innermost one. One walk, which enters only what holds an index. */
function pathsTo(indexes: readonly number[], root: SyntaxCursor): Map<number, readonly Step[]> {
  const sorted = [...new Set(indexes)].sort((a, b) => a - b);
  const paths = new Map<number, readonly Step[]>();
  const walk = (above: readonly Step[], from: number, to: number): void => {
    const steps = [...above, { type: root.nodeType, field: root.currentFieldName, start: root.startIndex, end: root.endIndex }];
    let next = from;
    if (root.gotoFirstChild()) {
      do {
        const { startIndex, endIndex } = root;
        while (next < to && sorted[next]! < startIndex) paths.set(sorted[next++]!, steps);
        let last = next;
        while (last < to && sorted[last]! < endIndex) last++;
        if (last > next) walk(steps, next, last);
        next = last;
      } while (next < to && root.gotoNextSibling());
      root.gotoParent();
    }
    while (next < to) paths.set(sorted[next++]!, steps);
  };
  walk([], 0, sorted.length);
  return paths;
}

function importAt(index: number, steps: readonly Step[], text: string): Found | undefined {
  const argument = steps.findIndex((step, i) => step.start === index && (i === 0 || steps[i - 1]!.start < index));
  if (argument < 1) return undefined;
  const value = steps[argument]!;
  const parent = steps[argument - 1]!;
  const span = { start: value.start, end: value.end };
  if (value.type === 'string' && ['import_statement', 'export_statement'].includes(parent.type)) {
    const statement = text.slice(parent.start, value.start);
    return {
      specifier: unquoted(text.slice(value.start, value.end)),
      form: parent.type === 'import_statement' ? 'import' : 're-export',
      typeOnly: isTypeOnly(statement),
      span,
    };
  }
  if (value.type === 'string' && parent.type === 'import_require_clause') {
    const statement = steps[argument - 2];
    const typeOnly = statement !== undefined && /^(?:export\s+)?import\s+type\b/.test(text.slice(statement.start, value.start));
    return { specifier: unquoted(text.slice(value.start, value.end)), form: 'import-equals', typeOnly, span };
  }
  if (parent.type !== 'arguments') return undefined;
  const call = steps[argument - 2];
  if (!call) return undefined;
  const callee = text.slice(call.start, parent.start).trim();
  if (call.type === 'new_expression') return callee.endsWith('URL') ? moduleUrl(text, value, parent, span) : undefined;
  if (call.type !== 'call_expression') return undefined;
  const specifier = literal(text, value);
  if (callee === 'import') {
    const inType = steps.slice(0, argument - 2).some(({ type }) => TYPE_PLACES.has(type));
    return { specifier, form: inType ? 'import-type' : 'dynamic-import', typeOnly: inType, span };
  }
  return /^(?:module\.)?require(?:\.resolve)?$/.test(callee) ? { specifier, form: 'require', typeOnly: false, span } : undefined;
}

const TYPE_PLACES: ReadonlySet<string> = new Set([
  'type_annotation',
  'type_alias_declaration',
  'type_arguments',
  'type_query',
  'type_parameters',
  'interface_declaration',
  'implements_clause',
  'as_expression',
  'satisfies_expression',
  'generic_type',
  'nested_type_identifier',
]);

/** `import type …`, `export type …`, or a list in which every name is a type. */
function isTypeOnly(statement: string): boolean {
  if (/^(?:import|export)\s+type\s+(?!from\b|,)/.test(statement)) return true;
  const names = /^(?:import|export)\s*\{([^}]*)\}\s*from\s*$/.exec(withoutComments(statement))?.[1];
  const list = names?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? [];
  return list.length > 0 && list.every((name) => /^type\s+(?!as\b(?!\s+as\b))/.test(name));
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
}

/** `new URL('./x.wasm', import.meta.url)` is how bundlers are asked for a file. */
function moduleUrl(text: string, value: Step, list: Step, span: Span): Found | undefined {
  if (!/^\s*,\s*import\.meta\.url\s*,?\s*\)$/.test(text.slice(value.end, list.end))) return undefined;
  const specifier = literal(text, value);
  return specifier === null ? undefined : { specifier, form: 'url', typeOnly: false, span };
}

/** The text of a string; of a template the part that is fixed, if that settles which package is meant. */
function literal(text: string, { type, start, end }: Step): string | null {
  const code = text.slice(start, end);
  if (type === 'string') return unquoted(code);
  if (type !== 'template_string') return null;
  const hole = code.indexOf('${');
  if (hole < 0) return unquoted(code);
  const fixed = code.slice(1, hole);
  return /^(?:\.{0,2}\/|(?:@[^/]+\/)?[^@./][^/]*\/)/.test(fixed) ? fixed : null;
}

function commented(match: RegExpExecArray): ModuleImport {
  const quoted = match[2];
  const start = match.index + match[0].length;
  if (quoted !== undefined) return { specifier: quoted, form: 'reference', typeOnly: true, span: { start, end: start + quoted.length + 2 } };
  const specifier = match[4]!.replace(/\*+\/$/, '');
  return { specifier, form: 'jsx-pragma', typeOnly: false, span: { start, end: start + specifier.length } };
}
