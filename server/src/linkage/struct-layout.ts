/** Sizes, alignments and offsets of types on the target, bit fields and packed structures included. */

import type { Designator, Member, TagSyntax, TypeSyntax } from './ast.ts';
import type { TypeContext } from './expression-types.ts';
import { unqualified } from './types.ts';
import type { Type } from './types.ts';

export interface MemberPlace {
  readonly type: Type;
  /** Bytes from the start of the outermost structure. */
  readonly offset: number;
}

interface Layout {
  readonly size: number;
  readonly align: number;
  /** Types stay syntax: what they mean is the unit's business, where they lie is the same in every unit. */
  readonly members: ReadonlyMap<string, { readonly syntax: TypeSyntax; readonly offset: number }>;
}

/**
 * Layouts of structures whose definition comes from the same expanded text, for one data model. A header's structure
 * holds other structures by value only when a header defines these too, so its layout is the same in all units.
 */
export type LayoutCache = WeakMap<TagSyntax, Layout>;

export interface Layouts {
  /** Bytes; undefined for incomplete, variable and unknown types. */
  size(type: Type): number | undefined;
  align(type: Type): number | undefined;
  /** `offset` is NaN where only the member's type is known. */
  member(type: Type, name: string): MemberPlace | undefined;
  /** What offsetof gives. */
  offset(type: TypeSyntax, path: readonly Designator[]): bigint | undefined;
}

export function createLayouts(context: TypeContext, resolve: (syntax: TypeSyntax) => Type, layoutCache: LayoutCache): Layouts {
  /** Being laid out, or without a layout in this unit. */
  const withoutLayout = new Set<TagSyntax>();
  const word = context.model.wordSize;

  function size(type: Type): number | undefined {
    switch (type.kind) {
      case 'void': case 'function':
        return 1; // as GNU C has it
      case 'integer': case 'float': case 'vector':
        return type.size;
      case 'pointer':
        return word;
      case 'array': {
        const element = size(type.of);
        return element === undefined || type.length === undefined ? undefined : element * type.length;
      }
      case 'struct':
        return layout(type.tag)?.size;
      case 'qualified': case 'aligned':
        return size(type.of);
      case 'unknown':
        return undefined;
    }
  }

  function align(type: Type): number | undefined {
    switch (type.kind) {
      case 'void': case 'function':
        return 1;
      case 'integer':
        return type.size === 8 && type.rank === 5 ? context.model.longLongAlign : type.size;
      case 'float': case 'vector':
        return Math.min(type.size, Math.max(context.model.longLongAlign, type.kind === 'vector' ? type.size : 0, type.size === 16 ? 16 : 0));
      case 'pointer':
        return word;
      case 'array': case 'qualified':
        return align(type.of);
      case 'aligned':
        return type.align;
      case 'struct':
        return layout(type.tag)?.align;
      case 'unknown':
        return undefined;
    }
  }

  function layout(tag: TagSyntax): Layout | undefined {
    const known = layoutCache.get(tag);
    if (known || withoutLayout.has(tag)) return known;
    withoutLayout.add(tag);
    const result = tag.members && layOut(tag);
    if (result) {
      layoutCache.set(tag, result);
      withoutLayout.delete(tag);
    }
    return result;
  }

  function layOut(tag: TagSyntax): Layout | undefined {
    const members = new Map<string, { syntax: TypeSyntax; offset: number }>();
    let bits = 0;
    let largest = 0;
    let structAlign = 1;
    for (const member of tag.members ?? []) {
      const type = resolve(member.type);
      const packed = tag.attributes.packed || member.attributes.packed;
      const plain = unqualified(type);
      const flexible = plain.kind === 'array' && (member.type.kind === 'array' || plain.length === undefined) && plain.length === undefined;
      const bytes = flexible ? 0 : size(type);
      let natural = align(type);
      if (bytes === undefined || natural === undefined) return undefined;
      if (packed) natural = 1;
      const wanted = member.attributes.aligned;
      if (wanted !== undefined) {
        const value = wanted === 'maximum' ? context.model.maxAlign : Number(context.constant(wanted) ?? 1n);
        natural = Math.max(natural, value);
      }
      if (tag.keyword === 'union') bits = 0;
      if (member.bits) {
        const width = Number(context.constant(member.bits) ?? 0n);
        const unit = bytes * 8;
        if (width === 0) bits = Math.ceil(bits / unit) * unit;
        else if (!packed && Math.floor(bits / unit) !== Math.floor((bits + width - 1) / unit)) bits = Math.ceil(bits / unit) * unit;
        if (member.name !== undefined) {
          structAlign = Math.max(structAlign, natural);
          members.set(member.name, { syntax: member.type, offset: Math.floor(bits / unit) * bytes });
        }
        bits += width;
      } else {
        const offset = Math.ceil(Math.ceil(bits / 8) / natural) * natural;
        structAlign = Math.max(structAlign, natural);
        addMember(members, member, type, offset);
        bits = (offset + bytes) * 8;
      }
      largest = Math.max(largest, Math.ceil(bits / 8));
    }
    const { aligned } = tag.attributes;
    if (aligned !== undefined) {
      structAlign = Math.max(structAlign, aligned === 'maximum' ? context.model.maxAlign : Number(context.constant(aligned) ?? 1n));
    }
    return { size: Math.ceil(largest / structAlign) * structAlign, align: structAlign, members };
  }

  function addMember(members: Map<string, { syntax: TypeSyntax; offset: number }>, member: Member, type: Type, offset: number): void {
    if (member.name !== undefined) {
      members.set(member.name, { syntax: member.type, offset });
      return;
    }
    const plain = unqualified(type);
    if (plain.kind !== 'struct') return;
    for (const [name, place] of layout(plain.tag)?.members ?? []) {
      members.set(name, { syntax: place.syntax, offset: offset + place.offset });
    }
  }

  /** Members are found even where the layout is unknown: a type is often all that is asked for. */
  function member(type: Type, name: string): MemberPlace | undefined {
    const plain = unqualified(type);
    if (plain.kind !== 'struct') return undefined;
    const place = layoutCache.get(plain.tag)?.members.get(name);
    return place ? { type: resolve(place.syntax), offset: place.offset } : findMember(plain.tag, name);
  }

  function findMember(tag: TagSyntax, name: string): MemberPlace | undefined {
    for (const candidate of tag.members ?? []) {
      if (candidate.name === name) return { type: resolve(candidate.type), offset: Number.NaN };
      if (candidate.name !== undefined) continue;
      const inner = unqualified(resolve(candidate.type));
      const found = inner.kind === 'struct' ? findMember(inner.tag, name) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  function offset(type: TypeSyntax, path: readonly Designator[]): bigint | undefined {
    let current = resolve(type);
    let result = 0n;
    for (const step of path) {
      if (step.kind === 'member') {
        const plain = unqualified(current);
        if (plain.kind === 'struct') layout(plain.tag);
        const place = member(current, step.name);
        if (!place || Number.isNaN(place.offset)) return undefined;
        result += BigInt(place.offset);
        current = place.type;
      } else {
        const array = unqualified(current);
        const index = context.constant(step.from);
        const element = array.kind === 'array' ? size(array.of) : undefined;
        if (index === undefined || element === undefined || array.kind !== 'array') return undefined;
        result += index * BigInt(element);
        current = array.of;
      }
    }
    return result;
  }

  return { size, align, member, offset };
}
