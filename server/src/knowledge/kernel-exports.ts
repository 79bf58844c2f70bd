/**
 * Kernel exports: what a kernel offers to modules, as facts. They come from a build directory's
 * Module.symvers or from a bundled facts file; both are looked up through one interface.
 */

/** How modpost and the module loader treat an export (kernel: include/linux/export.h, scripts/mod/modpost.c). */
export type ExportKind =
  | 'plain' // EXPORT_SYMBOL
  | 'gpl' // EXPORT_SYMBOL_GPL, EXPORT_SYMBOL_FOR_MODULES
  | 'gpl-future' // EXPORT_SYMBOL_GPL_FUTURE, removed in 5.10: a warning only
  | 'unused' // EXPORT_UNUSED_SYMBOL, removed in 5.10
  | 'unused-gpl';

const KINDS: ReadonlySet<string> = new Set<ExportKind>(['plain', 'gpl', 'gpl-future', 'unused', 'unused-gpl']);

export function isExportKind(text: string): text is ExportKind {
  return KINDS.has(text);
}

export interface KernelExport {
  readonly symbol: string;
  readonly kind: ExportKind;
  /** "vmlinux", or a module's path without .ko as Module.symvers has it ("drivers/usb/core/usbcore"). */
  readonly module: string;
  /** Null outside any namespace; "module:a,b-*" for EXPORT_SYMBOL_FOR_MODULES. */
  readonly namespace: string | null;
  /** Header that declares it, below the kernel's source directory: "include/linux/usb.h". Bundled facts know it, Module.symvers does not. */
  readonly header?: string;
}

export interface ExportTable {
  get(symbol: string): KernelExport | undefined;
  readonly size: number;
  [Symbol.iterator](): Iterator<KernelExport>;
}

/** Whether modpost refuses the export to a module without a GPL-compatible licence (scripts/mod/modpost.c, check_exports). */
export function isGplOnly(kind: ExportKind): boolean {
  return kind === 'gpl' || kind === 'unused-gpl';
}

/** Whether the export's macro speaks of the GPL at all: also what only warns. */
export function speaksOfGpl(kind: ExportKind): boolean {
  return kind !== 'plain' && kind !== 'unused';
}

export function exportTable(exports: ReadonlyMap<string, KernelExport>): ExportTable {
  return {
    get: (symbol) => exports.get(symbol),
    size: exports.size,
    [Symbol.iterator]: () => exports.values(),
  };
}
