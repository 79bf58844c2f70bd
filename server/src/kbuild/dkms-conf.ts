/**
 * dkms.conf: how a package's modules are built on users' machines. It is shell text; its assignments are computed by
 * reading (shell/), and the MAKE command tells where the make files are and which variables they get.
 */

import path from 'node:path';
import { isReadable, type Files, type Unread } from '../base/files.ts';
import type { KernelTarget } from '../knowledge/kernel-target.ts';
import { parseMakeCommand, type MakeCommand } from './build-commands.ts';
import { Shell, type Utility } from '../make/shell/interpret.ts';
import { NotUnderstood } from '../make/shell/parse.ts';
import { UTILITIES } from '../make/shell/utilities.ts';

/** Where dkms copies sources to; make commands name it. */
const DKMS_TREE = '/var/lib/dkms';

export interface DkmsConf {
  readonly file: string;
  readonly commands: readonly MakeCommand[];
  readonly unread: readonly Unread[];
}

/** @returns undefined when there is none */
export function readDkmsConf(files: Files, root: string, target: KernelTarget | null): DkmsConf | undefined {
  const file = path.join(root, 'dkms.conf');
  const content = files.stat(file)?.kind === 'file' ? files.read(file) : undefined;
  if (content === undefined || !isReadable(content)) return undefined;
  const kernel = target?.headers?.buildDirectory ?? `/lib/modules/${target?.release ?? 'unknown'}/build`;
  const given = new Map([
    ['kernelver', target?.release ?? ''],
    ['kernel_source_dir', kernel],
    ['arch', target?.arch === 'x86' ? 'x86_64' : (target?.arch ?? '')],
    ['dkms_tree', DKMS_TREE],
    ['source_tree', path.dirname(root)],
  ]);
  const world = { files, utilities: UTILITIES, variables: given, directory: root, unknown: () => ({ output: '', status: 0 }) };
  const first = variablesOf(content.text, world);
  const [name, version] = [first.get('PACKAGE_NAME') ?? '', first.get('PACKAGE_VERSION') ?? ''];
  // dkms itself knows both names from its own command line, so that the file may use them before it sets them.
  const known = new Map([...given, ['module', name], ['module_version', version], ['PACKAGE_NAME', name], ['PACKAGE_VERSION', version]]);
  const values = variablesOf(content.text, { ...world, variables: known });

  const copies = [`${DKMS_TREE}/${name}/${version}/build`, `${DKMS_TREE}/${name}/${version}/source`, path.join(path.dirname(root), `${name}-${version}`)];
  const here = (text: string) => copies.reduce((changed, copy) => changed.replaceAll(copy, root), text);
  const command = here(makeOf(values, target) ?? `make -C ${kernel} M=${root}`);
  const unread: Unread[] = [];
  const before = values.get('PRE_BUILD');
  if (before) unread.push({ file, reason: `runs ${before} before the build; what that generates was not read` });
  const patches = [...values].filter(([key, value]) => /^PATCH\[\d+\]$/.test(key) && value !== '').map(([, value]) => value);
  if (patches.length > 0) unread.push({ file, reason: `applies ${patches.join(', ')} before the build; the sources were read without` });
  const { commands, others } = commandsOf(command, { ...world, variables: known }, target);
  for (const other of others) unread.push({ file, reason: `runs ${other} to build; what that generates was not read` });
  return { file, commands, unread };
}

/** MAKE[0], or the MAKE whose MAKE_MATCH fits the kernel (dkms, function prepare_kernel). */
function makeOf(values: ReadonlyMap<string, string>, target: KernelTarget | null): string | undefined {
  for (const [name, pattern] of values) {
    const index = /^MAKE_MATCH\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || pattern === '' || !target) continue;
    try {
      if (new RegExp(pattern).test(target.release)) return values.get(`MAKE[${index}]`);
    } catch {
      continue; // an expression that JavaScript does not share
    }
  }
  return values.get('MAKE[0]') ?? values.get('MAKE');
}

function variablesOf(text: string, world: Parameters<typeof Shell.variablesAfter>[1]): ReadonlyMap<string, string> {
  try {
    return Shell.variablesAfter(text, world);
  } catch (error) {
    if (error instanceof RangeError) return new Map();
    throw error;
  }
}

/** The starts of make in a command, and the other programs that it starts. */
function commandsOf(command: string, world: Parameters<typeof Shell.run>[1], target: KernelTarget | null): { commands: MakeCommand[]; others: Set<string> } {
  const commands: MakeCommand[] = [];
  const others = new Set<string>();
  // A bare `make` in front gets KERNELRELEASE from dkms; authors who mind write 'make' in quotes.
  const bare = /^\s*make\b/.test(command);
  const variables = new Map(bare && target ? [['KERNELRELEASE', target.release]] : []);
  const utilities = new Map(UTILITIES);
  utilities.set('make', (words, _input, shell) => {
    commands.push(parseMakeCommand(words, shell.directory, variables, new Map([['PWD', shell.directory]])));
    return { output: '', status: 0 };
  });
  try {
    const unknown: Utility = ([name = '']) => {
      others.add(name);
      return { output: '', status: 0 };
    };
    Shell.run(command, { ...world, utilities, unknown });
  } catch (error) {
    if (!(error instanceof NotUnderstood)) throw error;
  }
  return { commands, others };
}
