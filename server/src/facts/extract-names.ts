/**
 * Names of a C file from its syntax tree. Kernel macros make tree-sitter see errors in most kernel files, so
 * nothing here relies on a correct tree: a name counts wherever it stands.
 */

import type { Span } from '../base/location.ts';
import type { SyntaxCursor } from '../syntax/syntax-tree.ts';
import type { CDefinition, CFunction, CNames, CReference } from './c-facts.ts';
import { inSpans } from './c-words.ts';

/**
 * @param definitions spans of the macro definitions: the grammar takes a comment inside a replacement for the end of
 * the definition, and the rest of it for code.
 */
export function extractNames(text: string, root: SyntaxCursor, definitions: readonly Span[]): CNames {
  const walk = new CWalk(text);
  walk.visit(root);
  const inMacro = inSpans(definitions);
  return {
    functions: walk.functions,
    definitions: walk.definitions,
    references: walk.references.filter((reference) => !inMacro(reference.span.start)),
  };
}

/** Names bound by a block, a parameter list or a for statement; the file scope is none of these. */
type Scope = Set<string>;

class CWalk {
  readonly functions: CFunction[] = [];
  readonly definitions: CDefinition[] = [];
  readonly references: CReference[] = [];
  private readonly scopes: Scope[] = [];

  constructor(private readonly text: string) {}

  visit(cursor: SyntaxCursor): void {
    switch (cursor.nodeType) {
      case 'identifier':
        return this.reference(cursor);
      case 'function_definition':
        return this.functionDefinition(cursor);
      case 'declaration':
      case 'type_definition':
        return this.declaration(cursor);
      case 'parameter_declaration':
        return this.parameter(cursor);
      case 'compound_statement':
      case 'for_statement':
        return this.inNewScope(() => this.children(cursor));
      case 'function_declarator':
      case 'abstract_function_declarator':
        // Parameters of a prototype are names for nobody.
        return this.inNewScope(() => this.children(cursor));
      case 'enumerator':
        return this.enumerator(cursor);
      case 'preproc_include':
      case 'preproc_def':
      case 'preproc_function_def':
      case 'preproc_call':
        return;
      case 'preproc_if':
      case 'preproc_elif':
      case 'preproc_ifdef':
      case 'preproc_elifdef':
        // What a condition tests is not linked.
        return this.children(cursor, (field) => field !== 'condition' && field !== 'name');
      default:
        this.children(cursor);
    }
  }

  private children(cursor: SyntaxCursor, wanted: (field: string | null) => boolean = () => true): void {
    if (!cursor.gotoFirstChild()) return;
    do {
      if (wanted(cursor.currentFieldName)) this.visit(cursor);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  private inNewScope(body: () => void): void {
    this.scopes.push(new Set());
    body();
    this.scopes.pop();
  }

  private textOf(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  private reference(cursor: SyntaxCursor): void {
    if (cursor.nodeIsMissing) return;
    const span = spanOf(cursor);
    const name = this.textOf(span);
    if (!this.scopes.some((scope) => scope.has(name))) this.references.push({ name, span });
  }

  private functionDefinition(cursor: SyntaxCursor): void {
    const span = spanOf(cursor);
    this.scopes.push(new Set());
    if (cursor.gotoFirstChild()) {
      let isStatic = false;
      do {
        if (cursor.nodeType === 'storage_class_specifier') isStatic ||= this.textOf(spanOf(cursor)) === 'static';
        if (cursor.currentFieldName === 'declarator') {
          const nameSpan = this.declarator(cursor, 'parameters in scope');
          if (nameSpan) {
            const name = this.textOf(nameSpan);
            this.functions.push({ name, nameSpan, span, isStatic });
            this.definitions.push({ name, span: nameSpan, kind: 'function' });
          }
        } else this.visit(cursor);
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    this.scopes.pop();
  }

  private declaration(cursor: SyntaxCursor): void {
    const isTypedef = cursor.nodeType === 'type_definition';
    if (!cursor.gotoFirstChild()) return;
    let isExtern = false;
    do {
      if (cursor.nodeType === 'storage_class_specifier') isExtern ||= this.textOf(spanOf(cursor)) === 'extern';
      if (cursor.currentFieldName === 'declarator') {
        const isPrototype = isFunctionDeclarator(cursor);
        const nameSpan = this.declarator(cursor, 'parameters apart');
        if (nameSpan && !isPrototype && !isExtern) this.bind(nameSpan, isTypedef ? 'typedef' : 'variable');
      } else this.visit(cursor);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  private parameter(cursor: SyntaxCursor): void {
    if (!cursor.gotoFirstChild()) return;
    do {
      if (cursor.currentFieldName === 'declarator') {
        const nameSpan = this.declarator(cursor, 'parameters apart');
        if (nameSpan) this.scopes.at(-1)?.add(this.textOf(nameSpan));
      } else this.visit(cursor);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }

  /** Binds in the innermost block, or at file scope. */
  private bind(span: Span, kind: CDefinition['kind']): void {
    const scope = this.scopes.at(-1);
    if (scope) scope.add(this.textOf(span));
    else this.definitions.push({ name: this.textOf(span), span, kind });
  }

  /** Visits a declarator and returns the span of the name that it declares. */
  private declarator(cursor: SyntaxCursor, parameters: 'parameters in scope' | 'parameters apart'): Span | undefined {
    if (cursor.nodeType === 'identifier' || cursor.nodeType === 'type_identifier') return spanOf(cursor);
    const isWrapper = WRAPPING_DECLARATORS.has(cursor.nodeType);
    if (!cursor.gotoFirstChild()) return undefined;
    let name: Span | undefined;
    do {
      const leadsToName =
        cursor.currentFieldName === 'declarator' ||
        (isWrapper && (cursor.nodeType.endsWith('declarator') || isIdentifier(cursor)));
      if (leadsToName && !name) name = this.declarator(cursor, parameters);
      else if (cursor.nodeType === 'parameter_list' && parameters === 'parameters apart') {
        this.inNewScope(() => this.children(cursor));
      } else this.visit(cursor);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return name;
  }

  private enumerator(cursor: SyntaxCursor): void {
    if (!cursor.gotoFirstChild()) return;
    do {
      if (cursor.currentFieldName === 'name') this.bind(spanOf(cursor), 'enumerator');
      else this.visit(cursor);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
}

/** Their inner declarator has no field name in the grammar. */
const WRAPPING_DECLARATORS: ReadonlySet<string> = new Set(['parenthesized_declarator', 'attributed_declarator']);

function isIdentifier(cursor: SyntaxCursor): boolean {
  return cursor.nodeType === 'identifier';
}

function spanOf(cursor: SyntaxCursor): Span {
  return { start: cursor.startIndex, end: cursor.endIndex };
}

/** `int f(void)` is a prototype, `int (*f)(void)` a variable. */
function isFunctionDeclarator(cursor: SyntaxCursor): boolean {
  if (cursor.nodeType === 'function_declarator') {
    let direct = false;
    if (cursor.gotoFirstChild()) {
      direct = isIdentifier(cursor);
      cursor.gotoParent();
    }
    return direct;
  }
  if (cursor.nodeType !== 'pointer_declarator') return false;
  let found = false;
  if (cursor.gotoFirstChild()) {
    do {
      if (cursor.currentFieldName === 'declarator') found = isFunctionDeclarator(cursor);
    } while (!found && cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return found;
}
