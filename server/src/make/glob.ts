/** File name patterns of make's wildcard function and of include lines: `*`, `?` and `[…]`, no recursion. */

import path from 'node:path';
import type { Files } from '../base/files.ts';

const MAGIC = /[*?[]/;

/** Existing paths that match, sorted, spelled as the pattern is (relative stays relative). */
export function glob(files: Files, directory: string, pattern: string): string[] {
  if (!MAGIC.test(pattern)) return files.stat(path.resolve(directory, pattern)) ? [pattern] : [];
  const wantsDirectory = pattern.endsWith('/');
  const steps = pattern.split('/').filter((step) => step !== '');
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    found = found.flatMap((prefix) => {
      if (!MAGIC.test(step)) {
        const next = prefix + step;
        return files.stat(path.resolve(directory, next)) ? [last ? next : next + '/'] : [];
      }
      const matches = globPattern(step);
      return files
        .list(path.resolve(directory, prefix || '.'))
        .filter((entry) => matches.test(entry.name) && (!entry.name.startsWith('.') || step.startsWith('.')))
        .filter((entry) => entry.kind === 'directory' || (last && !wantsDirectory))
        .map((entry) => prefix + entry.name + (last ? '' : '/'));
    });
  }
  return wantsDirectory ? found.map((name) => name + '/') : found;
}

/** A shell pattern of one path step as an anchored regular expression. */
export function globPattern(step: string): RegExp {
  let source = '';
  for (let i = 0; i < step.length; i++) {
    const c = step[i]!;
    if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (c === '[') {
      const close = step.indexOf(']', i + 2);
      if (close < 0) source += '\\[';
      else {
        source += '[' + step.slice(i + 1, close).replace(/^!/, '^').replace(/\\/g, '\\\\') + ']';
        i = close;
      }
    } else source += c.replace(/[\\^$.|+(){}]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$a/; // a range such as [z-a]: matches nothing, as in a shell
  }
}
