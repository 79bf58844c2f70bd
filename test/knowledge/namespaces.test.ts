import assert from 'node:assert/strict';
import { importNamespaceLine, isForModulesOnly, namespaceAllowsModule } from '../../server/src/knowledge/namespaces.ts';

describe('symbol namespaces', () => {
  it('are imported by a bare name up to 6.12 and by a string from 6.13', () => {
    assert.equal(importNamespaceLine('FROBBING', [6, 12, 117]), 'MODULE_IMPORT_NS(FROBBING);');
    assert.equal(importNamespaceLine('FROBBING', [6, 13, 0]), 'MODULE_IMPORT_NS("FROBBING");');
    assert.equal(importNamespaceLine('FROBBING', [5, 15, 16]), 'MODULE_IMPORT_NS(FROBBING);');
    assert.equal(importNamespaceLine('FROBBING', [7, 0, 0]), 'MODULE_IMPORT_NS("FROBBING");');
  });

  it('for named modules let these in: whole names, a last star, - and _ alike', () => {
    const namespace = 'module:frob-core,frob_drv*';
    assert.ok(isForModulesOnly(namespace));
    for (const name of ['frob_core', 'frob-core', 'frob-drv', 'frob_drv_usb']) assert.ok(namespaceAllowsModule(namespace, name), name);
    for (const name of ['frob', 'frob_core2', 'other', '']) assert.ok(!namespaceAllowsModule(namespace, name), name);
    assert.ok(!namespaceAllowsModule('FROBBING', 'FROBBING'));
  });
});
