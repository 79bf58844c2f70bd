/** C types as values: what sizeof, _Generic and integer conversions ask about. Sizes follow the target's data model. */

import type { Attributes, BuiltinTypeName, Parameter, TagSyntax, TypeSyntax } from './ast.ts';

/** Sizes that differ between the kernel's architectures. */
export interface DataModel {
  /** Bytes of a pointer and of long: they are equal in every kernel. */
  readonly wordSize: 4 | 8;
  readonly charSigned: boolean;
  /** Alignment of `long long` in a structure: 4 on 32-bit x86. */
  readonly longLongAlign: 4 | 8;
  /** __BIGGEST_ALIGNMENT__ */
  readonly maxAlign: number;
}

export const LP64: DataModel = { wordSize: 8, charSigned: true, longLongAlign: 8, maxAlign: 16 };

export interface IntegerType {
  readonly kind: 'integer';
  readonly name: BuiltinTypeName | 'enum';
  readonly size: number;
  readonly signed: boolean;
  /** Conversion rank, C17 6.3.1.1. */
  readonly rank: number;
}

export interface StructType {
  readonly kind: 'struct';
  /** The defining syntax, or the last one seen for an incomplete type: identity of the type. */
  readonly tag: TagSyntax;
  readonly isUnion: boolean;
}

export type Type =
  | { readonly kind: 'void' }
  | IntegerType
  | { readonly kind: 'float'; readonly name: BuiltinTypeName; readonly size: number }
  | { readonly kind: 'pointer'; readonly to: Type }
  | { readonly kind: 'array'; readonly of: Type; readonly length: number | undefined }
  | { readonly kind: 'function'; readonly returns: Type; readonly parameters: readonly Parameter[]; readonly variadic: boolean }
  | StructType
  | { readonly kind: 'vector'; readonly of: Type; readonly size: number }
  | { readonly kind: 'qualified'; readonly of: Type; readonly isConst: boolean; readonly isVolatile: boolean }
  | { readonly kind: 'aligned'; readonly of: Type; readonly align: number }
  /** What could not be found out: nothing follows from it. */
  | { readonly kind: 'unknown' };

export const VOID: Type = { kind: 'void' };
export const UNKNOWN_TYPE: Type = { kind: 'unknown' };

export interface BuiltinTypes {
  readonly get: (name: BuiltinTypeName) => Type;
  readonly int: IntegerType;
  readonly unsignedInt: IntegerType;
  readonly bool: IntegerType;
  readonly char: IntegerType;
  /** size_t and uintptr_t. */
  readonly size: IntegerType;
  /** ptrdiff_t. */
  readonly difference: IntegerType;
  readonly bySize: (size: number, signed: boolean) => IntegerType;
}

export function builtinTypes(model: DataModel): BuiltinTypes {
  const integer = (name: BuiltinTypeName, size: number, signed: boolean, rank: number): IntegerType => ({
    kind: 'integer', name, size, signed, rank,
  });
  const all: readonly (readonly [BuiltinTypeName, Type])[] = [
    ['void', VOID],
    ['_Bool', integer('_Bool', 1, false, 0)],
    ['char', integer('char', 1, model.charSigned, 1)],
    ['signed char', integer('signed char', 1, true, 1)],
    ['unsigned char', integer('unsigned char', 1, false, 1)],
    ['short', integer('short', 2, true, 2)],
    ['unsigned short', integer('unsigned short', 2, false, 2)],
    ['int', integer('int', 4, true, 3)],
    ['unsigned int', integer('unsigned int', 4, false, 3)],
    ['long', integer('long', model.wordSize, true, 4)],
    ['unsigned long', integer('unsigned long', model.wordSize, false, 4)],
    ['long long', integer('long long', 8, true, 5)],
    ['unsigned long long', integer('unsigned long long', 8, false, 5)],
    ['__int128', integer('__int128', 16, true, 6)],
    ['unsigned __int128', integer('unsigned __int128', 16, false, 6)],
    ['float', { kind: 'float', name: 'float', size: 4 }],
    ['double', { kind: 'float', name: 'double', size: 8 }],
    ['long double', { kind: 'float', name: 'long double', size: 16 }],
    ['__builtin_va_list', { kind: 'pointer', to: VOID }],
  ];
  const byName = new Map(all);
  const get = (name: BuiltinTypeName): Type => byName.get(name) ?? UNKNOWN_TYPE;
  const known = (name: BuiltinTypeName) => byName.get(name) as IntegerType;
  return {
    get,
    int: known('int'),
    unsignedInt: known('unsigned int'),
    bool: known('_Bool'),
    char: known('char'),
    size: known('unsigned long'),
    difference: known('long'),
    bySize(size, signed) {
      if (size === 1) return known(signed ? 'signed char' : 'unsigned char');
      if (size === 2) return known(signed ? 'short' : 'unsigned short');
      if (size === 4) return known(signed ? 'int' : 'unsigned int');
      if (size === 16) return known(signed ? '__int128' : 'unsigned __int128');
      return model.wordSize === 8 ? known(signed ? 'long' : 'unsigned long') : known(signed ? 'long long' : 'unsigned long long');
    },
  };
}

