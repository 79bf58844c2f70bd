/** Files that ship with the product: knowledge, grammars, rule pages. */

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory that holds package.json: two levels up from a bundle in dist/, three from the sources. */
export const productRoot = findProductRoot(path.dirname(fileURLToPath(import.meta.url)));

function findProductRoot(directory: string): string {
  if (fs.existsSync(path.join(directory, 'package.json'))) return directory;
  const parent = path.dirname(directory);
  if (parent === directory) throw new Error('the installation is damaged: package.json is missing beside the program');
  return findProductRoot(parent);
}

/** @param name path from the product's root, with slashes: "server/data/kernel-6.12.tsv.gz". Throws where it is missing. */
export function readProductFile(name: string): Uint8Array {
  return fs.readFileSync(path.join(productRoot, name));
}

/** The report page as it was built. */
export const REPORT_PAGE = 'dist/report-page.html';
