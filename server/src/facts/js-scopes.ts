/**
 * What the names of a JavaScript or TypeScript file are bound to: enough to tell where a value comes from, by looking and
 * never by running. Names of other files are not followed.
 */

import { argumentsOf, bare, childOf, descendants, unquoted, type JsNode } from './js-tree.ts';

/** A place that a name gets its value from. */
export type Binding =
  /** `imported` is empty for the module itself and its default. */
  | { readonly kind: 'import'; readonly module: string; readonly imported: string }
  /** @property key for `const { key } = value` */
  | { readonly kind: 'value'; readonly value: JsNode; readonly key: string | null }
  /** One of the elements of a list that a loop goes through. */
  | { readonly kind: 'element'; readonly list: JsNode }
  | { readonly kind: 'function'; readonly value: JsNode }
  | { readonly kind: 'parameter'; readonly of: JsNode; readonly index: number };

/** Where a value comes from: a module or a global name, and the properties that lead on from there. */
export interface Origin {
  readonly module: string | null;
  readonly global: string | null;
  readonly path: readonly string[];
}

const FUNCTIONS: ReadonlySet<string> = new Set(['function_declaration', 'function_expression', 'function', 'arrow_function', 'method_definition', 'generator_function_declaration']);
const BLOCKS: ReadonlySet<string> = new Set(['program', 'statement_block', 'for_statement', 'for_in_statement', 'catch_clause', 'switch_body', 'class_body']);

/** What compilers wrap around `require` so that old modules look like new ones. */
const INTEROP = /^(?:__import(?:Default|Star)|__toESM|_interopRequire(?:Default|Wildcard))$/;

const DEPTH = 12;

export class JsScopes {
  private readonly bindings = new Map<JsNode, Map<string, Binding[]>>();
  /** By the text of what is assigned to: names, and members such as "this.lib". */
  private readonly assigned = new Map<string, JsNode[]>();
  private readonly calls = new Map<string, JsNode[]>();

  constructor(
    readonly root: JsNode,
    readonly text: string,
  ) {
    for (const node of descendants(root)) this.note(node);
  }

  textOf({ start, end }: JsNode): string {
    return this.text.slice(start, end);
  }

  private note(node: JsNode): void {
    switch (node.type) {
      case 'variable_declarator': {
        const [name, value] = [childOf(node, 'name'), childOf(node, 'value')];
        const isVar = node.parent?.type === 'variable_declaration';
        if (name) this.bindPattern(name, value, scopeOf(node, isVar));
        break;
      }
      case 'for_in_statement': {
        const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
        if (left?.type === 'identifier' && right) this.bind(node, this.textOf(left), { kind: 'element', list: right });
        break;
      }
      case 'function_declaration':
      case 'generator_function_declaration':
      case 'function_expression':
      case 'arrow_function':
      case 'method_definition':
        this.bindFunction(node);
        break;
      case 'import_statement':
        this.bindImports(node);
        break;
      case 'assignment_expression': {
        const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
        if (left && right) append(this.assigned, this.textOf(left), right);
        break;
      }
      case 'public_field_definition':
      case 'field_definition': {
        const [name, value] = [childOf(node, 'name') ?? childOf(node, 'property'), childOf(node, 'value')];
        if (name && value) append(this.assigned, `this.${this.textOf(name)}`, value);
        break;
      }
      case 'call_expression': {
        const callee = childOf(node, 'function');
        if (callee?.type === 'identifier') append(this.calls, this.textOf(callee), node);
        break;
      }
      default:
    }
  }

  private bind(scope: JsNode, name: string, binding: Binding): void {
    let names = this.bindings.get(scope);
    if (!names) this.bindings.set(scope, (names = new Map()));
    append(names, name, binding);
  }

  private bindPattern(name: JsNode, value: JsNode | undefined, scope: JsNode): void {
    if (name.type === 'identifier') {
      // Declared alone: assignments give it its values.
      if (value) this.bind(scope, this.textOf(name), { kind: 'value', value, key: null });
      else if (!this.bindings.get(scope)?.has(this.textOf(name))) this.bindings.set(scope, new Map([...(this.bindings.get(scope) ?? []), [this.textOf(name), []]]));
      return;
    }
    if (name.type !== 'object_pattern' || !value) return;
    for (const part of name.children) {
      if (part.type === 'shorthand_property_identifier_pattern') this.bind(scope, this.textOf(part), { kind: 'value', value, key: this.textOf(part) });
      const [key, target] = [childOf(part, 'key'), childOf(part, 'value')];
      if (part.type === 'pair_pattern' && key && target?.type === 'identifier') this.bind(scope, this.textOf(target), { kind: 'value', value, key: this.nameOf(key) });
    }
  }

  private bindFunction(node: JsNode): void {
    const name = childOf(node, 'name');
    if (name && node.type !== 'method_definition') this.bind(scopeOf(node, false), this.textOf(name), { kind: 'function', value: node });
    const parameters = childOf(node, 'parameters')?.children ?? [childOf(node, 'parameter')].filter((one) => one !== undefined);
    parameters.forEach((parameter, index) => {
      const target = parameter.type === 'identifier' ? parameter : childOf(parameter, 'pattern');
      if (target?.type !== 'identifier') return;
      this.bind(node, this.textOf(target), { kind: 'parameter', of: node, index });
      const given = childOf(parameter, 'value');
      if (given) this.bind(node, this.textOf(target), { kind: 'value', value: given, key: null });
    });
  }