export function unqualified(type: Type): Type {
  let result = type;
  while (result.kind === 'qualified' || result.kind === 'aligned') result = result.of;
  return result;
}

/** Arrays and functions as they are used in expressions (C17 6.3.2.1), without qualifiers. */
export function decayed(type: Type): Type {
  const plain = unqualified(type);
  if (plain.kind === 'array') return { kind: 'pointer', to: plain.of };
  if (plain.kind === 'function') return { kind: 'pointer', to: plain };
  return plain;
}

export function isConst(type: Type): boolean {
  if (type.kind === 'qualified') return type.isConst || isConst(type.of);
  if (type.kind === 'array' || type.kind === 'aligned') return isConst(type.of);
  return false;
}

export function isVolatile(type: Type): boolean {
  if (type.kind === 'qualified') return type.isVolatile || isVolatile(type.of);
  if (type.kind === 'array' || type.kind === 'aligned') return isVolatile(type.of);
  return false;
}

/** A constant as the type holds it: wrapped to its width, sign-extended. Pointers count as unsigned words. */
export function wrap(value: bigint, type: Type, wordSize: number): bigint {
  const plain = unqualified(type);
  if (plain.kind === 'integer') {
    if (plain.name === '_Bool') return value === 0n ? 0n : 1n;
    return plain.signed ? BigInt.asIntN(plain.size * 8, value) : BigInt.asUintN(plain.size * 8, value);
  }
  if (plain.kind === 'pointer') return BigInt.asUintN(wordSize * 8, value);
  return value;
}

/** Integer promotion, C17 6.3.1.1p2. */
export function promote(type: Type, builtins: BuiltinTypes): Type {
  if (type.kind === 'integer' && (type.rank < 3 || type.name === 'enum')) {
    if (type.size < 4 || type.signed) return type.size <= 4 ? builtins.int : type;
    return type.size === 4 ? builtins.unsignedInt : builtins.bySize(type.size, type.signed);
  }
  return type;
}

/** Usual arithmetic conversions, C17 6.3.1.8. */
export function commonType(left: Type, right: Type, builtins: BuiltinTypes): Type {
  const a = promote(left, builtins);
  const b = promote(right, builtins);
  if (a.kind === 'float' || b.kind === 'float') return a.kind === 'float' && (b.kind !== 'float' || a.size >= b.size) ? a : b;
  if (a.kind === 'vector') return a;
  if (b.kind === 'vector') return b;
  if (a.kind !== 'integer' || b.kind !== 'integer') return UNKNOWN_TYPE;
  if (a.signed === b.signed) return a.rank >= b.rank ? a : b;
  const [unsigned, signed] = a.signed ? [b, a] : [a, b];
  if (unsigned.rank >= signed.rank) return unsigned;
  if (signed.size > unsigned.size) return signed;
  return builtins.get(`unsigned ${signed.name}` as BuiltinTypeName);
}

/** Whether two types are compatible (C17 6.2.7) as __builtin_types_compatible_p and _Generic see it. */
export function compatible(left: Type, right: Type, withQualifiers = false): boolean {
  if (left === right) return true;
  let a = left;
  let b = right;
  if (withQualifiers) {
    if (isConst(a) !== isConst(b) || isVolatile(a) !== isVolatile(b)) return false;
  }
  a = unqualified(a);
  b = unqualified(b);
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'integer':
      return b.kind === 'integer' && a.name === b.name && a.size === b.size && a.signed === b.signed;
    case 'float':
      return b.kind === 'float' && a.name === b.name;
    case 'pointer':
      return b.kind === 'pointer' && compatible(a.to, b.to, true);
    case 'array':
      return b.kind === 'array' && (a.length === undefined || b.length === undefined || a.length === b.length) && compatible(a.of, b.of, true);
    case 'struct':
      return b.kind === 'struct' && a.tag === b.tag;
    case 'function':
      return b.kind === 'function' && compatible(a.returns, b.returns) && a.parameters.length === b.parameters.length;
    case 'vector':
      return b.kind === 'vector' && a.size === b.size && compatible(a.of, b.of);
    default:
      return a.kind === 'void';
  }
}

export type { Attributes, TypeSyntax };
