/** What packages and files of libraries are called, and the plain names in them. */

import path from 'node:path';

/** "readline" of "libreadline-dev", "gpgme" of "libgpgme-dev", "glib" of "libglib2.0-dev". */
export function plainName(packageName: string): string {
  const plain = packageName.replace(/-dev$/, '').replace(/^lib(?=[a-z])/, '');
  return /^([a-z][a-z+-]*?)[\d.-]+$/.exec(plain)?.[1] ?? plain;
}

/** "8.2" of "8.2-1.3", "5.36.0" of "1:5.36.0-7". */
export function upstreamVersion(version: string): string {
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '').replace(/[+~](?:dfsg|ds|really|git).*$/, '');
}

/** "readline" of "libreadline.so.8" and of "libbfd-2.40-system.so". */
export function linkNameOf(file: string): string {
  return path.basename(file).replace(/^lib/, '').replace(/\.(?:so(?:\..*)?|a|dylib|dll)$/, '');
}
