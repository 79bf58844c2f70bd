/** Compiled code of npm packages and FFI, on a machine in memory that has libraries which no bundled fact knows. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { DEFAULT_SETTINGS } from '../../server/src/analysis/settings.ts';
import type { Report } from '../../server/src/findings/report.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { testAnalyzer } from '../support/case-workspace.ts';
import { archive, elf, type ElfParts } from '../support/elf-writer.ts';

const paragraph = (name: string): string => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.2-3\n`;
/** What speaks of the library's own directory is believed; what speaks of the whole package is doubted. */
const copyright = (place: string, license: string): string =>
  `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: 2001 Jane Doe\nLicense: ${license}\n\nFiles: ${place}/*\nCopyright: 2001 Jane Doe\nLicense: ${license}\n`;

/** libfrob is GPL-3.0-or-later, libsoft LGPL-2.1-or-later, libfree MIT; of libtool1 only the whole package is known to be GPL. */
const MACHINE = {
  '/var/lib/dpkg/status': ['libfrob1', 'libsoft1', 'libfree1', 'libtool1'].map(paragraph).join('\n'),
  ...machineLibrary('frob', 'GPL-3+'),
  ...machineLibrary('soft', 'LGPL-2.1+'),
  ...machineLibrary('free', 'Expat'),
  ...machineLibrary('tool', 'GPL-3+', 'tools'),
};

function machineLibrary(name: string, license: string, place = `lib${name}`): Record<string, string> {
  return {
    [`/var/lib/dpkg/info/lib${name}1.list`]: `/usr/lib/x86_64-linux-gnu/lib${name}.so.1\n/usr/share/doc/lib${name}1/copyright\n`,
    [`/usr/share/doc/lib${name}1/copyright`]: copyright(place, license),
  };
}

const compiled = (parts: Omit<ElfParts, 'is64' | 'little'>): string => elf({ is64: true, little: true, type: 'shared', ...parts }).toString('latin1');
const manifest = (name: string, more: object = {}): string => JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...more });

