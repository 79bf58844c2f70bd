import assert from 'node:assert/strict';
import { packNames, unpackNames } from '../../server/src/knowledge/packed-names.ts';
import { WantedNames } from '../../server/src/knowledge/wanted-names.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';
import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';

describe('wanted names', () => {
  const long = 'a_name_that_is_longer_than_what_one_digit_can_say_is_shared';

  it('are found among packed ones as among unpacked ones', () => {
    const packed = packNames(['gsl_a', 'gsl_ab', 'gsl_abc', 'gsl_b', 'x', `${long}_1`, `${long}_2`]);
    for (const name of unpackNames(packed)) assert.deepEqual(new WantedNames([name, 'absent']).inPacked(packed), [name]);
    assert.deepEqual(new WantedNames(['gsl_', 'gsl_abcd', '', long, 'y']).inPacked(packed), []);
    assert.deepEqual(new WantedNames(['x']).inPacked(''), []);
  });

  it('one hash is no one name', () => {
    // Both hash alike.
    assert.deepEqual(new WantedNames(['Aa']).inPacked(packNames(['BB'])), []);
    assert.deepEqual(new WantedNames(['Aa']).inPacked(packNames(['Aa', 'BB'])), ['Aa']);
  });

  it('of all bundled libraries', () => {
    for (const { links } of new KnowledgeBase(readProductFile).libraryFacts()!.libraries) {
      for (const { symbols, symbolsAmong } of links) {
        const some = [...symbols].filter((_, i) => i % 7 === 0);
        assert.deepEqual(symbolsAmong(new WantedNames([...some, 'no such name'])), some);
      }
    }
  });
});