  private bindImports(node: JsNode): void {
    const source = childOf(node, 'source') ?? node.children.find(({ type }) => type === 'import_require_clause')?.children.find(({ type }) => type === 'string');
    if (!source) return;
    const module = unquoted(this.textOf(source));
    const bind = (name: JsNode, imported: string): void => this.bind(this.root, this.textOf(name), { kind: 'import', module, imported: imported === 'default' ? '' : imported });
    const clause = node.children.find(({ type }) => type === 'import_clause' || type === 'import_require_clause');
    for (const part of clause?.children ?? []) {
      if (part.type === 'identifier') bind(part, '');
      if (part.type === 'namespace_import') for (const name of part.children) if (name.type === 'identifier') bind(name, '');
      if (part.type !== 'named_imports') continue;
      for (const specifier of part.children) {
        const [name, alias] = [childOf(specifier, 'name'), childOf(specifier, 'alias')];
        if (name) bind(alias ?? name, this.textOf(name));
      }
    }
  }

  /** What a name is bound to where it stands; undefined for one that is not the file's own. */
  bindingsOf(identifier: JsNode): readonly Binding[] | undefined {
    const name = this.textOf(identifier);
    for (let scope: JsNode | null = identifier; scope; scope = scope.parent) {
      const found = this.bindings.get(scope)?.get(name);
      if (found) return [...found, ...(this.assigned.get(name) ?? []).map((value): Binding => ({ kind: 'value', value, key: null }))];
    }
    return undefined;
  }

  /** Values that a member such as `this.lib` is given anywhere in the file. */
  assignedTo(member: JsNode): readonly JsNode[] {
    return this.assigned.get(this.textOf(member)) ?? [];
  }

  /** Calls of a function of the file by its name. */
  callsOf(fn: JsNode): readonly JsNode[] {
    const declared = childOf(fn, 'name') ?? (fn.parent?.type === 'variable_declarator' ? childOf(fn.parent, 'name') : undefined);
    return declared ? (this.calls.get(this.textOf(declared)) ?? []) : [];
  }

  /** What a function hands back. */
  returnsOf(fn: JsNode): readonly JsNode[] {
    const body = childOf(fn, 'body');
    if (!body) return [];
    if (body.type !== 'statement_block') return [body];
    return [...descendants(body)].filter((node) => node.type === 'return_statement' && functionAround(node) === fn).flatMap(({ children }) => children.slice(1));
  }

  originOf(node: JsNode, depth = 0): Origin | undefined {
    const inner = bare(node);
    if (depth > DEPTH) return undefined;
    switch (inner.type) {
      case 'identifier': {
        const bindings = this.bindingsOf(inner);
        if (!bindings) return { module: null, global: this.textOf(inner), path: [] };
        for (const binding of bindings) {
          const origin = this.originOfBinding(binding, depth);
          if (origin) return origin;
        }
        return undefined;
      }
      case 'member_expression': {
        const [object, property] = [childOf(inner, 'object'), childOf(inner, 'property')];
        if (!object || !property) return undefined;
        return onward(object.type === 'meta_property' ? { module: null, global: 'import.meta', path: [] } : this.originOf(object, depth + 1), this.textOf(property));
      }
      case 'call_expression': {
        const callee = childOf(inner, 'function');
        const [argument] = argumentsOf(inner);
        if (!callee || !argument) return undefined;
        if (INTEROP.test(this.textOf(callee))) return this.originOf(argument, depth + 1);
        if ((this.isRequire(callee) || this.textOf(callee) === 'import') && argument.type === 'string') return { module: unquoted(this.textOf(argument)), global: null, path: [] };
        return undefined;
      }
      default:
        return undefined;
    }
  }

  private originOfBinding(binding: Binding, depth: number): Origin | undefined {
    switch (binding.kind) {
      case 'import':
        return { module: binding.module, global: null, path: binding.imported === '' ? [] : [binding.imported] };
      case 'value': {
        const origin = this.originOf(binding.value, depth + 1);
        return binding.key === null ? origin : onward(origin, binding.key);
      }
      default:
        return undefined;
    }
  }

  /** `require`, or what `createRequire` made. */
  isRequire(callee: JsNode): boolean {
    const inner = bare(callee);
    if (inner.type === 'member_expression') return this.textOf(inner) === 'module.require';
    if (inner.type === 'call_expression') return /^(?:module\.)?createRequire$/.test(this.textOf(childOf(inner, 'function') ?? inner));
    if (inner.type !== 'identifier') return false;
    const bindings = this.bindingsOf(inner);
    if (!bindings) return this.textOf(inner) === 'require';
    return bindings.some((binding) => binding.kind === 'value' && binding.key === null && bare(binding.value).type === 'call_expression' && this.isRequire(binding.value));
  }

  /** The key of a property or of an access, where it is written out. */
  nameOf(key: JsNode): string {
    return key.type === 'string' ? unquoted(this.textOf(key)) : this.textOf(key);
  }
}

function onward(origin: Origin | undefined, property: string): Origin | undefined {
  if (!origin || property === 'default') return origin;
  return { ...origin, path: [...origin.path, property] };
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function scopeOf(node: JsNode, ofFunction: boolean): JsNode {
  for (let scope = node.parent; scope; scope = scope.parent) {
    if (FUNCTIONS.has(scope.type) || scope.type === 'program' || (!ofFunction && BLOCKS.has(scope.type))) return scope;
  }
  return node;
}

function functionAround(node: JsNode): JsNode | null {
  for (let scope = node.parent; scope; scope = scope.parent) if (FUNCTIONS.has(scope.type)) return scope;
  return null;
}
