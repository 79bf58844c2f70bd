/**
 * The syntax tree of a JavaScript or TypeScript file as plain nodes with their parents, for the few files of which more
 * than single places has to be understood. Punctuation is left out.
 */

import type { SyntaxCursor } from '../syntax/syntax-tree.ts';

export interface JsNode {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly parent: JsNode | null;
  readonly children: readonly JsNode[];
}

const LEFT_OUT: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',', ';', '.', 'comment']);

export function jsTree(cursor: SyntaxCursor): JsNode {
  const read = (parent: JsNode | null): JsNode => {
    const children: JsNode[] = [];
    const node = { type: cursor.nodeType, field: cursor.currentFieldName, start: cursor.startIndex, end: cursor.endIndex, parent, children };
    if (cursor.gotoFirstChild()) {
      do if (!LEFT_OUT.has(cursor.nodeType)) children.push(read(node));
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  };
  return read(null);
}

export function* descendants(node: JsNode): Generator<JsNode> {
  yield node;
  for (const child of node.children) yield* descendants(child);
}

export function childOf(node: JsNode, field: string): JsNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** What stands in parentheses, behind `await`, or is only called another type, without that. */
export function bare(node: JsNode): JsNode {
  let inner = node;
  while (['parenthesized_expression', 'await_expression', 'as_expression', 'satisfies_expression', 'non_null_expression', 'type_assertion'].includes(inner.type)) {
    const next = inner.children.find(({ type }) => !['await', 'type_arguments', 'as'].includes(type));
    if (!next) return inner;
    inner = next;
  }
  return inner.type === 'sequence_expression' ? bare(inner.children.at(-1)!) : inner;
}

/** The expressions that a call hands over. */
export function argumentsOf(call: JsNode): readonly JsNode[] {
  return childOf(call, 'arguments')?.children ?? [];
}

/** The text between quotes, with its escapes resolved. */
export function unquoted(code: string): string {
  const inner = code.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([^]))/gi, unescaped) : inner;
}

function unescaped(_: string, braced?: string, four?: string, two?: string, plain?: string): string {
  const code = braced ?? four ?? two;
  return code === undefined ? (plain ?? '') : String.fromCodePoint(Number.parseInt(code, 16));
}
