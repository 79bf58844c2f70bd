/** Libraries that a file loads by FFI, with the symbols that it asks of each. */

import { constantTexts, GAP, literalOf } from './constant-texts.ts';
import type { JsScopes, Origin } from './js-scopes.ts';
import { argumentsOf, bare, childOf, type JsNode } from './js-tree.ts';
import type { LibraryLoad, NativeFacts, UsedSymbol } from './native-facts.ts';

interface Opened extends Omit<LibraryLoad, 'symbols'> {
  readonly symbols: UsedSymbol[];
}

/** A symbol whose library is named by a key that another call gives it (ffi-rs), or was made by another call (koffi). */
interface Asked {
  readonly symbols: readonly UsedSymbol[];
  readonly calls: readonly JsNode[];
  readonly keys: readonly string[];
  readonly place: JsNode;
}

const NODE_FFI = /(?:^|\/)(?:node-)?ffi(?:-napi)?$/;
/** https://koffi.dev/functions: the calling conventions have functions of their own. */
const KOFFI_FUNCTIONS: ReadonlySet<string> = new Set(['func', 'cdecl', 'stdcall', 'fastcall', 'thiscall', 'symbol']);
const DEPTH = 8;

export class FfiLibraries {
  private readonly opened = new Map<JsNode, Opened>();
  /** ffi-rs: by the key that `open` gives a library. */
  private readonly byKey = new Map<string, Opened>();
  private readonly asked: Asked[] = [];
  private readonly unknown: NativeFacts['unknown'][number][] = [];

  constructor(private readonly scopes: JsScopes) {}

  result(): Pick<NativeFacts, 'libraries' | 'unknown'> {
    for (const { symbols, calls, keys, place } of this.asked) {
      const libraries = [...calls.map((call) => this.opened.get(call)), ...keys.map((key) => this.byKey.get(key))].filter((one) => one !== undefined);
      for (const library of libraries) library.symbols.push(...symbols);
      if (libraries.length === 0 && keys.length > 0) this.doNotKnow(place, `asks for a symbol of the library "${keys[0]!.replaceAll(GAP, '…')}", which this file does not open`);
    }
    return { libraries: [...new Set([...this.opened.values(), ...this.byKey.values()])], unknown: this.unknown };
  }

  /** @param call any call or `new` of the file */
  look(call: JsNode): void {
    const callee = childOf(call, 'function') ?? childOf(call, 'constructor');
    if (!callee) return;
    const origin = this.scopes.originOf(callee);
    if (origin) this.lookAt(call, origin);
    // The method of what another call made has no origin of its own.
    if (!origin || origin.global !== null) this.method(call, bare(callee));
  }

  private lookAt(call: JsNode, { module, global, path }: Origin): void {
    const [first, second] = argumentsOf(call);
    const called = path.join('.');
    if (module === 'koffi' && called === 'load') this.open('koffi', call, first);
    else if (module !== null && NODE_FFI.test(module) && called === 'Library') this.open('ffi-napi', call, first, second);
    else if (module !== null && NODE_FFI.test(module) && called === 'DynamicLibrary') this.open('ffi-napi', call, first);
    else if ((module === 'bun:ffi' || module === 'node:ffi') && called === 'dlopen') this.open(module, call, first, second);
    else if (module === 'node:ffi' && called === 'DynamicLibrary') this.open(module, call, first);
    else if (module === 'bun:ffi' && called === 'cc') this.compiled(call, first);
    else if (global === 'Deno' && called === 'dlopen') this.open('Deno.dlopen', call, first, second);
    else if (module === 'ffi-rs' && called === 'open') this.openByKey(call, first);
    else if (module === 'ffi-rs' && called === 'load') this.loadByKey(call, first);
    else if (module === 'ffi-rs' && called === 'define') this.defineByKey(first);
  }

  private open(api: string, call: JsNode, name: JsNode | undefined, symbols?: JsNode): void {
    const library = this.library(api, 'file-name', name ?? call);
    if (!library) return;
    if (symbols) library.symbols.push(...this.namesOf(symbols));
    this.opened.set(call, library);
  }

  /** Undefined, and said, where no name can be told. */
  private library(api: string, by: LibraryLoad['by'], name: JsNode): Opened | undefined {
    const inner = bare(name);
    if (['null', 'undefined'].includes(inner.type)) {
      this.doNotKnow(name, 'asks the running program itself for symbols: whose they are, only the running program knows');
      return undefined;
    }
    const texts = constantTexts(name, this.scopes);
    const names = texts.filter((text) => !text.slice(text.lastIndexOf('/') + 1).includes(GAP));
    if (names.length < texts.length) this.doNotKnow(name, names.length === 0 ? 'loads a library whose name only the running program knows' : 'loads other libraries too, whose names only the running program knows');
    return names.length === 0 ? undefined : { api, by, names, span: { start: name.start, end: name.end }, symbols: [] };
  }

  /** bun:ffi compiles C while the program runs, and links it. */
  private compiled(call: JsNode, options: JsNode | undefined): void {
    const [names, symbols] = [this.property(options, 'library'), this.property(options, 'symbols')];
    const list = names && (literalOf(names, 'array', this.scopes)?.children ?? [names]);
    list?.forEach((name, i) => {
      const library = this.library('bun:ffi', 'link-name', name);
      if (!library) return;
      if (i === 0 && symbols) library.symbols.push(...this.namesOf(symbols));
      this.opened.set(i === 0 ? call : name, library);
    });
  }

