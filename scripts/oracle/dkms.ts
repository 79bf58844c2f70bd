/**
 * Truth for out-of-tree modules: builds the packages as dkms does, against the unpacked 6.1 headers, and reads the .ko
 * files. This is the one script that runs code of packages (their make files and dkms.conf), so it is never part of a test.
 *
 *     npm run oracle:dkms            needs gcc-12, make and bash
 */

import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDirectory, CACHE, DKMS_KERNEL, DKMS_PACKAGES, dkmsSource, dkmsTruthFile, kernelTarget, list, unpackedRoot, walk } from './cache.ts';
import { trueModule, writeTruth, type TrueModule } from './truth.ts';

interface BuildPlan {
  readonly directory: string;
  readonly commands: readonly string[];
  readonly modules: readonly string[];
}

/** Debian's header packages name one another by absolute paths below /usr/src: links make the unpacked ones answer there. */
export function linkHeaders(): void {
  const headers = path.join(unpackedRoot(DKMS_KERNEL), 'usr', 'src');
  for (const name of list(headers)) {
    const link = path.join('/usr/src', name);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.join(headers, name), link);
    } catch (error) {
      throw new Error(`cannot link ${link}: install the header packages with apt-get, or run this as root (${String(error)})`);
    }
  }
}

/** What dkms would run: MAKE of dkms.conf with KERNELRELEASE added (dkms, function prepare_build and do_build). */
function plan(source: string, release: string): BuildPlan {
  const [name, version] = conf(source, { name: 'x', version: 'x' }, release, 'printf "%s\\n" "$PACKAGE_NAME" "$PACKAGE_VERSION"');
  const tree = path.join(CACHE, 'dkms-build');
  const directory = path.join(tree, name!, version!, 'build');
  const lines = conf(source, { name: name!, version: version! }, release, 'printf "make %s\\n" "${MAKE[@]}"; printf "module %s\\n" "${BUILT_MODULE_NAME[@]}"');
  const values = (key: string) => lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1)).filter((line) => line.trim() !== '');
  const given = values('make');
  const commands = given.length > 0 ? given : [`make -C ${buildDirectory(DKMS_KERNEL)} M=${directory}`];
  const jobs = os.availableParallelism();
  return {
    directory,
    commands: commands.map((command) => command.replace(/^(\s*'?)make\b/, `$1make -k -j${jobs} KERNELRELEASE=${release}`)),
    modules: values('module').length > 0 ? values('module') : [name!],
  };
}

function conf(source: string, names: { name: string; version: string }, release: string, print: string): string[] {
  const script = [
    `kernelver='${release}' arch=x86_64 kernel_source_dir='${buildDirectory(DKMS_KERNEL)}'`,
    `dkms_tree='${path.join(CACHE, 'dkms-build')}' source_tree='${path.dirname(source)}'`,
    `PACKAGE_NAME='${names.name}' PACKAGE_VERSION='${names.version}' module='${names.name}' module_version='${names.version}'`,
    `. '${path.join(source, 'dkms.conf')}' >/dev/null 2>&1`,
    print,
  ].join('\n');
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n');
}

/** Builds one package; returns what came out and what did not. */
async function build(name: string, source: string): Promise<{ modules: TrueModule[]; failed: string[] }> {
  const target = kernelTarget(DKMS_KERNEL);
  const { directory, commands, modules } = plan(source, target.release);
  fs.rmSync(directory, { recursive: true, force: true });
  fs.cpSync(source, directory, { recursive: true });
  const log = path.join(CACHE, 'dkms-build', `${name}.log`);
  const output = commands.map((command) => spawnSync('bash', ['-c', command], { cwd: directory, encoding: 'utf8' }));
  fs.writeFileSync(log, output.map((run) => run.stdout + run.stderr).join('\n'));
  const built: TrueModule[] = [];
  // Where one module fails to compile, Kbuild links none (make -k goes on compiling): the module's own object file has
  // the same undefined symbols. Kbuild names it in foo.mod.
  for (const file of walk(directory).filter((candidate) => candidate.endsWith('.mod'))) {
    const stem = file.slice(0, -'.mod'.length);
    if (fs.existsSync(`${stem}.o`)) built.push(await trueModule(`${stem}.o`, path.relative(directory, stem), target.exports));
  }
  const names = new Set(built.map((module) => module.name));
  return { modules: built, failed: modules.filter((module) => !names.has(module)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  linkHeaders();
  for (const name of DKMS_PACKAGES) {
    const source = dkmsSource(name);
    if (source === undefined) {
      console.log(`${name}: is not in the cache, run npm run oracle:fetch`);
      continue;
    }
    const { modules, failed } = await build(name, source);
    writeTruth(dkmsTruthFile(name), modules);
    const pairs = modules.reduce((sum, module) => sum + module.gplOnly.length, 0);
    const without = failed.length === 0 ? '' : `; listed in dkms.conf and not built: ${failed.join(' ')} (see dkms-build/${name}.log)`;
    console.log(`${name}: ${modules.length} modules, ${pairs} pairs${without}`);
  }
}
