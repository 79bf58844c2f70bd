import assert from 'node:assert/strict';
import { indexHeaders } from '../../server/src/knowledge/index-headers.ts';
import { exportTable } from '../../server/src/knowledge/kernel-exports.ts';
import { kernelConfig } from '../../server/src/knowledge/kernel-config.ts';
import { readKernelIndex, writeKernelIndex, type CallFact, type KernelIndex, type NameFact } from '../../server/src/knowledge/kernel-index.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { createLinker } from '../../server/src/linkage/link-object.ts';
import { createPreprocessor } from '../../server/src/preprocess/preprocessor.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

const call = (fact: Partial<CallFact> & Pick<CallFact, 'name'>): CallFact => ({
  kind: 'inline', parameters: 1, variadic: false, hasEffects: false, usedByEffects: 0, usedByResult: 0, effectSymbols: [], resultSymbols: [],
  result: { kind: 'unknown' }, ...fact,
});

function indexOf(...names: NameFact[]): KernelIndex {
  return { release: '9.9', headers: [{ path: 'include/linux/lamp.h', includes: [], names }] };
}

/** Undefined symbols of a unit that has the virtual headers of an index and no others. */
function linked(index: KernelIndex, code: string, config: Record<string, string> = {}): string[] {
  const target = { version: [9, 9, 0] as const, exports: exportTable(new Map()), config: kernelConfig(new Map(Object.entries(config))) };
  const contents = indexHeaders(index, '/virtual', target);
  contents.set('/project/driver.c', code);
  const headers = { buildDirectory: '/virtual', sourceDirectory: '/virtual', arch: 'x86' };
  const preprocessor = createPreprocessor({ files: createMemoryFiles(contents), headers, config: target.config });
  const unit = preprocessor.translationUnit({ path: '/project/driver.c', flags: { macros: [], includeDirs: [], forcedIncludes: [] }, moduleName: 'driver' });
  return createLinker().link(unit).external.map(({ symbol }) => symbol).filter((symbol) => !symbol.startsWith('__lens_')).sort();
}

