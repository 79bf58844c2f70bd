/**
 * Types of syntax: what a declaration means, what an expression has, how large it is. Computed when folding asks
 * and remembered for the unit. What cannot be found out is `unknown`, and nothing is folded with it.
 */

import type { BuiltinTypeName, Enumerator, Expression, Initializer, LocalVariable, TagSyntax, TypeSyntax } from './ast.ts';
import { stringValue } from './literals.ts';
import { createLayouts } from './struct-layout.ts';
import type { LayoutCache, Layouts } from './struct-layout.ts';
import {
  builtinTypes, commonType, compatible, decayed, isConst, isVolatile, promote, unqualified, UNKNOWN_TYPE, VOID,
} from './types.ts';
import type { BuiltinTypes, DataModel, Type } from './types.ts';

/** What types need to know of the unit: names of file scope, tags, and constants. */
export interface TypeContext {
  readonly model: DataModel;
  /** Type of an ordinary identifier of file scope; undefined where nothing declares it. */
  typeOfName(name: string): Type | undefined;
  typedefType(name: string): Type | undefined;
  /** The definition of a tag, or undefined for an incomplete type. */
  tagDefinition(keyword: 'struct' | 'union' | 'enum', name: string): TagSyntax | undefined;
  /** Value of a constant expression, undefined where it is none. */
  constant(expression: Expression): bigint | undefined;
  enumerator(enumerator: Enumerator): bigint | undefined;
}

export interface Types extends Layouts {
  readonly builtins: BuiltinTypes;
  readonly context: TypeContext;
  resolve(syntax: TypeSyntax): Type;
  of(expression: Expression): Type;
  ofVariable(variable: LocalVariable): Type;
  isIntegerConstantExpression(expression: Expression): boolean;
  /** The value that _Generic selects. */
  selectGeneric(expression: Extract<Expression, { kind: 'generic' }>): Expression | undefined;
}

const MODES: Readonly<Record<string, number>> = { QI: 1, byte: 1, HI: 2, SI: 4, DI: 8, TI: 16 };

