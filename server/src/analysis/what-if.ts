/** Licences to ask about: "what if this module were …?" */

import { findModuleLicense, MODULE_LICENSES, nearestModuleLicense } from '../knowledge/module-license.ts';

export interface LicenseChoice {
  readonly license: string;
  /** What the kernel makes of the string: a clause. */
  readonly meaning: string;
}

/** Free licences that people ask about, and that no MODULE_LICENSE string of the kernel's stands for alone. */
const OTHERS = ['MIT', 'Apache-2.0', 'BSD', 'MPL'];

/** The strings that the kernel knows, those that break things first. */
export function licenseChoices(): LicenseChoice[] {
  const known = [...MODULE_LICENSES].sort((a, b) => Number(a.gplCompatible) - Number(b.gplCompatible)).map(({ spelling }) => spelling);
  const [proprietary, ...compatible] = known as [string, ...string[]];
  return [proprietary, ...OTHERS, ...compatible].map((license) => ({ license, meaning: meaningToKernel(license) }));
}

export function meaningToKernel(license: string): string {
  const known = findModuleLicense(license);
  if (known) return `${known.gplCompatible ? 'GPL-compatible' : 'not GPL-compatible'} for the kernel: ${known.meaning}`;
  const { spelling, reason } = nearestModuleLicense(license);
  const nearest = spelling === undefined ? reason : `its own spelling is "${spelling}"`;
  return `not a string that the kernel knows, so proprietary to it; ${nearest}`;
}