  private openByKey(call: JsNode, options: JsNode | undefined): void {
    const [key, file] = [this.property(options, 'library'), this.property(options, 'path')];
    const library = this.library('ffi-rs', 'file-name', file ?? options ?? call);
    if (!library) return;
    this.opened.set(call, library);
    for (const text of key ? constantTexts(key, this.scopes) : []) this.byKey.set(text, library);
  }

  private loadByKey(call: JsNode, options: JsNode | undefined): void {
    const [key, name] = [this.property(options, 'library'), this.property(options, 'funcName')];
    this.asked.push({ symbols: name ? this.symbols(name) : [], calls: [], keys: key ? constantTexts(key, this.scopes) : [], place: options ?? call });
  }

  private defineByKey(functions: JsNode | undefined): void {
    const literal = functions && literalOf(functions, 'object', this.scopes);
    for (const pair of literal?.children ?? []) {
      const [name, options] = [childOf(pair, 'key'), childOf(pair, 'value')];
      if (!name || !options) continue;
      const key = this.property(options, 'library');
      const symbol = { name: this.scopes.nameOf(name), span: { start: name.start, end: name.end } };
      this.asked.push({ symbols: [symbol], calls: [], keys: key ? constantTexts(key, this.scopes) : [], place: name });
    }
  }

  /** `lib.func('int f(int)')`, `lib.func('f', 'int', ['int'])`, `lib.get('f')`, `lib.getFunction('f', …)`. */
  private method(call: JsNode, callee: JsNode): void {
    const [object, property] = [childOf(callee, 'object'), childOf(callee, 'property')];
    if (callee.type !== 'member_expression' || !object || !property) return;
    const name = this.scopes.textOf(property);
    const isSymbol = KOFFI_FUNCTIONS.has(name) || name === 'get' || name === 'getFunction' || name === 'getSymbol' || name === 'getFunctions';
    if (!isSymbol) return;
    const calls = this.callsBehind(object);
    if (calls.length === 0) return;
    const given = argumentsOf(call);
    const symbols = name === 'getFunctions' ? given.slice(0, 1).flatMap((one) => this.namesOf(one)) : given.flatMap((one) => this.symbols(one)).slice(0, 1);
    this.asked.push({ symbols, calls, keys: [], place: call });
  }

  /** Calls that can have made a value. */
  private callsBehind(node: JsNode, depth = 0): readonly JsNode[] {
    const inner = bare(node);
    if (depth > DEPTH) return [];
    switch (inner.type) {
      case 'call_expression':
      case 'new_expression': {
        const callee = childOf(inner, 'function') ?? childOf(inner, 'constructor');
        const fn = callee && bare(callee).type === 'identifier' ? this.scopes.bindingsOf(bare(callee))?.find((binding) => binding.kind === 'function') : undefined;
        return fn?.kind === 'function' ? this.scopes.returnsOf(fn.value).flatMap((value) => this.callsBehind(value, depth + 1)) : [inner];
      }
      case 'identifier':
        return (this.scopes.bindingsOf(inner) ?? []).flatMap((binding) => (binding.kind === 'value' && binding.key === null ? this.callsBehind(binding.value, depth + 1) : []));
      case 'member_expression':
        return this.scopes.assignedTo(inner).flatMap((value) => this.callsBehind(value, depth + 1));
      case 'ternary_expression':
      case 'binary_expression':
        return inner.children.flatMap((child) => this.callsBehind(child, depth + 1));
      default:
        return [];
    }
  }

  /** A name, or the name in a prototype: "int readline(const char *)". Conventions such as "__stdcall" are none. */
  private symbols(node: JsNode): UsedSymbol[] {
    if (!['string', 'template_string', 'identifier', 'member_expression', 'binary_expression'].includes(bare(node).type)) return [];
    return constantTexts(node, this.scopes).flatMap((text) => {
      const name = /^[A-Za-z_$][\w$]*$/.test(text) ? text : /([A-Za-z_]\w*)\s*\(/.exec(text)?.[1];
      return name === undefined || (text.startsWith('__') && /^__(?:cdecl|stdcall|fastcall|thiscall)$/.test(text)) ? [] : [{ name, span: { start: node.start, end: node.end } }];
    });
  }

  /** `{ f: … }`, and the name that an entry gives itself: Deno's `{ f: { name: 'real_f' } }`. */
  private namesOf(node: JsNode): UsedSymbol[] {
    const literal = literalOf(node, 'object', this.scopes);
    if (!literal) {
      this.doNotKnow(node, 'asks for symbols whose names only the running program knows');
      return [];
    }
    return literal.children.flatMap((part): UsedSymbol[] => {
      if (part.type === 'spread_element') return part.children.filter(({ type }) => type !== '...').flatMap((spread) => this.namesOf(spread));
      const key = part.type === 'shorthand_property_identifier' ? part : childOf(part, 'key');
      if (!key) return [];
      const renamed = this.property(childOf(part, 'value'), 'name');
      const [own] = renamed ? constantTexts(renamed, this.scopes) : [];
      return [{ name: own ?? this.scopes.nameOf(key), span: { start: key.start, end: key.end } }];
    });
  }

  private property(object: JsNode | undefined, name: string): JsNode | undefined {
    const literal = object && literalOf(object, 'object', this.scopes);
    const found = literal?.children.find((part) => (part.type === 'shorthand_property_identifier' ? this.scopes.textOf(part) === name : part.type === 'pair' && this.scopes.nameOf(childOf(part, 'key')!) === name));
    return found && (childOf(found, 'value') ?? found);
  }

  private doNotKnow({ start, end }: JsNode, reason: string): void {
    this.unknown.push({ span: { start, end }, reason });
  }
}
