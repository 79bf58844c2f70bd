/**
 * Headers to read where libbpf's, or the dump of the kernel's types, are not there: helpers by the facts that ship, and
 * macros of our own that lead to the same helpers as the library's of that name. Programs can be judged by them; types
 * of the kernel are missing, and every report says what stood in.
 */

import type { Files } from '../base/files.ts';
import type { BpfFacts } from '../knowledge/bpf-facts.ts';
import type { ChainStep } from '../linkage/external-name.ts';

/** No disk has such a path. */
const ROOT = '/:libbpf';

export interface StandIn {
  /** Directory to search for a header that was not found; undefined where nothing stands in for it. */
  directoryFor(include: string): string | undefined;
  /** Header with the names of integer types. */
  readonly types: string;
  /** Steps through what stands in have no place that anybody could look at. */
  withoutPlaces(chain: readonly ChainStep[]): ChainStep[];
  /** The files with the stand-ins among them. */
  over(files: Files): Files;
}

export function libbpfStandIn(facts: BpfFacts): StandIn {
  const helpers = facts.helpers.map(({ name, id }) => `static long (*${name})() = (void *)${id};\n`).join('');
  const texts = new Map([
    [`${ROOT}/vmlinux.h`, TYPES],
    [`${ROOT}/bpf/bpf_helpers.h`, guarded('HELPERS', helpers + HELPERS)],
    [`${ROOT}/bpf/bpf_helper_defs.h`, '#include "bpf_helpers.h"\n'],
    [`${ROOT}/bpf/bpf_tracing.h`, guarded('TRACING', TRACING)],
    [`${ROOT}/bpf/bpf_core_read.h`, guarded('CORE_READ', CORE_READ)],
    [`${ROOT}/bpf/bpf_endian.h`, guarded('ENDIAN', ENDIAN)],
    [`${ROOT}/bpf/usdt.bpf.h`, guarded('USDT', USDT)],
  ]);
  return {
    directoryFor: (include) => [ROOT, `${ROOT}/bpf`].find((directory) => texts.has(`${directory}/${include}`)),
    types: `${ROOT}/vmlinux.h`,
    withoutPlaces: (chain) =>
      chain
        .filter(({ name }) => !name.startsWith('STAND_IN_'))
        .map((step) => (step.location?.file.startsWith(ROOT) ? { kind: step.kind, name: step.name } : step)),
    over: (files) => ({
      read(path) {
        const text = texts.get(path);
        return text === undefined ? files.read(path) : { text, encoding: 'utf-8' };
      },
      stat(path) {
        const text = texts.get(path);
        return text === undefined ? files.stat(path) : { kind: 'file', size: text.length, version: ROOT };
      },
      bytes: (path, start, length) => files.bytes(path, start, length),
      list: (directory) => files.list(directory),
      realpath: (path) => (path.startsWith(ROOT) ? path : files.realpath(path)),
    }),
  };
}

function guarded(name: string, text: string): string {
  return `#ifndef STAND_IN_${name}\n#define STAND_IN_${name}\n${text}#endif\n`;
}

const INTEGERS = [['8', 'char'], ['16', 'short'], ['32', 'int'], ['64', 'long long']]
  .flatMap(([bits, type]) => [
    `typedef unsigned ${type} __u${bits}, u${bits}, uint${bits}_t;\n`,
    `typedef signed ${type} __s${bits}, s${bits}, int${bits}_t;\n`,
    ...(bits === '8' ? [] : [`typedef unsigned ${type} __be${bits}, __le${bits};\n`]),
  ])
  .join('');

const TYPES = guarded(
  'TYPES',
  `${INTEGERS}typedef _Bool bool;\nenum { false = 0, true = 1 };\n` +
    'typedef unsigned long size_t;\ntypedef long ssize_t;\ntypedef int pid_t;\ntypedef unsigned int uid_t, gid_t, dev_t, __wsum;\n' +
    'typedef unsigned short umode_t, sa_family_t, __sum16;\ntypedef long long loff_t, ktime_t;\ntypedef unsigned long uintptr_t;\ntypedef unsigned long long sector_t;\ntypedef struct { int counter; } atomic_t;\n',
);

