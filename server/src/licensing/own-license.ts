/** The licence of the project itself: what a person says (setting, policy) comes before what the package's files say. */

import type { Files } from '../base/files.ts';
import { parseLicenseExpression } from '../knowledge/license-expression.ts';
import { textOf, type LicenseBase } from './license-base.ts';
import { isCustom } from './manifest-license.ts';
import { licenseOfPackage, type PackageLicense, type PackageLicenseInput } from './package-license.ts';
import type { FolderPolicy } from './policy.ts';

/** @param override the setting or `--assume-license`. */
export function ownLicense(input: PackageLicenseInput, override: string | null, policy: FolderPolicy, files: Files, base: LicenseBase): PackageLicense {
  if (override !== null) return stated(override, 'assumed, as you asked');
  if (policy.projectLicense !== null) return stated(policy.projectLicense, `"projectLicense" in ${policy.source}`);
  return licenseOfPackage(input, files, base);
}

/** What is no SPDX expression ("Proprietary") is the project's own terms: it grants nobody what copyleft asks for. */
function stated(text: string, message: string): PackageLicense {
  const parsed = parseLicenseExpression(text);
  const common = { evidence: [{ message }], files: [], mismatch: null, textsCompared: true };
  if ('reason' in parsed) return { ...common, text, expression: null, state: 'unlicensed' };
  return { ...common, text: textOf(parsed), expression: parsed, state: isCustom(parsed) ? 'custom' : 'known' };
}
