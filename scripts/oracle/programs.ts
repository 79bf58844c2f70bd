/**
 * Fetches real programs out of Debian 12 and writes down what they link: the truth that `npm run bench:programs` holds
 * the product against.
 *
 *     npm run oracle:programs [-- --sample]
 */

import { parseArgs } from 'node:util';
import { fetchPrograms } from './programs/fetch.ts';
import { isInSample, PROGRAMS } from './programs/list.ts';

try {
  const { values } = parseArgs({ options: { sample: { type: 'boolean', default: false } } });
  fetchPrograms(values.sample ? PROGRAMS.filter(isInSample) : PROGRAMS);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
