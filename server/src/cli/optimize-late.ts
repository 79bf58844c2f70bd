/**
 * A check of packages is over soon, and much of its processor time went into optimizing code that hardly ran any more. So
 * V8's compiler begins later: what runs for longer, such as a kernel's sources, still gets there.
 */

import v8 from 'node:v8';

/** By the major version of V8: what it calls the time that a function runs before it is optimized. Here it is five times as long. */
const FLAGS: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=675840',
  12: '--invocation-count-for-turbofan=15000',
  13: '--invocation-count-for-turbofan=15000',
};

/** Where the version is not known, nothing is changed: V8 complains of flags that it does not know. */
export function optimizeLate(): void {
  const flag = FLAGS[process.versions.v8.split('.')[0]!];
  if (flag !== undefined) v8.setFlagsFromString(flag);
}
