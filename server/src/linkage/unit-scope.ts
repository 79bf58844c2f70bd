/**
 * The names of file scope of one translation unit: every declaration of a name, read together, is an entity.
 * Entities are made when somebody asks for the name; nothing is decided here about what stays alive.
 */

import type { Attributes, Declaration, Enumerator, Expression, LazyInitializer, ParsedItem, TagSyntax, TypeSyntax } from './ast.ts';
import { NO_ATTRIBUTES } from './ast.ts';
import { createTypes } from './expression-types.ts';
import type { Types } from './expression-types.ts';
import { parseItem } from './parse-item.ts';
import { ParseFailure } from './parse-state.ts';
import type { ParseContext } from './parse-state.ts';
import type { LayoutCache } from './struct-layout.ts';
import { LP64, unqualified } from './types.ts';
import type { DataModel, Type } from './types.ts';
import type { TopLevelItem, TranslationUnit } from '../preprocess/translation-unit.ts';

export interface Entity {
  readonly kind: 'function' | 'object' | 'typedef' | 'enumerator';
  readonly name: string;
  /** Name in the object file: an asm label replaces the C name. */
  readonly symbol: string;
  /** The declaration with the body or the initialiser; else the last one. */
  readonly declaration: Declaration | undefined;
  readonly enumerator: Enumerator | undefined;
  /** All declarations' attributes together. */
  readonly attributes: Attributes;
  readonly isStatic: boolean;
  readonly isInline: boolean;
  /** Whether this unit's object file holds it: false for what the linker must find elsewhere. */
  readonly isDefined: boolean;
  /** Set for `extern inline` with the gnu89 meaning: the body serves inlining alone. */
  readonly inlineOnly: boolean;
  /** Order of first use: part of keys. */
  readonly id: number;
}

export interface UnitScope {
  readonly types: Types;
  parsed(item: TopLevelItem): ParsedItem;
  lookup(name: string): Entity | undefined;
  typeOf(entity: Entity): Type;
  /** Goes on with a later version of the unit, in which all names mean the same but for what `replaceBody` is told. */
  follow(unit: TranslationUnit): void;
  /** A function has another body now; returns its new entity. */
  replaceBody(entity: Entity, declaration: Declaration): Entity;
}

/** Trees of items, shared by all units that expand an item to the same tokens. */
export interface ParseCache {
  parse(item: TopLevelItem, context: ParseContext): ParsedItem;
  /** Entities of names with one declaration, which are the same in all units that share its text. */
  readonly entities: WeakMap<Declaration, Entity>;
  readonly layouts: LayoutCache;
  /** Source of ids. */
  nextId: number;
}

export function createParseCache(): ParseCache {
  const trees = new WeakMap<object, ParsedItem>();
  let current: ParseContext = { isTypedefName: () => false, longBits: 64 };
  // Bodies are parsed later than their item, perhaps while another unit is at work: then that one answers.
  const context: ParseContext = {
    isTypedefName: (name) => current.isTypedefName(name),
    get longBits() {
      return current.longBits;
    },
  };
  return {
    parse(item, unitContext) {
      current = unitContext;
      const { tokens } = item;
      let tree = trees.get(tokens);
      if (!tree) trees.set(tokens, (tree = parseItem(tokens, context)));
      return tree;
    },
    entities: new WeakMap(),
    layouts: new WeakMap(),
    nextId: 1,
  };
}

