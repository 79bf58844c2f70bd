/** Names of kernels: how a version that somebody typed is compared with the releases that are there. */

/**
 * Whether `wanted` names the kernel: its release or version, or the beginning of one up to the end of a number.
 * "6.1" names 6.1.0-56-amd64 and 6.1.192, and does not name 6.12.
 */
export function namesKernel(wanted: string, release: string, version: readonly number[]): boolean {
  return [release, version.join('.')].some((name) => name.startsWith(wanted) && !/^\d/.test(name.slice(wanted.length)));
}

/** Orders releases from old to new: numbers by value, a release candidate before its release, the rest by letters. */
export function compareReleases(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = comparePart(left[i], right[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

type Part = string | number;

/** There are few releases, and they are compared for every symbol of a module. */
const known = new Map<string, readonly Part[]>();

function parts(release: string): readonly Part[] {
  let found = known.get(release);
  if (!found) {
    found = (release.match(/\d+|[a-z]+/gi) ?? []).map((part) => (/^\d/.test(part) ? Number(part) : part));
    known.set(release, found);
  }
  return found;
}

function comparePart(a: Part | undefined, b: Part | undefined): number {
  if (a === b) return 0;
  if (a === 'rc') return -1;
  if (b === 'rc') return 1;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return 1;
  if (typeof b === 'number') return -1;
  return a < b ? -1 : 1;
}
