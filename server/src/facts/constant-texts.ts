/**
 * Which texts an expression can have, as far as the file itself tells: constants, templates, paths that are put together,
 * and both sides of a condition. What only the running program knows is a gap in the text.
 */

import path from 'node:path';
import { argumentsOf, bare, childOf, unquoted, type JsNode } from './js-tree.ts';
import type { JsScopes, Origin } from './js-scopes.ts';

/** Stands for what only the running program knows. No file name holds it. */
export const GAP = '\0';

/** Expressions that can have more texts than this are taken for unknown. */
const MOST = 32;
const DEPTH = 16;
const UNKNOWN: readonly string[] = [GAP];

/** Endings of shared libraries on the systems that there are: what `suffix` of bun:ffi and node:ffi is one of. */
const SUFFIXES: readonly string[] = ['so', 'dylib', 'dll'];

/** Paths are relative to the directory of the file: "./lib/x.so". */
export function constantTexts(node: JsNode, scopes: JsScopes): readonly string[] {
  return fold(node, scopes, 0);
}

function fold(node: JsNode, scopes: JsScopes, depth: number): readonly string[] {
  if (depth > DEPTH) return UNKNOWN;
  const inner = bare(node);
  const of = (one: JsNode | undefined): readonly string[] => (one ? fold(one, scopes, depth + 1) : UNKNOWN);
  switch (inner.type) {
    case 'string':
      return [unquoted(scopes.textOf(inner))];
    case 'template_string':
      return templateTexts(inner, scopes, of);
    case 'ternary_expression':
      return either(of(childOf(inner, 'consequence')), of(childOf(inner, 'alternative')));
    case 'binary_expression':
      return binaryTexts(inner, of);
    case 'identifier':
    case 'shorthand_property_identifier':
      return identifierTexts(inner, scopes, of);
    case 'member_expression':
    case 'subscript_expression':
      return memberTexts(inner, scopes, of);
    case 'call_expression':
    case 'new_expression':
      return callTexts(inner, scopes, of);
    default:
      return UNKNOWN;
  }
}

type Fold = (node: JsNode | undefined) => readonly string[];

function templateTexts(template: JsNode, scopes: JsScopes, of: Fold): readonly string[] {
  let texts: readonly string[] = [''];
  let at = template.start + 1;
  for (const part of template.children) {
    if (part.type !== 'template_substitution') continue;
    texts = joined(texts, [unquoted(`'${scopes.text.slice(at, part.start)}'`)], '');
    texts = joined(texts, of(part.children.find(({ type }) => type !== '${')), '');
    at = part.end;
  }
  return joined(texts, [unquoted(`'${scopes.text.slice(at, template.end - 1)}'`)], '');
}

function binaryTexts(node: JsNode, of: Fold): readonly string[] {
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  switch (childOf(node, 'operator')?.type) {
    case '+':
      return joined(of(left), of(right), '');
    case '||':
    case '??':
      return either(of(left), of(right));
    case '&&':
      return of(right);
    default:
      return UNKNOWN;
  }
}

function identifierTexts(node: JsNode, scopes: JsScopes, of: Fold): readonly string[] {
  const name = scopes.textOf(node);
  const bindings = scopes.bindingsOf(node);
  if (!bindings) return name === '__dirname' ? ['.'] : name === '__filename' ? ['./.'] : UNKNOWN;
  let texts: readonly string[] = [];
  for (const binding of bindings) {
    switch (binding.kind) {
      case 'import':
        texts = either(texts, binding.imported === 'suffix' && isFfi(binding.module) ? SUFFIXES : UNKNOWN);
        break;
      case 'value': {
        const origin = binding.key === null ? undefined : scopes.originOf(node);
        const ofModule = origin && originTexts(origin);
        texts = either(texts, ofModule ?? (binding.key === null ? of(binding.value) : propertyTexts(binding.value, binding.key, scopes, of)));
        break;
      }
      case 'element':
        texts = either(texts, listTexts(binding.list, scopes, of));
        break;
      case 'parameter': {
        const given = scopes.callsOf(binding.of).map((call) => argumentsOf(call)[binding.index]).filter((argument) => argument !== undefined);
        texts = either(texts, given.length === 0 ? UNKNOWN : given.map(of).reduce(either));
        break;
      }
      default:
        texts = either(texts, UNKNOWN);
    }
  }
  return texts.length === 0 ? UNKNOWN : texts;
}

function isFfi(module: string): boolean {
  return module === 'bun:ffi' || module === 'node:ffi';
}

/** What the runtime itself tells. */
function originTexts({ module, global, path: properties }: Origin): readonly string[] | undefined {
  const property = properties.join('.');
  if (global === 'import.meta') return property === 'dirname' || property === 'dir' ? ['.'] : property === 'url' || property === 'filename' ? ['./.'] : undefined;
  if (module !== null && isFfi(module) && property === 'suffix') return SUFFIXES;
  return undefined;
}

