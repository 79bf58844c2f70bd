/** Symbol namespaces: how a module imports one, and which modules a "module:" namespace lets in. */

const MODULES_PREFIX = 'module:';

/** Bare identifiers up to 6.12, string literals from here on (include/linux/module.h, MODULE_IMPORT_NS). */
const FIRST_WITH_LITERALS = [6, 13] as const;

/** EXPORT_SYMBOL_FOR_MODULES writes such a namespace; nobody can import it. */
export function isForModulesOnly(namespace: string): boolean {
  return namespace.startsWith(MODULES_PREFIX);
}

/** The namespace that EXPORT_SYMBOL_FOR_MODULES(symbol, "a,b-*") makes. */
export function namespaceForModules(modules: string): string {
  return `${MODULES_PREFIX}${modules}`;
}

/** The names, with their globs, of a namespace that is for named modules only. */
export function modulesOfNamespace(namespace: string): string[] {
  return namespace.slice(MODULES_PREFIX.length).split(',');
}

/** The line that imports a namespace on a kernel of that version. No line can import one that is for named modules only. */
export function importNamespaceLine(namespace: string, version: readonly [number, number, ...number[]]): string {
  const argument = isBefore(version, FIRST_WITH_LITERALS) ? namespace : `"${namespace}"`;
  return `MODULE_IMPORT_NS(${argument});`;
}

/**
 * Whether an export in a namespace "module:a,b-*" may be used by a module: names are compared with - and _ alike,
 * a last * stands for any ending (kernel/module/main.c, verify_module_namespace).
 */
export function namespaceAllowsModule(namespace: string, moduleName: string): boolean {
  if (!isForModulesOnly(namespace)) return false;
  const wanted = likeModuleName(moduleName);
  return modulesOfNamespace(namespace)
    .map(likeModuleName)
    .some((name) => (name.endsWith('*') ? wanted.startsWith(name.slice(0, -1)) : wanted === name));
}

function likeModuleName(name: string): string {
  return name.replaceAll('-', '_');
}

function isBefore(version: readonly number[], first: readonly [number, number]): boolean {
  return (version[0]! - first[0] || version[1]! - first[1]) < 0;
}
