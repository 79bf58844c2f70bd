/** The facts on eBPF that ship with the product. */

import fs from 'node:fs';
import path from 'node:path';
import { readBpfFacts, type BpfFacts } from '../../../server/src/knowledge/bpf-facts.ts';
import { DATA_DIRECTORY, unpack } from '../../../server/src/knowledge/manifest.ts';

export function bundledBpfFacts(): BpfFacts {
  return readBpfFacts(unpack(fs.readFileSync(path.join(import.meta.dirname, '../../..', DATA_DIRECTORY, 'bpf.facts.br'))));
}
