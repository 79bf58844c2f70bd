/** What automake makes of the variables of one Makefile.am: programs and libraries with their sources and what they are linked with. */

import path from 'node:path';
import { compileFlagsOf } from '../../make/compile-flags.ts';
import type { BuildRun, BuildText } from '../build-run.ts';
import { libraryName, readLinkWords } from '../link-words.ts';
import type { LinkedProgram } from '../linked-program.ts';
import { requestOfWord } from '../request-words.ts';
import type { Program } from '../program.ts';
import { sourceFlags, type ProgramDraft } from '../program-draft.ts';
import { isCSource } from '../source-tree.ts';
import { underCondition, type Word } from '../word.ts';
import { AutomakeVariables } from './automake-variables.ts';
import type { Configuration } from './read-configure.ts';

interface Product {
  readonly word: Word;
  readonly kind: Program['kind'];
  /** Which of automake's variables say what is linked. */
  readonly libraries: 'LDADD' | 'LIBADD';
}

const LISTS = /^(?:nobase_|dist_|nodist_)*([a-z][a-z0-9]*)_(PROGRAMS|LTLIBRARIES|LIBRARIES)$|^(EXTRA)_(PROGRAMS|LTLIBRARIES|LIBRARIES)$/;

export function readAutomake(run: BuildRun, file: BuildText, configuration: Configuration, top: string): LinkedProgram[] {
  const here = path.dirname(file.path);
  const variables = new AutomakeVariables(run, configuration, { here, top });
  variables.read(file);
  const products = new Map<string, Product>();
  for (const name of variables.names) {
    const list = LISTS.exec(name);
    if (!list) continue;
    const primary = list[2] ?? list[4]!;
    const kept = (list[1] ?? list[3]) === 'noinst' || (list[1] ?? list[3]) === 'check';
    for (const word of variables.words(name)) {
      const text = word.text.replace(/\.exe$/, '');
      if (text === '' || products.has(text)) continue;
      if (primary === 'PROGRAMS') products.set(text, { word: { ...word, text }, kind: 'executable', libraries: 'LDADD' });
      else products.set(text, { word: { ...word, text }, kind: primary === 'LIBRARIES' || kept ? 'static-library' : 'shared-library', libraries: 'LIBADD' });
    }
  }
  return [...products.values()].map((product) => readProduct(variables, product, here, top));
}

function readProduct(variables: AutomakeVariables, { word, kind, libraries }: Product, here: string, top: string): LinkedProgram {
  const canonical = word.text.replace(/[^\w@]/g, '_');
  const own = (suffix: string, general: string) => variables.words(variables.has(`${canonical}_${suffix}`) ? `${canonical}_${suffix}` : general);
  const named = variables.words(`${canonical}_${libraries}`);
  const linked = [
    ...own('LDFLAGS', 'AM_LDFLAGS'),
    ...variables.words('LDFLAGS'),
    ...(libraries === 'LDADD' && !variables.has(`${canonical}_LDADD`) ? variables.words('LDADD') : named),
    ...variables.words('LIBS'),
  ];
  const line = readLinkWords(linked, requestOfWord);
  const draft: ProgramDraft = {
    kind: kind === 'shared-library' && line.allStatic ? 'static-library' : kind,
    name: kind === 'executable' ? path.basename(word.text) : (libraryName(word.text) ?? word.text),
    directory: here,
    buildSystem: 'autotools',
    at: word.at,
    sources: readSources(variables, canonical, word, here, top),
    links: line.links.map((link) => underCondition(link, word.condition)),
    uses: new Map(),
  };
  return { draft, inputs: line.inputs.map((input) => ({ path: path.resolve(here, input.text), word: input })), output: path.resolve(here, word.text) };
}

function readSources(variables: AutomakeVariables, canonical: string, product: Word, here: string, top: string): ProgramDraft['sources'] {
  const own = (suffix: string) => variables.words(variables.has(`${canonical}_${suffix}`) ? `${canonical}_${suffix}` : `AM_${suffix}`);
  const words = ['DEFS', 'INCLUDES', 'AM_CPPFLAGS', 'CPPFLAGS', 'CFLAGS'].flatMap((name) => (name === 'AM_CPPFLAGS' ? [...own('CPPFLAGS'), ...own('CFLAGS')] : variables.words(name)));
  const flags = sourceFlags(compileFlagsOf(words.map((word) => word.text.replace(/\\"/g, '"')), here));
  // automake's DEFAULT_INCLUDES: where the sources are, and where config.h is.
  const includeDirectories = [...new Set([here, top, ...flags.includeDirectories])];
  const listed = [...variables.words(`${canonical}_SOURCES`), ...variables.words(`nodist_${canonical}_SOURCES`)];
  const isListed = variables.has(`${canonical}_SOURCES`) || variables.has(`nodist_${canonical}_SOURCES`);
  const sources = isListed ? listed : [{ ...product, text: product.text.replace(/\.l?a$/, '') + '.c' }];
  return sources
    .map((word) => ({ ...word, text: word.text.replace(/\.(?:y|l)$/, '.c').replace(/\.(?:yy|ll|ypp|lpp)$/, '.cc') }))
    .filter((word) => isCSource(word.text))
    .map((word) => ({ path: path.resolve(here, word.text), defines: flags.defines, includeDirectories, at: word.at }));
}