export function createTypes(context: TypeContext, layoutCache: LayoutCache): Types {
  const builtins = builtinTypes(context.model);
  const bySyntax = new Map<TypeSyntax, Type>();
  const byExpression = new Map<Expression, Type>();
  const structs = new Map<TagSyntax, Type>();
  const incomplete = new Map<string, TagSyntax>();
  const word = context.model.wordSize;
  const { size, align, member, offset } = createLayouts(context, resolve, layoutCache);

  function resolve(syntax: TypeSyntax): Type {
    let type = bySyntax.get(syntax);
    if (type === undefined) {
      // A type that needs itself, as in an ill-formed declaration, is unknown rather than endless.
      bySyntax.set(syntax, UNKNOWN_TYPE);
      type = resolveAnew(syntax);
      bySyntax.set(syntax, type);
    }
    return type;
  }

  function resolveAnew(syntax: TypeSyntax): Type {
    switch (syntax.kind) {
      case 'builtin':
        return builtins.get(syntax.name);
      case 'typedef':
        return syntax.local ? resolve(syntax.local.type) : (context.typedefType(syntax.name) ?? UNKNOWN_TYPE);
      case 'tag':
        return resolveTag(syntax);
      case 'typeof': {
        const type = of(syntax.expression);
        return syntax.unqualified ? unqualified(decayed(type)) : type;
      }
      case 'auto':
        return UNKNOWN_TYPE;
      case 'pointer':
        return { kind: 'pointer', to: resolve(syntax.to) };
      case 'array': {
        const length = syntax.length && context.constant(syntax.length);
        return { kind: 'array', of: resolve(syntax.of), length: length === undefined ? undefined : Number(length) };
      }
      case 'function':
        return { kind: 'function', returns: resolve(syntax.returns), parameters: syntax.parameters, variadic: syntax.variadic };
      case 'qualified':
        return { kind: 'qualified', of: resolve(syntax.of), isConst: syntax.isConst, isVolatile: syntax.isVolatile };
      case 'attributed':
        return resolveAttributed(syntax);
    }
  }

  function resolveAttributed(syntax: Extract<TypeSyntax, { kind: 'attributed' }>): Type {
    const { vectorSize, mode, aligned } = syntax.attributes;
    let type = resolve(syntax.of);
    const plain = unqualified(type);
    if (vectorSize) {
      const bytes = context.constant(vectorSize);
      return bytes === undefined ? UNKNOWN_TYPE : { kind: 'vector', of: type, size: Number(bytes) };
    }
    if (mode !== undefined && plain.kind === 'integer') {
      const bytes = mode === 'word' || mode === 'pointer' ? word : MODES[mode];
      if (bytes !== undefined) type = builtins.bySize(bytes, plain.signed);
    }
    if (aligned !== undefined) {
      const align = aligned === 'maximum' ? BigInt(context.model.maxAlign) : context.constant(aligned);
      if (align !== undefined) return { kind: 'aligned', of: type, align: Number(align) };
    }
    return type;
  }

  function resolveTag(syntax: TagSyntax): Type {
    const definition = definitionOf(syntax);
    if (syntax.keyword === 'enum') return enumType(definition);
    const tag = definition ?? stub(syntax);
    let type = structs.get(tag);
    if (!type) structs.set(tag, (type = { kind: 'struct', tag, isUnion: syntax.keyword === 'union' }));
    return type;
  }

  function definitionOf(syntax: TagSyntax): TagSyntax | undefined {
    if (syntax.members || syntax.enumerators) return syntax;
    if (syntax.local) return syntax.local;
    return syntax.name === undefined ? undefined : context.tagDefinition(syntax.keyword, syntax.name);
  }

  /** One object stands for all mentions of an incomplete type, so that they stay compatible. */
  function stub(syntax: TagSyntax): TagSyntax {
    const key = `${syntax.keyword} ${syntax.name}`;
    const known = incomplete.get(key);
    if (known) return known;
    incomplete.set(key, syntax);
    return syntax;
  }

  /** gcc: the smallest of int, unsigned int, long that holds all values; unsigned unless one is negative. */
  function enumType(definition: TagSyntax | undefined): Type {
    const known = definition && structs.get(definition);
    if (known) return known;
    let lowest = 0n;
    let highest = 0n;
    for (const enumerator of definition?.enumerators ?? []) {
      const value = context.enumerator(enumerator) ?? 0n;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    const signed = lowest < 0n;
    const limit = signed ? 0x7fffffffn : 0xffffffffn;
    let size = highest > limit || lowest < -0x80000000n ? 8 : 4;
    if (definition?.attributes.packed) size = highest < (signed ? 128n : 256n) ? 1 : highest < 65536n ? 2 : size;
    const type: Type = { kind: 'integer', name: 'enum', size, signed, rank: size === 8 ? 4 : 3 };
    if (definition) structs.set(definition, type);
    return type;
  }

  function of(expression: Expression): Type {
    let type = byExpression.get(expression);
    if (type === undefined) {
      byExpression.set(expression, UNKNOWN_TYPE);
      type = ofAnew(expression);
      byExpression.set(expression, type);
    }
    return type;
  }

  function ofAnew(e: Expression): Type {
    switch (e.kind) {
      case 'name':
        return ofName(e);
      case 'integer':
        return builtins.get(e.type);
      case 'float':
        return builtins.get('double');
      case 'string':
        return { kind: 'array', of: builtins.char, length: stringValue(e.tokens).length + 1 };
      case 'unary':
        return ofUnary(e.operator, e.operand);
      case 'step':
        return unqualified(of(e.operand));
      case 'binary':
        return ofBinary(e.operator, decayed(of(e.left)), decayed(of(e.right)));
      case 'logical': case 'compatible':
        return builtins.int;
      case 'comma':
        return decayed(of(e.right));
      case 'assign':
        return unqualified(of(e.left));
      case 'conditional':
        return ofConditional(e);
      case 'cast':
        return unqualified(resolve(e.type));
      case 'compound': {
        const type = resolve(e.type);
        return completed(type, e.initializer);
      }
      case 'call':
        return ofCall(e);
      case 'member': {
        const object = of(e.object);
        const container = e.arrow ? pointee(object) : object;
        const found = container && member(container, e.name);
        if (!found) return UNKNOWN_TYPE;
        const constant = isConst(container);
        return constant ? { kind: 'qualified', of: found.type, isConst: true, isVolatile: false } : found.type;
      }
      case 'index': {
        const array = decayed(of(e.array));
        if (array.kind === 'pointer') return array.to;
        return pointee(of(e.index)) ?? (array.kind === 'vector' ? array.of : UNKNOWN_TYPE);
      }
      case 'sizeof': case 'offsetof':
        return builtins.size;
      case 'block': {
        const last = e.body.statements.at(-1);
        if (last?.kind === 'expression') return decayed(of(last.expression));
        if (last?.kind === 'label' && last.body.kind === 'expression') return decayed(of(last.body.expression));
        return VOID;
      }
      case 'generic': {
        const selected = selectGeneric(e);
        return selected ? of(selected) : UNKNOWN_TYPE;
      }
      case 'choose': {
        const condition = context.constant(e.condition);
        return condition === undefined ? UNKNOWN_TYPE : of(condition === 0n ? e.otherwise : e.then);
      }
      case 'variadic':
        return resolve(e.type);
      case 'labelAddress':
        return { kind: 'pointer', to: VOID };
    }
  }

  function ofName(e: Extract<Expression, { kind: 'name' }>): Type {
    const { local } = e;
    if (!local || local.kind === 'extern') return context.typeOfName(e.name) ?? (local ? resolve(local.type) : UNKNOWN_TYPE);
    if (local.kind === 'variable') return ofVariable(local);
    if (local.kind === 'nested') return resolve(local.type);
    return builtins.int;
  }

  function ofVariable(variable: LocalVariable): Type {
    return completed(resolve(variable.type), variable.initializer);
  }

  /** An array without length takes it from its initialiser. */
  function completed(type: Type, initializer: Initializer | undefined): Type {
    const plain = unqualified(type);
    if (plain.kind !== 'array' || plain.length !== undefined || !initializer) return type;
    const length = lengthOf(initializer);
    return length === undefined ? type : { kind: 'array', of: plain.of, length };
  }

  function lengthOf(initializer: Initializer): number | undefined {
    if (initializer.kind === 'string') return stringValue(initializer.tokens).length + 1;
    if (initializer.kind !== 'list') return undefined;
    const only = initializer.items.length === 1 ? initializer.items[0]!.value : undefined;
    if (only?.kind === 'string') return stringValue(only.tokens).length + 1;
    let next = 0;
    let longest = 0;
    for (const item of initializer.items) {
      const first = item.designators[0];
      if (first?.kind === 'index') {
        const index = context.constant(first.to ?? first.from);
        if (index === undefined) return undefined;
        next = Number(index);
      }
      next++;
      longest = Math.max(longest, next);
    }
    return longest;
  }

  function pointee(type: Type): Type | undefined {
    const plain = decayed(type);
    return plain.kind === 'pointer' ? plain.to : undefined;
  }

  function ofUnary(operator: string, operand: Expression): Type {
    const type = of(operand);
    switch (operator) {
      case '!':
        return builtins.int;
      case '&':
        return { kind: 'pointer', to: type };
      case '*': {
        const target = pointee(type);
        return target ?? UNKNOWN_TYPE;
      }
      default:
        return promote(decayed(type), builtins);
    }
  }

  function ofBinary(operator: string, left: Type, right: Type): Type {
    switch (operator) {
      case '==': case '!=': case '<': case '>': case '<=': case '>=':
        return builtins.int;
      case '<<': case '>>':
        return promote(left, builtins);
      case '+':
        if (left.kind === 'pointer') return left;
        if (right.kind === 'pointer') return right;
        break;
      case '-':
        if (left.kind === 'pointer') return right.kind === 'pointer' ? builtins.difference : left;
        break;
      default:
    }
    return commonType(left, right, builtins);
  }

  function ofConditional(e: Extract<Expression, { kind: 'conditional' }>): Type {
    const thenExpression = e.then ?? e.condition;
    const then = decayed(of(thenExpression));
    const otherwise = decayed(of(e.otherwise));
    if (then.kind === 'pointer' || otherwise.kind === 'pointer') {
      // C17 6.5.15p6: a null pointer constant takes the other's type, a void pointer wins otherwise.
      if (isNullPointerConstant(thenExpression)) return otherwise;
      if (isNullPointerConstant(e.otherwise)) return then;
      if (then.kind === 'pointer' && unqualified(then.to).kind === 'void') return then;
      if (otherwise.kind === 'pointer' && unqualified(otherwise.to).kind === 'void') return otherwise;
      return then.kind === 'pointer' ? then : otherwise;
    }
    if (then.kind === 'struct' || then.kind === 'void') return then;
    return commonType(then, otherwise, builtins);
  }

  function isNullPointerConstant(e: Expression): boolean {
    let inner = e;
    if (inner.kind === 'cast') {
      const type = unqualified(resolve(inner.type));
      if (type.kind === 'pointer' && type.to.kind === 'void') inner = inner.operand;
    }
    return isIntegerConstantExpression(inner) && context.constant(inner) === 0n;
  }

  /** C17 6.6p6, as gcc applies it. */
  function isIntegerConstantExpression(e: Expression): boolean {
    switch (e.kind) {
      case 'integer': case 'compatible': case 'offsetof':
        return true;
      case 'sizeof':
        return true;
      case 'name':
        if (e.local) return e.local.kind === 'enumerator';
        return context.constant(e) !== undefined && !isObject(e.name);
      case 'unary':
        return e.operator !== '*' && e.operator !== '&' && isIntegerConstantExpression(e.operand);
      case 'binary': case 'logical':
        return isIntegerConstantExpression(e.left) && isIntegerConstantExpression(e.right);
      case 'conditional':
        return isIntegerConstantExpression(e.condition) && (!e.then || isIntegerConstantExpression(e.then)) && isIntegerConstantExpression(e.otherwise);
      case 'cast':
        return unqualified(resolve(e.type)).kind === 'integer' && (isIntegerConstantExpression(e.operand) || e.operand.kind === 'float');
      case 'choose': {
        const condition = context.constant(e.condition);
        return condition !== undefined && isIntegerConstantExpression(condition === 0n ? e.otherwise : e.then);
      }
      case 'generic': {
        const selected = selectGeneric(e);
        return selected !== undefined && isIntegerConstantExpression(selected);
      }
      case 'call':
        return e.callee.kind === 'name' && e.callee.name === '__builtin_constant_p';
      default:
        return false;
    }
  }

  /** An enumeration constant has an integer type and a value; an object that is const is no constant expression. */
  function isObject(name: string): boolean {
    const type = context.typeOfName(name);
    return type !== undefined && !(type === builtins.int);
  }

  const CALL_TYPES: Readonly<Record<string, BuiltinTypeName>> = {
    __builtin_object_size: 'unsigned long', __builtin_dynamic_object_size: 'unsigned long', __builtin_strlen: 'unsigned long',
    __builtin_expect: 'long', __builtin_bswap64: 'unsigned long', __builtin_bswap32: 'unsigned int', __builtin_bswap16: 'unsigned short',
  };

  function ofCall(e: Extract<Expression, { kind: 'call' }>): Type {
    if (e.callee.kind === 'name' && !e.callee.local && e.callee.name.startsWith('__builtin_')) {
      const declared = CALL_TYPES[e.callee.name];
      if (declared) return builtins.get(declared);
      if (/alloca|return_address|frame_address|mem(cpy|set|move|chr)|str[a-z]*cpy|str(r)?chr|strstr|assume_aligned/.test(e.callee.name)) {
        return { kind: 'pointer', to: VOID };
      }
      return builtins.int;
    }
    const callee = unqualified(of(e.callee));
    const target = callee.kind === 'pointer' ? unqualified(callee.to) : callee;
    return target.kind === 'function' ? unqualified(target.returns) : UNKNOWN_TYPE;
  }

  function selectGeneric(e: Extract<Expression, { kind: 'generic' }>): Expression | undefined {
    // The controlling expression is converted as an rvalue; the qualifiers of a pointer's target remain.
    const control = decayed(of(e.control));
    if (control.kind === 'unknown') return undefined;
    let fallback: Expression | undefined;
    for (const choice of e.choices) {
      if (!choice.type) {
        fallback = choice.value;
        continue;
      }
      const type = resolve(choice.type);
      if (!isConst(type) && !isVolatile(type) && compatible(control, type)) return choice.value;
    }
    return fallback;
  }

  return {
    builtins, context, resolve, of, ofVariable, size, align, member, offset, isIntegerConstantExpression, selectGeneric,
  };
}
