import assert from 'node:assert/strict';
import { START_OF_FILE } from '../../server/src/base/location.ts';
import { libraryName, readLinkWords } from '../../server/src/build/link-words.ts';
import { librariesPrinted, moduleNames } from '../../server/src/build/request-words.ts';

const line = (text: string) => readLinkWords(text.split(' ').map((word) => ({ text: word, at: { file: '/p/Makefile', range: START_OF_FILE }, condition: null })));
const names = (text: string) => line(text).links.map(({ by, name, linkage }) => `${by} ${name} ${linkage}`);

describe('words of a link line', () => {
  it('ask for libraries, dynamically or statically', () => {
    assert.deepEqual(names('-lz -l m -Wl,-Bstatic -lx -Wl,-Bdynamic,-ly -l:libw.a -pthread'), [
      'link-name z dynamic', 'link-name m dynamic', 'link-name x static', 'link-name y dynamic', 'file libw.a static', 'link-name pthread dynamic',
    ]);
    assert.deepEqual(names('-static -lz'), ['link-name z static']);
  });

  it('have operands that are no libraries, unless these are missing', () => {
    assert.deepEqual(names('-L lib -Wl,-rpath,/x -rpath /usr/lib -o app -lz'), ['link-name z dynamic']);
    assert.deepEqual(line('-rpath libx.la -lz').inputs.map((word) => word.text), ['libx.la']);
  });

  it('name libraries as files', () => {
    assert.deepEqual(['libz.a', '/usr/lib/libz.so.1.2', 'x.so', 'lib/liby.la', 'main.o', 'z'].map(libraryName), ['z', 'z', 'x', 'y', undefined, undefined]);
  });

  it('come from pkg-config and its kin', () => {
    assert.deepEqual(moduleNames('gtk+-3.0 >= 3.22, "libpng" zlib<2'), ['gtk+-3.0', 'libpng', 'zlib']);
    assert.deepEqual(librariesPrinted(['x86_64-linux-gnu-pkg-config', '--static', '--libs', 'a', 'b']), ['a', 'b']);
    assert.deepEqual(librariesPrinted(['pkg-config', '--cflags', 'a']), []);
    assert.deepEqual(librariesPrinted(['/usr/bin/sdl2-config', '--libs']), ['sdl2']);
    assert.equal(librariesPrinted(['$PYTHON-config', '--libs']), undefined);
    assert.equal(librariesPrinted(['cat', 'x']), undefined);
  });
});
