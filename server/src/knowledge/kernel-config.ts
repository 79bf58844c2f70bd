/** A kernel's configuration as Kbuild wrote it down. The preprocessor reads autoconf.h by itself; this is for make files and answers. */

import type { KernelConfig } from './kernel-target.ts';

/**
 * Reads `include/config/auto.conf` and `.config`, which agree in form (scripts/kconfig/confdata.c). Kernels before
 * 5.17 quoted strings in auto.conf, later ones do not; `# CONFIG_X is not set` is the same as saying nothing.
 */
export function parseConfigFile(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^CONFIG_(\w+)=(.*?)\r?$/gm)) {
    if (value !== 'n') values.set(name!, unquote(value!));
  }
  return values;
}

/**
 * Reads `include/generated/autoconf.h`. It cannot tell a number 1 from a yes: both are `#define CONFIG_X 1`, and yes is
 * by far the more common. `CONFIG_X_MODULE` says that X is a module.
 */
export function parseAutoconfHeader(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(/^#define CONFIG_(\w+) (.*?)\r?$/gm)) {
    if (value !== '1') values.set(name!, unquote(value!));
    else if (name!.endsWith('_MODULE')) values.set(name!.slice(0, -'_MODULE'.length), 'm');
    else values.set(name!, 'y');
  }
  return values;
}

export function kernelConfig(values: ReadonlyMap<string, string>): KernelConfig {
  return { get: (name) => values.get(name), entries: values };
}

function unquote(value: string): string {
  if (!/^".*"$/.test(value)) return value;
  return value.slice(1, -1).replace(/\\(.)/g, '$1');
}
