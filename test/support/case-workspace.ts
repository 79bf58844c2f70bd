/** The workspace of a text archive: its files and its invented kernels, in memory. */

import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { createAnalyzer } from '../../server/src/analysis/create-analyzer.ts';
import type { Analyzer, Snapshot } from '../../server/src/analysis/analyzer.ts';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import { silentLogger } from '../../server/src/base/runtime.ts';
import { MANIFEST, parseManifest } from '../../server/src/knowledge/manifest.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import type { Archive } from './archive.ts';

export const WORKSPACE = '/workspace';

let analyzer: Promise<Analyzer> | undefined;

/** Grammars and caches are shared: a cache that mixed two cases up would fail them. */
export function testAnalyzer(): Promise<Analyzer> {
  return (analyzer ??= createAnalyzer({ logger: silentLogger, productFile: readProductFile, version: '0.0.0-test', today: () => '2026-11-25' }));
}

/** With an invented history in the place of the bundled one. */
function analyzerWithHistory(history: string): Promise<Analyzer> {
  const packed = zlib.brotliCompressSync(history);
  const manifest = parseManifest(Buffer.from(readProductFile(MANIFEST)).toString('utf8')).map((entry) =>
    entry.name === 'kernel-export-history' ? { ...entry, bytes: packed.length, sha256: createHash('sha256').update(packed).digest('hex') } : entry,
  );
  const productFile = (name: string): Uint8Array => {
    if (name === MANIFEST) return Buffer.from(JSON.stringify(manifest));
    return name.includes('kernel-export-history') ? packed : readProductFile(name);
  };
  return createAnalyzer({ logger: silentLogger, productFile, version: '0.0.0-test' });
}

export async function openCase(archive: Archive): Promise<Snapshot> {
  const contents = new Map<string, string>();
  for (const [path, text] of archive.files) contents.set(`${WORKSPACE}/${path}`, text);
  for (const kernel of archive.kernels) {
    addKernel(contents, kernel);
    if (archive.headers.size > 0) addHeaders(contents, `/kernels/${kernel.version}`, archive.headers);
  }
  const core = archive.history === undefined ? testAnalyzer() : analyzerWithHistory(archive.history);
  return (await core).snapshot({
    files: createMemoryFiles(contents),
    roots: [WORKSPACE],
    settings: { ...DEFAULT_SETTINGS, kernels: archive.kernels.map(({ version }) => `/kernels/${version}`), ...archive.settings },
  });
}

function addKernel(contents: Map<string, string>, { version, lines }: Archive['kernels'][number]): void {
  const directory = `/kernels/${version}`;
  const [major, minor, patch = '0'] = version.split('.');
  const options = lines.filter((line) => line.startsWith('CONFIG_'));
  const exports = lines.filter((line) => !line.startsWith('CONFIG_')).map((line) => line.trim().split(/\s+/));
  const symvers = exports.map(([symbol, kind, module = 'vmlinux', namespace = '']) =>
    ['0x00000000', symbol, module, kind === 'gpl' ? 'EXPORT_SYMBOL_GPL' : 'EXPORT_SYMBOL', namespace].join('\t'),
  );
  contents.set(`${directory}/Module.symvers`, symvers.join('\n') + '\n');
  contents.set(`${directory}/include/config/kernel.release`, `${version}\n`);
  contents.set(`${directory}/include/config/auto.conf`, ['CONFIG_MODULES=y', ...options].join('\n') + '\n');

  contents.set(
    `${directory}/include/generated/uapi/linux/version.h`,
    `#define LINUX_VERSION_MAJOR ${major}\n#define LINUX_VERSION_PATCHLEVEL ${minor}\n#define LINUX_VERSION_SUBLEVEL ${patch}\n`,
  );
}

/** Enough of a kernel's headers for a module to be preprocessed: what the archive writes, and the module macros. */
function addHeaders(contents: Map<string, string>, directory: string, headers: ReadonlyMap<string, string>): void {
  contents.set(`${directory}/.config`, '# Linux/x86\n');
  contents.set(`${directory}/arch/x86/include/generated/asm/empty.h`, '');
  for (const forced of ['compiler-version.h', 'kconfig.h', 'compiler_types.h']) contents.set(`${directory}/include/linux/${forced}`, '');
  contents.set(`${directory}/include/linux/module.h`, MODULE_HEADER);
  for (const [name, text] of headers) contents.set(`${directory}/include/${name}`, text);
}

const MODULE_HEADER = `
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define MODULE_INFO(tag, text) \\
	static const char PASTE(info_, __COUNTER__)[] __attribute__((__used__, __section__(".modinfo"))) = #tag "=" text
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, #ns)
`;