async function check(files: Readonly<Record<string, string>>): Promise<Report> {
  const inWorkspace = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/workspace/${name}`, text]));
  const snapshot = (await testAnalyzer()).snapshot({ files: createMemoryFiles({ ...MACHINE, ...inWorkspace }), roots: ['/workspace'], settings: DEFAULT_SETTINGS });
  return snapshot.check();
}

const findings = ({ findings: found }: Report): string[] => found.map(({ rule, severity, file, range, message }) => `${file.replace('/workspace/', '')}:${range.start.line} ${severity} ${rule}: ${message.split(': ')[0]!}`);
const libraries = ({ dependencies }: Report): string[] => dependencies.filter(({ kind }) => kind !== 'npm').map(({ kind, path, license, arrival, verdict }) => `${kind} ${path.join(' → ')} (${license ?? 'unknown'}) ${arrival} ${verdict ?? ''}`.trim());
const unread = (report: Report): string[] => report.unread.map(({ file, reason, line }) => `${file.replace('/workspace/', '')}${line === undefined ? '' : `:${line}`} ${reason}`);

const APP = manifest('app', { dependencies: { lamp: '1.0.0' } });

describe('compiled code of an installed package', () => {
  it('brings what it is linked with, on the import and on the line of package.json', async () => {
    const report = await check({
      'package.json': APP,
      'index.ts': `import lamp from 'lamp';\n`,
      'node_modules/lamp/package.json': manifest('lamp'),
      'node_modules/lamp/prebuilds/linux-x64/lamp.node': compiled({ needed: ['libfrob.so.1', 'libfree.so.1', 'libgone.so.4'], imported: ['frob'] }),
    });
    assert.deepEqual(findings(report), [
      'index.ts:1 warning copyleft-import: app → lamp@1.0.0 → lamp.node → frob (GPL-3.0-or-later), linked dynamically',
      'package.json:1 warning copyleft-dependency: app → lamp@1.0.0 → lamp.node → frob (GPL-3.0-or-later), linked dynamically',
      'package.json:1 information unknown-package-license: app → lamp@1.0.0 → lamp.node → libgone.so.4 (licence not known), linked dynamically',
    ]);
    assert.deepEqual(libraries(report), [
      'library app → lamp@1.0.0 → lamp.node → free (MIT) dynamic-link fine',
      'library app → lamp@1.0.0 → lamp.node → frob (GPL-3.0-or-later) dynamic-link copyleft',
      'library app → lamp@1.0.0 → lamp.node → libgone.so.4 (unknown) dynamic-link unknown',
      'native-addon app → lamp@1.0.0 → lamp.node (MIT) runtime fine',
    ]);
    const [finding] = report.findings;
    assert.deepEqual(finding!.evidence[0], { message: 'lamp.node needs libfrob.so.1', location: { file: '/workspace/node_modules/lamp/prebuilds/linux-x64/lamp.node', range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } }, source: 'ELF, DT_NEEDED' });
    assert.ok(finding!.evidence.some(({ source }) => /GPLStaticVsDynamic/.test(source ?? '')));
  });

  it('leads on through libraries that are shipped, where the loader would find them', async () => {
    const report = await check({
      'package.json': APP,
      'node_modules/lamp/package.json': manifest('lamp', { dependencies: { 'lamp-linux': '1.0.0' } }),
      'node_modules/lamp/build/Release/lamp.node': compiled({ needed: ['libbulb.so.2'], runpath: '$ORIGIN/../../../lamp-linux/lib' }),
      'node_modules/lamp-linux/package.json': manifest('lamp-linux'),
      'node_modules/lamp-linux/lib/libbulb.so.2': compiled({ needed: ['libsoft.so.1'], soname: 'libbulb.so.2' }),
    });
    assert.deepEqual(findings(report), ['package.json:1 information copyleft-dependency: app → lamp@1.0.0 → lamp.node → libbulb.so.2 → soft (LGPL-2.1-or-later), linked dynamically']);
    assert.deepEqual(unread(report).filter((line) => line.includes('libbulb')), []);
  });

  it('is no warning where the licence of the library is in doubt', async () => {
    const report = await check({ 'package.json': APP, 'node_modules/lamp/package.json': manifest('lamp'), 'node_modules/lamp/lamp.node': compiled({ needed: ['libtool.so.1'] }) });
    assert.deepEqual(report.findings.map(({ severity, message }) => [severity, / \(only the copyright file of its whole source package says so\)$/.test(message)]), [['information', true]]);
  });

  it('for development only asks nothing', async () => {
    const report = await check({
      'package.json': manifest('app', { devDependencies: { lamp: '1.0.0' } }),
      'node_modules/lamp/package.json': manifest('lamp'),
      'node_modules/lamp/lamp.node': compiled({ needed: ['libfrob.so.1'] }),
    });
    assert.deepEqual(findings(report), []);
    assert.deepEqual(libraries(report)[0], 'library app → lamp@1.0.0 → lamp.node → frob (GPL-3.0-or-later) development fine');
  });

  it('that cannot be read is told', async () => {
    const report = await check({
      'package.json': APP,
      'node_modules/lamp/package.json': manifest('lamp'),
      'node_modules/lamp/prebuilds/darwin-x64/lamp.node': '\xcf\xfa\xed\xfe\x07\x00\x00\x01',
      'node_modules/lamp/prebuilds/win32-x64/lamp.node': 'MZ\x90\x00',
      'node_modules/lamp/prebuilds/linux-x64/lamp.node': compiled({ needed: ['libfree.so.1'] }).slice(0, 200),
      'node_modules/lamp/lib/lamp.a': archive([{ name: 'lamp.o', content: Buffer.from('text') }], 'gnu').toString('latin1'),
    });
    assert.deepEqual(unread(report), [
      'node_modules/lamp/lib/lamp.a is an archive of which no member can be read: its member lamp.o is no compiled file of a format that is known',
      'node_modules/lamp/prebuilds/linux-x64/lamp.node is truncated or damaged: its section headers would lie outside of it',
      'node_modules/lamp brings compiled files for macOS or Windows, which are not read: prebuilds/darwin-x64/lamp.node and 1 more',
    ]);
  });
});

describe('compiled code that a source loads by itself', () => {
  const ADDON = { 'build/Release/lamp.node': compiled({ needed: ['libfrob.so.1'] }) };

  for (const load of [`require('./build/Release/lamp.node')`, `require('bindings')('lamp')`, `require('node-gyp-build')(__dirname)`, `process.dlopen(module, './build/Release/lamp.node')`]) {
    it(`is an addon of the package: ${load}`, async () => {
      const report = await check({ 'package.json': manifest('app'), 'index.js': `const lamp = ${load};\n`, ...ADDON });
      assert.deepEqual(findings(report), [
        'build/Release/lamp.node:1 warning copyleft-native: app → lamp.node → frob (GPL-3.0-or-later), linked dynamically',
        'index.js:1 warning copyleft-native: app → lamp.node → frob (GPL-3.0-or-later), linked dynamically',
      ]);
    });
  }

  it('and is not there is told', async () => {
    const report = await check({ 'package.json': manifest('app'), 'index.js': `require('./build/Release/gone.node');\n` });
    assert.deepEqual(unread(report), ['index.js:1 loads "./build/Release/gone.node", which is not there, and no build file is known to make it']);
  });

  it('is a library by FFI, with the symbols that are asked of it', async () => {
    const report = await check({
      'package.json': manifest('app'),
      'index.ts': `import koffi from 'koffi';\nconst lib = koffi.load('libfrob.so.1');\nexport const frob = lib.func('int frob(int)');\n`,
      'node_modules/koffi/package.json': manifest('koffi'),
    });
    assert.deepEqual(findings(report), ['index.ts:2 warning copyleft-native: app → koffi → frob (GPL-3.0-or-later), loaded at run time']);
    const [finding] = report.findings;
    assert.deepEqual(finding!.evidence.slice(0, 2).map(({ message, location }) => [message, location?.range.start.line]), [['koffi loads libfrob.so.1', 2], ['asks it for frob()', 3]]);
    assert.ok(finding!.evidence.some(({ source }) => /GPLPlugins/.test(source ?? '')));
    assert.deepEqual(libraries(report), ['library app → koffi → frob (GPL-3.0-or-later) run-time-loaded copyleft']);
  });

  it('under other names on other systems is the same library', async () => {
    const text = `const lib = Deno.dlopen(Deno.build.os === 'windows' ? 'frob.dll' : Deno.build.os === 'darwin' ? 'libfrob.dylib' : 'libfrob.so.1', { frob: {} });\n`;
    assert.deepEqual(libraries(await check({ 'package.json': manifest('app'), 'index.ts': text })), ['library app → Deno.dlopen → frob (GPL-3.0-or-later) run-time-loaded copyleft']);
  });

  it('and nobody knows is unknown, with a reason', async () => {
    const report = await check({ 'package.json': manifest('app'), 'index.ts': `const lib = Deno.dlopen('libnowhere.so.3', {});\n` });
    assert.deepEqual(findings(report), ['index.ts:1 information unknown-package-license: app → Deno.dlopen → libnowhere.so.3 (licence not known), loaded at run time']);
    assert.match(unread(report)[0]!, /^index\.ts:1 loads libnowhere\.so\.3 by Deno\.dlopen, whose licence is not known: /);
  });

  it('that the package itself ships leads on to what that needs', async () => {
    const report = await check({
      'package.json': manifest('app'),
      'src/index.ts': `import { dlopen, suffix } from 'bun:ffi';\nconst lib = dlopen(new URL(\`../lib/libown.\${suffix}\`, import.meta.url).pathname, { f: {} });\n`,
      'lib/libown.so': compiled({ needed: ['libsoft.so.1'] }),
    });
    assert.deepEqual(findings(report), [
      'lib/libown.so:1 information copyleft-native: app → libown.so → soft (LGPL-2.1-or-later), linked dynamically',
      'src/index.ts:2 information copyleft-native: app → bun:ffi → libown.so → soft (LGPL-2.1-or-later), linked dynamically',
    ]);
  });
});

