/**
 * Native addons and FFI libraries that a JavaScript or TypeScript file loads. Each interface is known by what its
 * documentation says of its functions; names are followed through the file to where they come from, so that a function of
 * the same name that is something else is not taken for it.
 */

import type { Span } from '../base/location.ts';
import type { SyntaxCursor } from '../syntax/syntax-tree.ts';
import { constantTexts, GAP, literalOf } from './constant-texts.ts';
import { FfiLibraries } from './ffi-libraries.ts';
import { JsScopes } from './js-scopes.ts';
import { argumentsOf, bare, childOf, descendants, jsTree, type JsNode } from './js-tree.ts';
import type { AddonLoad, NativeFacts } from './native-facts.ts';

const MENTIONS = /\.node\b|\bbindings\b|node-gyp-build|node-pre-gyp|pkg-prebuilds|\bdlopen\b|\bffi\b|ffi-napi|ffi-rs|\bkoffi\b/;

/** Whether a file can load anything compiled: the others are not read again. */
export function mayLoadNative(text: string): boolean {
  return MENTIONS.test(text);
}

export function extractNative(text: string, root: SyntaxCursor): NativeFacts {
  const scopes = new JsScopes(jsTree(root), text);
  const addons: AddonLoad[] = [];
  const unknown: NativeFacts['unknown'][number][] = [];
  const ffi = new FfiLibraries(scopes);
  for (const node of descendants(scopes.root)) {
    if (node.type !== 'call_expression' && node.type !== 'new_expression') continue;
    const addon = addonLoad(node, scopes);
    if (addon && 'reason' in addon) unknown.push(addon);
    else if (addon) addons.push(addon);
    else ffi.look(node);
  }
  const found = ffi.result();
  return { addons, libraries: found.libraries, unknown: [...unknown, ...found.unknown] };
}

/** Loaders that look through a package for its addon, with the property that is called; null: the module itself is. */
const LOADERS: readonly { readonly module: string; readonly call: string | null }[] = [
  { module: 'node-gyp-build', call: null },
  { module: 'node-gyp-build', call: 'path' },
  { module: 'node-gyp-build', call: 'resolve' },
  { module: 'node-gyp-build-optional-packages', call: null },
  { module: 'pkg-prebuilds', call: null },
  { module: '@mapbox/node-pre-gyp', call: 'find' },
  { module: 'node-pre-gyp', call: 'find' },
];

function addonLoad(call: JsNode, scopes: JsScopes): AddonLoad | { span: Span; reason: string } | undefined {
  const callee = childOf(call, 'function');
  const [first, second] = argumentsOf(call);
  if (!callee) return undefined;
  if (first && scopes.isRequire(callee)) {
    const texts = constantTexts(first, scopes);
    const paths = texts.filter((text) => text.endsWith('.node'));
    return paths.length === 0 ? undefined : { by: 'require', paths, name: null, span: spanOf(first) };
  }
  const origin = scopes.originOf(callee);
  if (!origin) return undefined;
  if (origin.global === 'process' && origin.path.join('.') === 'dlopen' && second) {
    const paths = constantTexts(second, scopes).filter((text) => text !== GAP);
    return paths.length > 0 ? { by: 'process.dlopen', paths, name: null, span: spanOf(second) } : { span: spanOf(second), reason: 'loads an addon whose path only the running program knows' };
  }
  if (origin.module === 'bindings' && origin.path.length === 0) return { by: 'bindings', paths: [], name: bindingsName(first, scopes), span: spanOf(first ?? callee) };
  const isLoader = LOADERS.some(({ module, call: property }) => module === origin.module && property === (origin.path.join('.') || null));
  return isLoader ? { by: origin.module!, paths: [], name: null, span: spanOf(first ?? callee) } : undefined;
}

/** `bindings('x')`, `bindings('x.node')`, `bindings({ bindings: 'x' })`. */
function bindingsName(argument: JsNode | undefined, scopes: JsScopes): string | null {
  if (!argument) return null;
  const options = literalOf(argument, 'object', scopes);
  const name = options ? options.children.find((pair) => pair.type === 'pair' && scopes.nameOf(childOf(pair, 'key')!) === 'bindings') : undefined;
  const value = options ? name && childOf(name, 'value') : bare(argument);
  const [text] = value ? constantTexts(value, scopes) : [];
  return text === undefined || text.includes(GAP) ? null : text.replace(/\.node$/, '');
}

function spanOf({ start, end }: JsNode): Span {
  return { start, end };
}
