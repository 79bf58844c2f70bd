/** Flags of the kernel's Makefile and arch Makefiles that the preprocessor sees as predefined macros. */

export interface KernelCompiler {
  /** Directory under arch/. */
  readonly arch: string;
  readonly command: string;
  readonly flags: readonly string[];
}

const COMMON = ['-std=gnu11', '-O2', '-fshort-wchar', '-funsigned-char', '-fno-PIE', '-fno-strict-aliasing', '-fstack-protector-strong', '-nostdinc'];

export const KERNEL_COMPILERS: readonly KernelCompiler[] = [
  {
    arch: 'x86',
    command: 'x86_64-linux-gnu-gcc-12',
    flags: [
      ...COMMON, '-m64', '-mno-sse', '-mno-mmx', '-mno-sse2', '-mno-3dnow', '-mno-avx', '-mno-80387', '-mno-fp-ret-in-387',
      '-mpreferred-stack-boundary=3', '-mskip-rax-setup', '-mtune=generic', '-mno-red-zone', '-mcmodel=kernel', '-fcf-protection=none',
    ],
  },
  {
    arch: 'arm64',
    command: 'aarch64-linux-gnu-gcc-12',
    flags: [...COMMON, '-mgeneral-regs-only', '-mlittle-endian', '-mbranch-protection=pac-ret'],
  },
];