/** @param evaluateConstant value of an expression of file scope, undefined where it is no constant. */
export function createUnitScope(
  firstVersion: TranslationUnit,
  cache: ParseCache,
  evaluateConstant: (expression: Expression) => bigint | undefined,
): UnitScope {
  let unit = firstVersion;
  const model = dataModel(unit);
  const entities = new Map<string, Entity | null>();
  const enumeratorValues = new Map<Enumerator, bigint | undefined>();
  const typedefNames = new Map<string, boolean>();
  const tags = new Map<string, TagSyntax | null>();
  const objectTypes = new Map<Entity, Type>();
  const pending = new Set<string>();

  const context: ParseContext = { isTypedefName, longBits: model.wordSize * 8 };
  const parsed = (item: TopLevelItem) => cache.parse(item, context);

  function isTypedefName(name: string): boolean {
    let known = typedefNames.get(name);
    if (known === undefined) {
      known = lookup(name)?.kind === 'typedef';
      // While its own declaration is being read, a name is not yet a type: that answer must not stay.
      if (entities.get(name) !== null || !pending.has(name)) typedefNames.set(name, known);
    }
    return known;
  }

  function lookup(name: string): Entity | undefined {
    const known = entities.get(name);
    if (known !== undefined) return known ?? undefined;
    entities.set(name, null);
    pending.add(name);
    const entity = read(name);
    pending.delete(name);
    if (entity) entities.set(name, entity);
    return entity;
  }

  function read(name: string): Entity | undefined {
    const declarations: Declaration[] = [];
    for (const item of unit.declarationsOf(name)) {
      const tree = parsed(item);
      for (const declaration of tree.declarations) if (declaration.name === name) declarations.push(declaration);
      for (const enumerator of tree.enumerators) {
        if (enumerator.name === name) return fromEnumerator(enumerator);
      }
    }
    const [only] = declarations;
    if (only === undefined || declarations.length > 1) return only && fromDeclarations(declarations);
    let entity = cache.entities.get(only);
    if (!entity) cache.entities.set(only, (entity = fromDeclarations(declarations)));
    return entity;
  }

  function fromEnumerator(enumerator: Enumerator): Entity {
    return {
      kind: 'enumerator', name: enumerator.name, symbol: enumerator.name, declaration: undefined, enumerator,
      attributes: NO_ATTRIBUTES, isStatic: true, isInline: false, isDefined: true, inlineOnly: false, id: cache.nextId++,
    };
  }

  function fromDeclarations(declarations: readonly Declaration[]): Entity {
    const last = declarations.at(-1)!;
    const definition =
      declarations.find((one) => one.body) ?? declarations.find((one) => one.initializer) ??
      declarations.find((one) => one.storage === 'none') ?? last;
    const attributes = declarations.length === 1 ? last.attributes : mergeAttributes(declarations);
    const isStatic = declarations.some((one) => one.storage === 'static');
    const isInline = declarations.some((one) => one.isInline || one.attributes.gnuInline);
    const isTypedef = last.storage === 'typedef';
    const isFunction = !isTypedef && (definition.body !== undefined || isFunctionType(definition));
    const inlineOnly = definition.body !== undefined && !isStatic && isInline && isInlineOnly(declarations, attributes);
    const alias = attributes.alias !== undefined || attributes.ifunc !== undefined;
    const isDefined = isFunction
      ? alias || (definition.body !== undefined && !inlineOnly)
      : alias || isStatic || declarations.some((one) => one.initializer !== undefined || one.storage === 'none');
    return {
      kind: isTypedef ? 'typedef' : isFunction ? 'function' : 'object',
      name: last.name,
      symbol: declarations.find((one) => one.asmLabel !== undefined)?.asmLabel ?? last.name,
      declaration: definition, enumerator: undefined, attributes, isStatic, isInline, isDefined, inlineOnly, id: cache.nextId++,
    };
  }

  /** GNU89 against C99 meaning of inline (gcc manual, "An Inline Function is As Fast As a Macro"). */
  function isInlineOnly(declarations: readonly Declaration[], attributes: Attributes): boolean {
    if (attributes.gnuInline) return declarations.every((one) => !one.isInline || one.storage === 'extern');
    return declarations.every((one) => one.isInline && one.storage !== 'extern');
  }

  function isFunctionType(declaration: Declaration): boolean {
    const { kind } = declaration.type;
    if (kind === 'function') return true;
    if (kind === 'pointer' || kind === 'array' || kind === 'builtin' || kind === 'tag') return false;
    return unqualified(types.resolve(declaration.type)).kind === 'function';
  }

  function typeOf(entity: Entity): Type {
    let type = objectTypes.get(entity);
    if (!type) {
      const { declaration } = entity;
      if (!declaration) {
        type = types.builtins.int;
      } else {
        type = types.resolve(declaration.type);
        const plain = unqualified(type);
        if (plain.kind === 'array' && plain.length === undefined && declaration.initializer) {
          type = completedType(declaration.type, declaration.initializer) ?? type;
        }
      }
      objectTypes.set(entity, type);
    }
    return type;
  }

  /** The length of an array that only its initialiser tells. */
  function completedType(type: TypeSyntax, initializer: LazyInitializer): Type | undefined {
    try {
      return types.of({ kind: 'compound', type, initializer: initializer.parse() });
    } catch (error) {
      if (error instanceof ParseFailure) return undefined;
      throw error;
    }
  }

  function tagDefinition(keyword: string, name: string): TagSyntax | undefined {
    const key = `${keyword} ${name}`;
    const known = tags.get(key);
    if (known !== undefined) return known ?? undefined;
    tags.set(key, null);
    for (const item of unit.definitionsOfTag(name)) {
      for (const tag of parsed(item).tags) {
        if (tag.keyword === keyword && tag.name === name) {
          tags.set(key, tag);
          return tag;
        }
      }
    }
    return undefined;
  }

  function enumeratorValue(enumerator: Enumerator): bigint | undefined {
    if (enumeratorValues.has(enumerator)) return enumeratorValues.get(enumerator);
    // Back to the nearest known value without recursion: enumerations have thousands of members.
    const chain: Enumerator[] = [];
    let at: Enumerator | undefined = enumerator;
    while (at && !at.value && !enumeratorValues.has(at)) {
      chain.push(at);
      at = at.previous;
    }
    let value: bigint | undefined = -1n;
    if (at) {
      if (!enumeratorValues.has(at)) {
        enumeratorValues.set(at, undefined);
        enumeratorValues.set(at, at.value && evaluateConstant(at.value));
      }
      value = enumeratorValues.get(at);
    }
    for (const one of chain.reverse()) {
      value = value === undefined ? undefined : value + 1n;
      enumeratorValues.set(one, value);
    }
    return enumeratorValues.get(enumerator);
  }

  const types = createTypes({
    model,
    typeOfName: (name) => {
      const entity = lookup(name);
      return entity && entity.kind !== 'typedef' ? typeOf(entity) : undefined;
    },
    typedefType: (name) => {
      if (name === '__builtin_va_list') return undefined;
      const entity = lookup(name);
      return entity?.kind === 'typedef' ? types.resolve(entity.declaration!.type) : undefined;
    },
    tagDefinition,
    constant: evaluateConstant,
    enumerator: enumeratorValue,
  }, cache.layouts);

  function follow(version: TranslationUnit): void {
    unit = version;
  }

  function replaceBody(old: Entity, declaration: Declaration): Entity {
    const entity: Entity = { ...old, declaration, id: cache.nextId++ };
    entities.set(old.name, entity);
    return entity;
  }

  return { types, parsed, lookup, typeOf, follow, replaceBody };
}

function mergeAttributes(declarations: readonly Declaration[]): Attributes {
  let result: Attributes = NO_ATTRIBUTES;
  for (const { attributes } of declarations) {
    if (attributes !== NO_ATTRIBUTES) result = { ...result, ...attributes };
  }
  return result;
}

/** The compiler says its data model by predefined macros. */
function dataModel(unit: TranslationUnit): DataModel {
  const wordSize = unit.macro('__LP64__') || unit.macro('_LP64') ? 8 : 4;
  if (wordSize === 8) return { ...LP64, charSigned: !unit.macro('__CHAR_UNSIGNED__') };
  return {
    wordSize,
    charSigned: !unit.macro('__CHAR_UNSIGNED__'),
    longLongAlign: unit.macro('__i386__') ? 4 : 8,
    maxAlign: unit.macro('__i386__') ? 16 : 8,
  };
}
