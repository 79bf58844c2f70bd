/**
 * Functions of the kernel that find another symbol by its name, past what modpost sees. The kernel's own sources say so:
 * kernel/module/main.c, __symbol_get(), which asks for the name of an export; kernel/kallsyms.c, which knows every
 * symbol, exported or not, and is itself exported no longer since 5.7.
 */

export interface SymbolLookup {
  readonly name: string;
  /** Whether it finds what is not exported, or exported to others only. */
  readonly findsEverything: boolean;
}

const LOOKUPS: readonly SymbolLookup[] = [
  { name: '__symbol_get', findsEverything: false },
  { name: 'kallsyms_lookup_name', findsEverything: true },
  { name: 'kallsyms_on_each_symbol', findsEverything: true },
  { name: 'module_kallsyms_lookup_name', findsEverything: true },
  { name: 'module_kallsyms_on_each_symbol', findsEverything: true },
];

export const SYMBOL_GET = '__symbol_get';

export function symbolLookup(name: string): SymbolLookup | undefined {
  return LOOKUPS.find((lookup) => lookup.name === name);
}

/** kernel/kprobes.c: a probe that is registered with a symbol's name holds its address afterwards. */
const PROBE_REGISTRATIONS: ReadonlySet<string> = new Set(['register_kprobe', 'register_kprobes', 'register_kretprobe', 'register_kretprobes']);

export function isProbeRegistration(symbol: string): boolean {
  return PROBE_REGISTRATIONS.has(symbol);
}
