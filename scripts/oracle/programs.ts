/**
 * Fetches real programs out of Debian 12 and writes down what they link: the truth that `npm run bench:programs` holds
 * the product against.
 *
 *     npm run oracle:programs
 */

import { fetchPrograms } from './programs/fetch.ts';

try {
  fetchPrograms();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
