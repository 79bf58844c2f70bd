/** The BPF programs of a kernel's source tree, and what compiling them takes: headers that their own build would make first. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { buildDirectory, CACHE, list, sourceTree, unpackedRoot, type Kernel } from '../cache.ts';

export interface BpfSource {
  /** "selftests/pyperf180" */
  readonly name: string;
  readonly file: string;
}

export const bpfDirectory = (kernel: Kernel): string => path.join(CACHE, 'bpf', kernel);

export const programsDirectory = (kernel: Kernel): string => path.join(sourceTree(kernel), 'tools/testing/selftests/bpf/progs');
export const samplesDirectory = (kernel: Kernel): string => path.join(sourceTree(kernel), 'samples/bpf');

/** Programs of the kernel's tools: the product was never looked at with these in mind, only measured. */
const TOOLS = ['bpf/bpftool/skeleton', 'bpf/runqslower', 'perf/util/bpf_skel', 'sched_ext', 'testing/selftests/hid/progs', 'testing/selftests/net', 'testing/selftests/sched_ext'];

/** The selftests' programs, samples that are compiled for BPF by the same rules, and the kernel's tools. */
export function bpfSources(kernel: Kernel): BpfSource[] {
  const of = (group: string, directory: string, pattern: RegExp): BpfSource[] =>
    list(directory)
      .filter((name) => pattern.test(name))
      .map((name) => ({ name: `${group}/${name.replace(/\.c$/, '')}`, file: path.join(directory, name) }));
  const tools = TOOLS.flatMap((name) => of(`tools ${name.replaceAll('/', '-')}`, path.join(sourceTree(kernel), 'tools', name), name.includes('hid') ? /\.c$/ : /\.bpf\.c$/));
  return [...of('selftests', programsDirectory(kernel), /\.c$/), ...of('samples', samplesDirectory(kernel), /(\.bpf|_kern)\.c$/), ...tools];
}

/** tools/testing/selftests/bpf/Makefile, BPF_CFLAGS: in the order in which they are searched. */
export function includeDirectories(kernel: Kernel, clang: string): string[] {
  const source = sourceTree(kernel);
  return [
    path.join(bpfDirectory(kernel), 'include'),
    programsDirectory(kernel),
    path.join(source, 'tools/testing/selftests/bpf'),
    path.join(source, 'tools/sched_ext/include'),
    path.join(source, 'tools/sched_ext/include/bpf-compat'),
    path.join(source, 'tools/include/uapi'),
    path.join(execFileSync(clang, ['-print-resource-dir'], { encoding: 'utf8' }).trim(), 'include'),
    '/usr/local/include',
    '/usr/include/x86_64-linux-gnu',
    '/usr/include',
    path.join(source, 'include'), // the samples say <uapi/linux/bpf.h>
  ];
}

export const MACROS = [{ name: '__TARGET_ARCH_x86', value: '1' }] as const;

/** Makes vmlinux.h of the kernel's own types, and puts libbpf's headers together, as the build of the selftests does. */
export function prepareHeaders(kernel: Kernel): void {
  const include = path.join(bpfDirectory(kernel), 'include');
  const source = sourceTree(kernel);
  fs.mkdirSync(path.join(include, 'bpf'), { recursive: true });
  const types = path.join(include, 'vmlinux.h');
  if (!fs.existsSync(types)) fs.writeFileSync(types, execFileSync('bpftool', ['btf', 'dump', 'file', imageWithTypes(kernel), 'format', 'c'], LARGE));
  for (const name of list(path.join(source, 'tools/lib/bpf'))) {
    if (name.endsWith('.h')) fs.copyFileSync(path.join(source, 'tools/lib/bpf', name), path.join(include, 'bpf', name));
  }
  const helpers = execFileSync('python3', [path.join(source, 'scripts/bpf_doc.py'), '--header', '--file', path.join(source, 'tools/include/uapi/linux/bpf.h')], LARGE);
  fs.writeFileSync(path.join(include, 'bpf/bpf_helper_defs.h'), helpers);
}

const LARGE = { maxBuffer: 1 << 28 };

/** The headers package of newer kernels has an image with nothing but types; else the kernel itself has them. */
function imageWithTypes(kernel: Kernel): string {
  const bare = path.join(buildDirectory(kernel), 'vmlinux');
  if (fs.existsSync(bare)) return bare;
  const boot = path.join(unpackedRoot(kernel), 'boot');
  const compressed = list(boot).find((name) => name.startsWith('vmlinuz-'));
  if (compressed === undefined) throw new Error(`no kernel image in ${boot}: run npm run oracle:fetch`);
  const image = path.join(bpfDirectory(kernel), 'vmlinux');
  fs.writeFileSync(image, execFileSync('bash', [path.join(sourceTree(kernel), 'scripts/extract-vmlinux'), path.join(boot, compressed)], { maxBuffer: 1 << 30 }));
  return image;
}
