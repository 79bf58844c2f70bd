import assert from 'node:assert/strict';
import { readPkgConfig } from '../../server/src/libraries/pkg-config.ts';

describe('.pc files', () => {
  it('have variables in variables, and fields', () => {
    const read = readPkgConfig(
      ['prefix=/opt/frob', 'includedir=${prefix}/include', '', 'Name: Frob # the library', 'Version: 1.2.3', 'License: LGPL-2.1-or-later', 'Requires: glib-2.0 >= 2.50, zlib', 'Requires.private: libpng16', 'Libs: -L${prefix}/lib -lfrob -lm', 'Libs.private: -lpthread', 'Cflags: -I${includedir}/frob-1 \\', '  -I${includedir}'].join('\n'),
    );
    assert.deepEqual(read, {
      name: 'Frob',
      version: '1.2.3',
      url: null,
      license: 'LGPL-2.1-or-later',
      requires: ['glib-2.0', 'zlib'],
      requiresPrivate: ['libpng16'],
      linkNames: ['frob', 'm'],
      privateLinkNames: ['pthread'],
      includeDirectories: ['/opt/frob/include/frob-1', '/opt/frob/include'],
    });
  });

  it('may name themselves in a circle', () => {
    assert.equal(readPkgConfig('a=${b}\nb=${a}\nName: ${a}x').name, 'x');
  });
});