describe('the kernel index', () => {
  it('is read as it was written', () => {
    const index: KernelIndex = {
      release: '9.9',
      headers: [
        { path: 'include/linux/bulb.h', includes: [], names: [{ kind: 'type', name: 'bulb_t', scalar: 'u4' }] },
        {
          path: 'include/linux/lamp.h',
          includes: ['include/linux/bulb.h'],
          names: [
            { kind: 'empty', name: '__lamp', parameters: null },
            { kind: 'alias', name: 'old_lamp', target: 'new_lamp' },
            { kind: 'constant', name: 'LAMP_OFF', parameters: null, value: -37n },
            {
              kind: 'declaration', name: 'LAMP', parameters: 2, variadic: true, closed: true,
              declares: [{ kind: 'object', name: '{0}_lamp', isStatic: true, isRoot: true, refersTo: ['lamp_add', '{1}'] }],
            },
            call({ kind: 'expression', name: 'lamp_on', hasEffects: true, usedByEffects: 5, usedByResult: 3, effectSymbols: ['a'], resultSymbols: ['b'], result: { kind: 'truth', index: 1 } }),
            call({ kind: 'head', name: 'for_each_lamp', parameters: 3, effectSymbols: ['c'] }),
            call({ name: 'lamp_gone', parameters: 0, result: { kind: 'constant', value: 0n } }),
            { kind: 'string', name: 'LAMP_NAME', parameters: null },
            { kind: 'template', name: 'CREATE_LAMPS', symbols: ['x', 'y'] },
          ],
        },
      ],
    };
    const text = writeKernelIndex(index);
    assert.equal(writeKernelIndex(readKernelIndex(text)), text);
    assert.deepEqual(new Set(readKernelIndex(text).headers[1]!.names), new Set(index.headers[1]!.names));
  });

  it('refuses another format', () => {
    assert.throws(() => readKernelIndex('something else\n'), /no kernel index/);
  });

  it('leads from an inline to its symbols, and only where it is included and used', () => {
    const index = indexOf(call({ name: 'lamp_on', hasEffects: true, usedByEffects: 1, effectSymbols: ['lamp_register'] }));
    assert.deepEqual(linked(index, '#include <linux/lamp.h>\nvoid f(int x) { lamp_on(x); }'), ['lamp_register']);
    assert.deepEqual(linked(index, 'void f(int x) { lamp_on(x); }'), ['lamp_on']);
    assert.deepEqual(linked(index, '#include <linux/lamp.h>\nstatic void f(int x) { lamp_on(x); }'), []);
  });

  it('drops an argument that the name does not use', () => {
    const stub = indexOf(call({ name: 'lamp_stub', result: { kind: 'constant', value: 0n } }));
    assert.deepEqual(linked(stub, '#include <linux/lamp.h>\nstatic void cb(void) { help(); }\nint f(void) { return lamp_stub(cb); }'), []);
  });

  it('folds what a name returns', () => {
    const index = indexOf(call({ name: 'lamp_find', result: { kind: 'constant', value: 0n } }));
    assert.deepEqual(linked(index, '#include <linux/lamp.h>\nint f(int x) { int *p = lamp_find(x); if (!p) return 0; light(); return 1; }'), []);
  });

  it('declares what a macro declares, in names that it pastes', () => {
    const index = indexOf({
      kind: 'declaration', name: 'LAMP_DRIVER', parameters: 1, variadic: false, closed: true,
      declares: [
        { kind: 'function', name: '{0}_init', isStatic: true, isRoot: false, refersTo: ['lamp_register', '{0}'] },
        { kind: 'function', name: 'init_module', isStatic: false, isRoot: false, refersTo: ['{0}_init'] },
      ],
    });
    assert.deepEqual(linked(index, '#include <linux/lamp.h>\nstatic void probe(void) { helper(); }\nstatic struct s { void *p; } mine = { probe };\nLAMP_DRIVER(mine);'), ['helper', 'lamp_register']);
  });

  it('knows the configuration and the version', () => {
    const code = '#include <linux/version.h>\nvoid f(void) { if (IS_ENABLED(CONFIG_LAMP)) a(); if (IS_ENABLED(CONFIG_BULB)) b(); }\n#if LINUX_VERSION_CODE >= KERNEL_VERSION(9, 8, 0)\nvoid g(void) { c(); }\n#endif\n';
    const version = { path: 'include/linux/version.h', includes: ['include/generated/uapi/linux/version.h'], names: [] };
    const index: KernelIndex = { release: '9.9', headers: [version] };
    assert.deepEqual(linked(index, code, { LAMP: 'm' }), ['a', 'c']);
  });

  it('takes a template for what it leads to when its macro is defined', () => {
    const index = indexOf({ kind: 'template', name: 'CREATE_LAMPS', symbols: ['lamp_event'] });
    assert.deepEqual(linked(index, '#include <linux/lamp.h>\n'), []);
    assert.deepEqual(linked(index, '#define CREATE_LAMPS\n#include <linux/lamp.h>\n'), ['lamp_event']);
  });
});

describe('the bundled indices', () => {
  const knowledge = new KnowledgeBase(readProductFile);
  const facts = (name: string): Map<string, NameFact> => new Map(knowledge.kernelIndex(name)!.headers.flatMap((header) => header.names.map((fact) => [fact.name, fact])));
  const symbolsOf = (fact: NameFact | undefined): readonly string[] =>
    fact && 'effectSymbols' in fact ? [...fact.effectSymbols, ...fact.resultSymbols] : fact?.kind === 'declaration' ? fact.declares.flatMap((one) => one.refersTo) : [];

  for (const kernel of ['kernel-6.12-amd64', 'kernel-6.1-amd64']) {
    it(`${kernel} has golden facts and is small`, () => {
      const known = facts(kernel);
      assert.ok(symbolsOf(known.get('devm_kzalloc')).includes('devm_kmalloc'));
      assert.ok(symbolsOf(known.get('bio_set_dev')).includes('bio_associate_blkg'));
      assert.ok(symbolsOf(known.get('pm_runtime_get_sync')).includes('__pm_runtime_resume'));
      assert.ok(symbolsOf(known.get('module_platform_driver')).includes('__platform_driver_register'));
      assert.deepEqual(symbolsOf(known.get('platform_get_drvdata')), []);
      const entry = knowledge.entries.find((one) => one.name === `${kernel}-index`)!;
      assert.ok(entry.bytes <= 150_000, `${entry.bytes} bytes`);
    });
  }
});
