/**
 * Which helpers a kernel's source gives to which types of BPF programs, and whether they are GPL-only there: the
 * bpf_func_proto objects, the functions that hand them out, and the table that says which function serves which type.
 */

import { bracesFrom, type CText } from './c-text.ts';

export interface HelperFact {
  readonly id: number;
  /** As the program writes it: "bpf_trace_printk". */
  readonly name: string;
  /** Whether the verifier takes its result for a pointer to one of the kernel's structures. */
  readonly returnsStructure: boolean;
  /** What each program type that may call it gets: `either` where more than the type decides (the attach type). */
  readonly states: ReadonlyMap<string, 'gpl' | 'free' | 'either'>;
}

/** include/uapi/linux/bpf.h, __BPF_FUNC_MAPPER: with numbers since 6.2, in the order of the numbers before. */
export function readHelpers(texts: readonly CText[], uapi: string, types: string): HelperFact[] {
  const protos = new Map(texts.flatMap(({ text }) => protosIn(text)));
  const givers = new Map<string, string>();
  // A weak function is what stands in where the real one is not built.
  for (const { text } of texts) for (const { name, body, weak } of giversIn(text)) if (!weak || !givers.has(name)) givers.set(name, body);
  const serving = new Map(texts.flatMap(({ text }) => verifierOperations(text)));
  const typesOf = [...types.matchAll(/BPF_PROG_TYPE\(BPF_PROG_TYPE_(\w+),\s*(\w+)/g)].map((match) => ({
    type: match[1]!.toLowerCase(),
    giver: serving.get(match[2]!),
  }));
  return helperIds(uapi).map(({ id, name }) => {
    const states = new Map<string, 'gpl' | 'free' | 'either'>();
    let returnsStructure = false;
    for (const { type, giver } of typesOf) {
      const handed = giver === undefined ? [] : handedOut(giver, `BPF_FUNC_${name}`, givers, new Set());
      const flags = new Set(handed.flatMap((proto) => protos.get(proto)?.gplOnly ?? []));
      returnsStructure ||= handed.some((proto) => protos.get(proto)?.returnsStructure);
      if (flags.size > 0) states.set(type, flags.size > 1 ? 'either' : flags.has(true) ? 'gpl' : 'free');
    }
    return { id, name: `bpf_${name}`, returnsStructure, states };
  });
}

function helperIds(uapi: string): { id: number; name: string }[] {
  const mapper = /#define _*BPF_FUNC_MAPPER\((?:FN|FN, ctx\.\.\.)\)\s*((?:.*\\\n)+.*)/.exec(uapi)?.[1];
  if (mapper === undefined) throw new Error('there is no __BPF_FUNC_MAPPER in the uapi header');
  return [...mapper.matchAll(/FN\((\w+)(?:,\s*(\d+))?/g)]
    .map(([, name, id], index) => ({ name: name!, id: id === undefined ? index : Number(id) }))
    .filter(({ id }) => id > 0);
}

interface Prototype {
  readonly gplOnly: boolean;
  readonly returnsStructure: boolean;
}

function protosIn(text: string): [string, Prototype][] {
  return [...text.matchAll(/struct bpf_func_proto\s+(\w+)\s*=\s*(?=\{)/g)].map((match) => {
    const body = bracesFrom(text, match.index + match[0].length);
    return [match[1]!, { gplOnly: /\.gpl_only\s*=\s*true/.test(body), returnsStructure: /\.ret_type\s*=\s*RET_PTR_TO_(?:MEM_OR_)?BTF_ID/.test(body) }];
  });
}

function giversIn(text: string): { name: string; body: string; weak: boolean }[] {
  return [...text.matchAll(/const struct bpf_func_proto\s*\*\s*(__weak\s+)?(\w+)\([^;{]*\)\s*(?=\{)/g)].map((match) => ({
    name: match[2]!,
    body: bracesFrom(text, match.index + match[0].length),
    weak: match[1] !== undefined,
  }));
}

function verifierOperations(text: string): [string, string][] {
  return [...text.matchAll(/struct bpf_verifier_ops\s+(\w+)_verifier_ops\s*=\s*(?=\{)/g)].flatMap((match) => {
    const giver = /\.get_func_proto\s*=\s*(\w+)/.exec(bracesFrom(text, match.index + match[0].length))?.[1];
    return giver === undefined ? [] : [[match[1]!, giver] satisfies [string, string]];
  });
}

/** Prototypes that a function may return for a helper: by its own cases for it, else by the functions that it asks. */
function handedOut(giver: string, helper: string, givers: ReadonlyMap<string, string>, asked: Set<string>): string[] {
  const body = givers.get(giver);
  if (body === undefined || asked.has(giver)) return [];
  asked.add(giver);
  const cases = body.split(/(?=\bcase\s+BPF_FUNC_\w+:|\bdefault:)/);
  const from = cases.findIndex((part) => new RegExp(`^case\\s+${helper}:`).test(part));
  const mentioned = (text: string): string[] => [
    ...[...text.matchAll(/&(\w+)/g)].map((match) => match[1]!),
    ...[...text.matchAll(/\b(\w+)\(/g)].flatMap((match) => handedOut(match[1]!, helper, givers, asked)),
  ];
  const before = askedFirst(cases[0]!, helper, givers, asked);
  if (before.length > 0) return before;
  if (from >= 0) {
    // Labels without a statement fall through to the next; a switch inside the case has labels of its own.
    let end = from;
    while (/^case\s+\w+:\s*$/.test(cases[end]!) && end + 1 < cases.length) end++;
    if (cases[end]!.includes('switch')) end++;
    return mentioned(cases.slice(from, end + 1).join(''));
  }
  if (cases.length === 1) return mentioned(body);
  return [...body.matchAll(/\b(\w+)\(\s*func_id/g)].flatMap((match) => handedOut(match[1]!, helper, givers, asked));
}

/** What is asked before the first case has the first word. */
function askedFirst(head: string, helper: string, givers: ReadonlyMap<string, string>, asked: Set<string>): string[] {
  if (!head.includes('switch')) return [];
  return [...head.matchAll(/\b(\w+)\(\s*func_id/g)].flatMap((match) => handedOut(match[1]!, helper, givers, asked));
}