function memberTexts(node: JsNode, scopes: JsScopes, of: Fold): readonly string[] {
  const origin = scopes.originOf(node);
  const known = origin && originTexts(origin);
  if (known) return known;
  const object = childOf(node, 'object');
  if (!object) return UNKNOWN;
  const index = childOf(node, 'index');
  const key = index ? of(index) : [scopes.textOf(childOf(node, 'property') ?? object)];
  // `new URL('./x', import.meta.url).pathname`
  if (!index && ['pathname', 'href'].includes(key[0]!) && bare(object).type === 'new_expression') return of(object);
  const assigned = scopes.assignedTo(node);
  if (assigned.length > 0) return assigned.map(of).reduce(either);
  return key.map((name) => propertyTexts(object, name, scopes, of)).reduce(either);
}

/** One property of an object that is written out, or any where it cannot be told which. */
function propertyTexts(object: JsNode, key: string, scopes: JsScopes, of: Fold): readonly string[] {
  const literal = literalOf(object, 'object', scopes);
  if (!literal) return UNKNOWN;
  const pairs = literal.children.filter(({ type }) => type === 'pair');
  const matching = key.includes(GAP) ? pairs : pairs.filter((pair) => scopes.nameOf(childOf(pair, 'key')!) === key);
  return matching.length === 0 ? UNKNOWN : matching.map((pair) => of(childOf(pair, 'value'))).reduce(either);
}

function listTexts(list: JsNode, scopes: JsScopes, of: Fold): readonly string[] {
  const literal = literalOf(list, 'array', scopes);
  return literal && literal.children.length > 0 ? literal.children.map(of).reduce(either) : UNKNOWN;
}

/** The object or array that is written where a value comes from. */
export function literalOf(node: JsNode, type: 'object' | 'array', scopes: JsScopes, depth = 0): JsNode | undefined {
  const inner = bare(node);
  if (inner.type === type) return inner;
  if (depth > DEPTH) return undefined;
  if (inner.type === 'identifier') {
    for (const binding of scopes.bindingsOf(inner) ?? []) {
      const found = binding.kind === 'value' && binding.key === null ? literalOf(binding.value, type, scopes, depth + 1) : undefined;
      if (found) return found;
    }
  }
  // Object.freeze(…) and functions that hand their argument on are not told apart from others.
  if (inner.type === 'call_expression' && scopes.textOf(childOf(inner, 'function') ?? inner) === 'Object.freeze') {
    const [argument] = argumentsOf(inner);
    return argument && literalOf(argument, type, scopes, depth + 1);
  }
  return undefined;
}

function callTexts(node: JsNode, scopes: JsScopes, of: Fold): readonly string[] {
  const callee = childOf(node, 'function') ?? childOf(node, 'constructor');
  if (!callee) return UNKNOWN;
  const given = argumentsOf(node);
  const origin = scopes.originOf(callee);
  const called = origin && [origin.module?.replace(/^node:/, '') ?? origin.global ?? '', ...origin.path].join('.');
  switch (called) {
    case 'path.join':
    case 'path.resolve':
    case 'path.posix.join':
    case 'path.posix.resolve':
      return given.length === 0 ? UNKNOWN : given.map(of).reduce((a, b) => joined(a, b, '/', called.endsWith('resolve'))).map(normalized);
    case 'path.normalize':
    case 'url.fileURLToPath':
    case 'Bun.fileURLToPath':
    case 'String':
      return of(given[0]);
    case 'path.dirname':
      return of(given[0]).map((text) => (text.includes(GAP) ? GAP : normalized(path.posix.dirname(text))));
    case 'URL':
      return given[1] && of(given[1])[0] === './.' ? of(given[0]).map(normalized) : of(given[0]);
    default:
  }
  const fn = bare(callee).type === 'identifier' ? functionOf(callee, scopes) : undefined;
  const returned = fn ? scopes.returnsOf(fn) : [];
  return returned.length === 0 ? UNKNOWN : returned.map(of).reduce(either);
}

function functionOf(callee: JsNode, scopes: JsScopes): JsNode | undefined {
  for (const binding of scopes.bindingsOf(bare(callee)) ?? []) {
    if (binding.kind === 'function') return binding.value;
    if (binding.kind === 'value' && binding.key === null && ['arrow_function', 'function_expression'].includes(bare(binding.value).type)) return bare(binding.value);
  }
  return undefined;
}

function either(a: readonly string[], b: readonly string[]): readonly string[] {
  const all = [...new Set([...a, ...b])];
  return all.length > MOST ? UNKNOWN : all;
}

/** @param anew whether an absolute path starts anew, as `path.resolve` has it */
function joined(before: readonly string[], after: readonly string[], between: string, anew = false): readonly string[] {
  if (before.length * after.length > MOST) return UNKNOWN;
  return before.flatMap((a) => after.map((b) => (anew && b.startsWith('/') ? b : a + between + b)));
}

/** Without "." and ".." in the middle; still with a slash, so that a path is told from a name. */
function normalized(text: string): string {
  if (/^\w+:/.test(text)) return text;
  const normal = path.posix.normalize(text);
  return normal.startsWith('/') || normal.startsWith('.') || normal.startsWith(GAP) ? normal : `./${normal}`;
}
