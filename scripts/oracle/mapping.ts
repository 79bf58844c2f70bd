/**
 * Checks the Kbuild reader: which modules map to sources, and whether these are the right ones.
 *
 *     npm run bench:mapping [-- --list] [--dkms]        --dkms: out-of-tree modules only
 *
 * Kernel modules: every global function that a .ko file defines must be written somewhere in the sources that we say it is
 * built from (or be glued together by macros, which the list shows). Out-of-tree modules: Kbuild itself wrote down the
 * objects of each module (foo.mod) and the command line of each object (.foo.o.cmd) when the truth was built.
 */

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compileFlags } from '../../server/src/make/compile-flags.ts';
import type { KernelModule, SourceFile } from '../../server/src/kbuild/kernel-module.ts';
import { readKernelModules } from '../../server/src/kbuild/read-kernel-modules.ts';
import { createDiskFiles } from '../../server/src/workspace/disk-files.ts';
import { buildDirectory, CACHE, DKMS_KERNEL, DKMS_PACKAGES, dkmsSource, kernelTarget, KERNELS, moduleFiles, walk, type Kernel } from './cache.ts';
import { cases } from './cases.ts';
import { readModuleObject } from './elf.ts';
import { readModuleFile } from './truth.ts';

const { values: options } = parseArgs({ options: { list: { type: 'boolean', default: false }, dkms: { type: 'boolean', default: false } } });
const files = createDiskFiles();

if (!options.dkms) for (const kernel of KERNELS) await checkKernel(kernel);
for (const name of DKMS_PACKAGES) checkPackage(name);

async function checkKernel(kernel: Kernel): Promise<void> {
  const { complete, incomplete, unmapped, surplus } = await cases(kernel, false);
  const total = complete.length + incomplete.length + unmapped.length;
  console.log(
    `Linux ${kernel}: ${complete.length} of ${total} modules with all their sources, ${incomplete.length} with some, ` +
      `${unmapped.length} with none; ${surplus.length} that the kernel package does not have`,
  );
  for (const module of incomplete) console.log(`  generated sources: ${module.path}`);
  const byName = new Map(moduleFiles(kernel).map((file) => [path.basename(file).replace(/\.ko.*$/, ''), file]));
  let symbols = 0;
  const missing: string[] = [];
  for (const { truth, module } of complete) {
    const words = wordsOf(module);
    const { functions } = readModuleObject(await readModuleFile(byName.get(truth.name)!));
    // Names with two underscores in front are mostly made by macros; init_module and cleanup_module always are.
    const own = functions.filter((symbol) => !/^(?:init_module|cleanup_module|__.*)$/.test(symbol));
    symbols += own.length;
    const absent = own.filter((symbol) => !words.has(symbol));
    if (absent.length > 0) missing.push(`${truth.path}: ${absent.slice(0, 5).join(' ')}${absent.length > 5 ? ` and ${absent.length - 5} more` : ''}`);
  }
  console.log(`  ${symbols} global functions looked up in the sources: all there in ${complete.length - missing.length} modules, not all in ${missing.length}`);
  if (options.list) for (const one of missing) console.log(`    ${one}`);
}

function wordsOf(module: KernelModule): Set<string> {
  const words = new Set<string>();
  for (const source of module.sources) {
    const content = files.read(source.path);
    if ('text' in content) for (const [word] of content.text.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  }
  return words;
}

function checkPackage(name: string): void {
  const root = dkmsSource(name);
  const build = root === undefined ? undefined : builtDirectory(root);
  if (root === undefined || build === undefined) {
    console.log(`${name}: not built, run npm run oracle:dkms`);
    return;
  }
  const { modules } = readKernelModules({ files, root, target: kernelTarget(DKMS_KERNEL) });
  const expected = new Map(walk(build).filter((file) => file.endsWith('.mod')).map((file) => [path.basename(file, '.mod'), file]));
  const problems: string[] = [];
  for (const [module, file] of expected) {
    const found = modules.find((one) => one.name === module);
    if (found) problems.push(...differences(found, file, root, build));
    else problems.push(`${module}: not found`);
  }
  for (const module of modules) if (!expected.has(module.name)) problems.push(`${module.name}: Kbuild does not build it`);
  console.log(`${name}: ${expected.size} modules built, ${modules.length} read, ${problems.length} differences in objects and flags`);
  for (const problem of problems.slice(0, options.list ? undefined : 10)) console.log(`  ${problem}`);
}

/** dkms-build/<name>/<version>/build, found by the version in the source directory's name. */
function builtDirectory(root: string): string | undefined {
  const version = path.basename(root).replace(/^.*?-(?=\d[^-]*$)/, '');
  const base = path.join(CACHE, 'dkms-build');
  const names = fs.existsSync(base) ? fs.readdirSync(base) : [];
  return names.map((name) => path.join(base, name, version, 'build')).find((directory) => fs.existsSync(directory));
}

function differences(module: KernelModule, modFile: string, root: string, build: string): string[] {
  const objects = fs.readFileSync(modFile, 'utf8').split(/\s+/).filter((word) => word.endsWith('.o'));
  const wanted = new Set(objects.map((object) => path.relative(build, object).replace(/\.o$/, '')));
  const found = new Map(module.sources.map((source) => [path.relative(root, source.path).replace(/\.[cS](_shipped)?$/, ''), source]));
  const problems: string[] = [];
  for (const stem of wanted) if (!found.has(stem)) problems.push(`${module.name}: lacks ${stem}`);
  for (const [stem, source] of found) {
    if (!wanted.has(stem)) problems.push(`${module.name}: has ${stem}, which Kbuild does not link`);
    else problems.push(...flagDifferences(stem, source, root, build));
  }
  return problems;
}

function flagDifferences(stem: string, source: SourceFile, root: string, build: string): string[] {
  const commandFile = path.join(build, path.dirname(stem), `.${path.basename(stem)}.o.cmd`);
  if (!fs.existsSync(commandFile)) return [];
  const command = /^(?:saved)?cmd_\S+ := (.*)$/m.exec(fs.readFileSync(commandFile, 'utf8'))?.[1] ?? '';
  const kernel = buildDirectory(DKMS_KERNEL);
  const real = compileFlags(command, kernel);
  const known = /^(?:__KBUILD_MODNAME|KBUILD_\w+)$/; // names of the module and the unit: the preprocessor's business
  const macros = (list: SourceFile['flags']['macros']) =>
    list.filter((macro) => !known.test(macro.name)).map((macro) => `-D${macro.name}=${macro.value ?? '(undefined)'}`).sort().join(' ');
  const here = (dir: string) => fs.existsSync(dir) && path.resolve(dir.replace(build, root));
  const kernelDirs = /\/(?:include|arch\/[^/]+\/include)(?:\/(?:generated|uapi|generated\/uapi))?$/;
  const dirs = (list: readonly string[]) =>
    list.filter((dir) => !(dir.includes('linux-headers') && kernelDirs.test(dir))).map(here).filter((dir) => dir !== false).join(' ');
  const problems: string[] = [];
  if (macros(real.macros) !== macros(source.flags.macros)) problems.push(`${stem}: macros are ${macros(real.macros)}, read ${macros(source.flags.macros)}`);
  if (dirs(real.includeDirs) !== dirs(source.flags.includeDirs)) problems.push(`${stem}: -I is ${dirs(real.includeDirs)}, read ${dirs(source.flags.includeDirs)}`);
  return problems;
}
