/**
 * Loads through the argument of a BPF program. The verifier knows the types behind it: what the argument holds are
 * pointers to the kernel's structures, and reading a member of one of these is what some kernels allow to programs with a
 * GPL-compatible licence alone (kernel/bpf/verifier.c, check_ptr_to_btf_access()). Each such load refers to "struct NAME".
 */

import type { Expression } from './ast.ts';
import { emitEffect } from './frame.ts';
import type { Frame } from './frame.ts';
import { pointeeOf, type Place } from './memory.ts';
import { unqualified } from './types.ts';
import type { Type } from './types.ts';
import { leaf, needsOfBoth, UNKNOWN, unknownValue, withOrigin } from './values.ts';
import type { Origin, Value } from './values.ts';
import type { Token } from '../preprocess/token.ts';

export function loadBehindContext(f: Frame, from: Place, e: Expression, origin: Origin): Value {
  const type = unqualified(f.unit.scope.types.of(e));
  if (type.kind === 'array') return withOrigin(unknownValue(from.needs, true), origin);
  const structure = origin === 'kernel' ? structureOf(f, e) : undefined;
  const token = structure && tokenOf(e);
  const needs = token ? needsOfBoth(from.needs, leaf({ kind: 'reference', to: { kind: 'symbol', symbol: `struct ${structure}` }, token })) : from.needs;
  const value = withOrigin(unknownValue(needs), mayPointToKernel(f, type, origin) ? 'kernel' : undefined);
  if (!from.isVolatile) return value;
  emitEffect(f, needs);
  return withOrigin(UNKNOWN, value.origin);
}

/** Arguments of a traced function arrive as 64-bit numbers, and are cast to pointers. */
function mayPointToKernel(f: Frame, type: Type, origin: Origin): boolean {
  if (type.kind === 'pointer') return unqualified(type.to).kind === 'struct';
  return origin === 'context' && type.kind === 'integer' && type.size === f.unit.scope.types.context.model.wordSize;
}

/** Name of the structure that the pointer points to by which a place is reached. */
function structureOf(f: Frame, e: Expression): string | undefined {
  if (e.kind === 'index') return structureOf(f, e.array);
  if (e.kind === 'member' && !e.arrow) return structureOf(f, e.object);
  if (e.kind === 'member') return pointedStructure(f, e.object);
  return e.kind === 'unary' && e.operator === '*' ? pointedStructure(f, e.operand) : undefined;
}

function pointedStructure(f: Frame, pointer: Expression): string | undefined {
  const pointee = pointeeOf(f.unit.scope.types.of(pointer));
  const type = pointee && unqualified(pointee);
  if (type?.kind === 'struct') return type.tag.name;
  if (pointer.kind === 'cast') return pointedStructure(f, pointer.operand);
  return pointer.kind === 'unary' && pointer.operator === '&' ? structureOf(f, pointer.operand) : undefined;
}

/** The first name of an expression: where an editor shows something about it. */
function tokenOf(e: Expression): Token | undefined {
  switch (e.kind) {
    case 'name': case 'call': return e.token;
    case 'member': return tokenOf(e.object);
    case 'index': return tokenOf(e.array);
    case 'unary': case 'cast': case 'step': return tokenOf(e.operand);
    case 'binary': case 'assign': return tokenOf(e.left);
    case 'conditional': return tokenOf(e.then ?? e.condition);
    case 'comma': return tokenOf(e.right);
    default: return undefined;
  }
}
