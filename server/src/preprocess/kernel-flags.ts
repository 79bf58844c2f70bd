/**
 * The -D options that the kernel's own make files give to every unit of a module, derived from the
 * configuration. What a module's make file adds comes with the request.
 */

import type { KernelConfig } from '../knowledge/kernel-target.ts';

export interface CommandLineMacro {
  readonly name: string;
  /** Undefined for -U. */
  readonly value?: string;
}

/** Makefile of the kernel: KBUILD_CPPFLAGS, KBUILD_CFLAGS_MODULE, CC_FLAGS_USING; arch/arm64/Makefile. */
export function kernelMacros(config: KernelConfig, arch: string, language: 'c' | 'assembler'): CommandLineMacro[] {
  const on = (name: string): boolean => config.get(name) === 'y';
  const macros: CommandLineMacro[] = [{ name: '__KERNEL__', value: '' }, { name: 'MODULE', value: '1' }];
  if (language === 'assembler') macros.push({ name: '__ASSEMBLY__', value: '1' });
  if (on('FUNCTION_TRACER')) {
    if ((on('FTRACE_MCOUNT_USE_CC') || on('FTRACE_MCOUNT_USE_OBJTOOL')) && on('HAVE_NOP_MCOUNT')) macros.push({ name: 'CC_USING_NOP_MCOUNT', value: '1' });
    if (on('FTRACE_MCOUNT_USE_OBJTOOL') && on('HAVE_OBJTOOL_NOP_MCOUNT')) macros.push({ name: 'CC_USING_NOP_MCOUNT', value: '1' });
    if (on('FTRACE_MCOUNT_USE_PATCHABLE_FUNCTION_ENTRY')) macros.push({ name: 'CC_USING_PATCHABLE_FUNCTION_ENTRY', value: '1' });
    if (on('HAVE_FENTRY')) macros.push({ name: 'CC_USING_FENTRY', value: '1' });
  }
  if (arch === 'arm64') macros.push({ name: 'KASAN_SHADOW_SCALE_SHIFT', value: on('KASAN_SW_TAGS') ? '4' : on('KASAN_GENERIC') ? '3' : '' });
  return macros;
}

/** scripts/Makefile.lib: basename_flags and modname_flags. */
export function moduleMacros(path: string, moduleName: string): CommandLineMacro[] {
  const identifier = (text: string): string => text.replace(/[-,]/g, '_');
  const base = identifier(path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
  const name = identifier(moduleName);
  return [
    { name: 'KBUILD_MODFILE', value: `"${moduleName}"` },
    { name: 'KBUILD_BASENAME', value: `"${base}"` },
    { name: 'KBUILD_MODNAME', value: `"${name}"` },
    { name: '__KBUILD_MODNAME', value: `kmod_${name}` },
  ];
}