const HELPERS = `
#define SEC(name) __attribute__((section(name), used))
#define __always_inline inline __attribute__((always_inline))
#define __noinline __attribute__((noinline))
#define __weak __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __kconfig __attribute__((section(".kconfig")))
#define __ksym __attribute__((section(".ksyms")))
#define __kptr
#define __kptr_untrusted
#define __percpu_kptr
#define __arg_ctx
#define __arg_nonnull
#define __arg_nullable
#define __arg_trusted
#define __arg_arena
#define __uint(name, value) int (*name)[value]
#define __ulong(name, value) int *name
#define __type(name, type) __typeof__(type) *name
#define __array(name, type) __typeof__(type) *name[]
#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))
#define barrier() __asm__ volatile("")
#define barrier_var(variable) __asm__ volatile("" : "+r"(variable))
#define bpf_ksym_exists(symbol) (&(symbol) != 0)
#define bpf_tail_call_static(context, map, slot) bpf_tail_call(context, map, slot)
#define STAND_IN_PICK(a, b, c, d, e, f, g, h, i, j, k, l, m, n, name, ...) name
#define STAND_IN_FEW(format, args...) bpf_trace_printk(format, sizeof(format), ##args)
#define STAND_IN_MANY(format, args...) bpf_trace_vprintk(format, sizeof(format), ##args)
#define bpf_printk(args...) STAND_IN_PICK(args, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_MANY, STAND_IN_FEW, STAND_IN_FEW, STAND_IN_FEW, STAND_IN_FEW)(args)
#define BPF_SNPRINTF(to, size, format, args...) bpf_snprintf(to, size, format, ##args)
#define BPF_SEQ_PRINTF(sequence, format, args...) bpf_seq_printf(sequence, format, ##args)
extern int bpf_iter_num_new(void *, int, int) __weak __ksym;
extern int *bpf_iter_num_next(void *) __weak __ksym;
extern void bpf_iter_num_destroy(void *) __weak __ksym;
#define bpf_for(i, start, end) for (bpf_iter_num_new(&i, start, end), bpf_iter_num_destroy(&i); bpf_iter_num_next(&i); )
#define bpf_repeat(count) for (int repeat_ = (bpf_iter_num_new(0, 0, count), bpf_iter_num_destroy(0), 0); bpf_iter_num_next(&repeat_); )
`;

/** Programs by macros: the function that is the program, and the one with the arguments. */
function wrapper(name: string, argument: string): string {
  return `#define ${name}(name, args...) name(${argument}); static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(${argument}, ##args); \\
__typeof__(name(0)) name(${argument}) { return STAND_IN_CALL(____##name, ctx, ##args); } \\
static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(${argument}, ##args)\n`;
}

/** Up to twelve arguments, each read from the program's own. */
const CALLS = Array.from({ length: 13 }, (_, count) => {
  const values = Array.from({ length: count }, (_unused, i) => `, (void *)((unsigned long long *)ctx)[${i}]`).join('');
  return `#define STAND_IN_CALL_${count}(function, ctx) function(ctx${values})\n`;
}).join('');