describe('an addon that is not built', () => {
  const SOURCES = {
    'binding.gyp': "{\n  'targets': [{\n    'target_name': 'lamp',\n    'sources': ['addon.cc'],\n    'libraries': ['-lreadline'],\n  }],\n}\n",
    'addon.cc': '#include <node_api.h>\n#include <readline/readline.h>\n\nnapi_value ask(napi_env env) {\n  readline("lamp> ");\n  return nullptr;\n}\n',
  };
  const below = (directory: string): Record<string, string> => Object.fromEntries(Object.entries(SOURCES).map(([name, text]) => [`${directory}${name}`, text]));

  it('is judged by its sources, down to the call, where it is imported', async () => {
    const report = await check({ 'package.json': APP, 'index.ts': `import lamp from 'lamp';\n`, 'node_modules/lamp/package.json': manifest('lamp'), ...below('node_modules/lamp/') });
    assert.equal(findings(report)[0], 'index.ts:1 warning copyleft-import: app → lamp@1.0.0 → lamp.node → addon.cc:5 readline() → readline (GPL-3.0-or-later), linked dynamically');
    const places = report.findings[0]!.evidence.flatMap(({ location }) => (location ? [`${path.basename(location.file)}:${location.range.start.line}`] : []));
    assert.deepEqual(places.slice(0, 3), ['binding.gyp:5', 'addon.cc:2', 'addon.cc:5']);
  });

  it('and where a source of the package loads what the build will make', async () => {
    const report = await check({ 'package.json': manifest('lamp'), 'index.js': `module.exports = require('./build/Release/lamp.node');\n`, ...below('') });
    assert.ok(findings(report).includes('index.js:1 warning copyleft-native: lamp → lamp.node → addon.cc:5 readline() → readline (GPL-3.0-or-later), linked dynamically'), findings(report).join('\n'));
    assert.ok(findings(report).some((line) => line.startsWith('addon.cc:')), findings(report).join('\n'));
  });
});
