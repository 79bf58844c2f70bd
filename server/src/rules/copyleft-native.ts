/**
 * A source loads compiled code by itself, an addon or a library by FFI, or a compiled file of the package is linked with a
 * library, whose licence reaches the project. What each way of linking means is licensing's (FSF FAQ "GPLStaticVsDynamic"
 * and "GPLPlugins"; LGPL-2.1 section 6, LGPL-3.0 section 4). Addons of other packages are found on their imports.
 */

import type { PackageSubject } from '../resolve/package-subject.ts';
import { COPYLEFT } from './copyleft-dependency.ts';
import { nativeFindings } from './package-findings.ts';
import type { Rule } from './rule.ts';

export const copyleftNative: Rule<PackageSubject> = {
  id: 'copyleft-native',
  severity: 'error',
  summary: 'Compiled code that is loaded brings a library whose licence reaches the project or does not go with its own.',
  check: (subject) => nativeFindings(subject, { rule: copyleftNative.id, ...COPYLEFT }),
};