const TRACING = `
#define STAND_IN_COUNT(x, a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define STAND_IN_JOIN_(a, b) a##b
#define STAND_IN_JOIN(a, b) STAND_IN_JOIN_(a, b)
${CALLS}#define STAND_IN_CALL(function, ctx, args...) STAND_IN_JOIN(STAND_IN_CALL_, STAND_IN_COUNT(x, ##args, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))(function, ctx)
${['BPF_PROG', 'BPF_PROG2'].map((name) => wrapper(name, 'unsigned long long *ctx')).join('')}${['BPF_KPROBE', 'BPF_KRETPROBE', 'BPF_UPROBE', 'BPF_URETPROBE', 'BPF_KSYSCALL', 'BPF_KPROBE_SYSCALL'].map((name) => wrapper(name, 'struct pt_regs *ctx')).join('')}
${['PARM1', 'PARM2', 'PARM3', 'PARM4', 'PARM5', 'PARM6', 'RET', 'FP', 'RC', 'SP', 'IP'].flatMap((part) => [
  `#define PT_REGS_${part}(x) (*(unsigned long *)(x))\n`,
  `#define PT_REGS_${part}_CORE(x) ({ unsigned long v; bpf_probe_read_kernel(&v, sizeof(v), (x)); v; })\n`,
  `#define PT_REGS_${part}_SYSCALL(x) (*(unsigned long *)(x))\n`,
  `#define PT_REGS_${part}_CORE_SYSCALL(x) ({ unsigned long v; bpf_probe_read_kernel(&v, sizeof(v), (x)); v; })\n`,
]).join('')}`;

/** The last member decides about the type, which is not known here; the call is what counts. */
const CORE_READ = `
#define STAND_IN_READ(read, from, args...) ({ unsigned long long value; read(&value, sizeof(value), (from)); (void *)value; })
#define STAND_IN_READ_INTO(read, to, from, args...) read((to), sizeof(*(to)), (from))
${[
  ['BPF_CORE_READ', 'bpf_probe_read_kernel'], ['BPF_CORE_READ_USER', 'bpf_probe_read_user'],
  ['BPF_PROBE_READ', 'bpf_probe_read_kernel'], ['BPF_PROBE_READ_USER', 'bpf_probe_read_user'],
].flatMap(([name, read]) => [
  `#define ${name}(from, args...) STAND_IN_READ(${read}, from, ##args)\n`,
  `#define ${name}_INTO(to, from, args...) STAND_IN_READ_INTO(${read}, to, from, ##args)\n`,
]).join('')}${[
  ['BPF_CORE_READ_STR_INTO', 'bpf_probe_read_kernel_str'], ['BPF_CORE_READ_USER_STR_INTO', 'bpf_probe_read_user_str'],
  ['BPF_PROBE_READ_STR_INTO', 'bpf_probe_read_kernel_str'], ['BPF_PROBE_READ_USER_STR_INTO', 'bpf_probe_read_user_str'],
].map(([name, read]) => `#define ${name}(to, from, args...) STAND_IN_READ_INTO(${read}, to, from, ##args)\n`).join('')}
#define bpf_core_read(to, size, from) bpf_probe_read_kernel(to, size, from)
#define bpf_core_read_user(to, size, from) bpf_probe_read_user(to, size, from)
#define bpf_core_read_str(to, size, from) bpf_probe_read_kernel_str(to, size, from)
#define bpf_core_read_user_str(to, size, from) bpf_probe_read_user_str(to, size, from)
#define BPF_CORE_READ_BITFIELD(from, member) 0
#define BPF_CORE_READ_BITFIELD_PROBED(from, member) ((unsigned long)STAND_IN_READ(bpf_probe_read_kernel, from))
extern void *bpf_rdonly_cast(const void *, unsigned) __attribute__((weak, section(".ksyms")));
#define bpf_core_cast(pointer, type) ((__typeof__(type) *)bpf_rdonly_cast(pointer, 0))
${['field_exists', 'field_size', 'field_offset', 'type_exists', 'type_matches', 'type_size', 'type_id_kernel', 'type_id_local', 'enum_value', 'enum_value_exists']
  .map((name) => `#define bpf_core_${name}(args...) stand_in_number\n`).join('')}extern int stand_in_number;
`;

const ENDIAN = ['htons', 'ntohs', 'htonl', 'ntohl', 'cpu_to_be64', 'be64_to_cpu'].map((name) => `#define bpf_${name}(x) (x)\n`).join('');

const USDT = `
#include "bpf_helpers.h"
#include "bpf_tracing.h"
static inline __attribute__((always_inline)) int bpf_usdt_arg(struct pt_regs *ctx, unsigned long number, long *result)
{
	return bpf_map_lookup_elem(0, &number) ? bpf_probe_read_kernel(result, sizeof(*result), ctx) + bpf_probe_read_user(result, sizeof(*result), ctx) : -1;
}
static inline __attribute__((always_inline)) int bpf_usdt_arg_cnt(struct pt_regs *ctx) { return bpf_map_lookup_elem(0, ctx) != 0; }
static inline __attribute__((always_inline)) long bpf_usdt_cookie(struct pt_regs *ctx) { return bpf_map_lookup_elem(0, ctx); }
#define BPF_USDT(name, args...) name(struct pt_regs *ctx); static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args); \\
__typeof__(name(0)) name(struct pt_regs *ctx) { long value; bpf_usdt_arg(ctx, 0, &value); return STAND_IN_CALL(____##name, ctx, ##args); } \\
static inline __attribute__((always_inline)) __typeof__(name(0)) ____##name(struct pt_regs *ctx, ##args)
`;
