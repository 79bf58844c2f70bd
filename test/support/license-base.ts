/** The bundled knowledge on licences, loaded once for all tests of licensing; packages out of a few strings. */

import { KnowledgeBase } from '../../server/src/knowledge/knowledge-base.ts';
import { LicenseBase } from '../../server/src/licensing/license-base.ts';
import { licenseOfPackage, type PackageLicense, type PackageLicenseInput } from '../../server/src/licensing/package-license.ts';
import { createMemoryFiles } from '../../server/src/workspace/memory-files.ts';
import { readProductFile } from '../../server/src/workspace/product-files.ts';

export const base = new LicenseBase(new KnowledgeBase(readProductFile));

export const textOfLicense = (id: string): string => base.knowledge.licenseText(id)!;

export interface TestPackage {
  readonly manifest?: Record<string, unknown> | null;
  /** Files of the package, by name. */
  readonly files?: Record<string, string>;
  readonly lockfile?: string;
}

export const PACKAGE = '/w/node_modules/p';

export function packageInput({ manifest = {}, lockfile }: TestPackage): PackageLicenseInput {
  return { name: 'p', version: '1.0.0', directory: PACKAGE, manifest, lockfile: lockfile === undefined ? null : { value: lockfile, file: '/w/package-lock.json' } };
}

export function filesOf({ files = {} }: TestPackage): ReturnType<typeof createMemoryFiles> {
  return createMemoryFiles(new Map(Object.entries(files).map(([name, text]) => [name.startsWith('/') ? name : `${PACKAGE}/${name}`, text])));
}

export function licenseOf(source: TestPackage): PackageLicense {
  return licenseOfPackage(packageInput(source), filesOf(source), base);
}
