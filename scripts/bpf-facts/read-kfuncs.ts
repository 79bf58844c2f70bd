/** Functions of the kernel that BPF programs may call by name: members of the BTF sets that it registers as kfuncs. */

import { bracesFrom, type CText } from './c-text.ts';

/**
 * include/linux/btf_ids.h: a set is BTF_KFUNCS_START … END, and was BTF_SET8_START … END before 6.9; sets of other
 * functions look the same, so that only what register_btf_kfunc_id_set() is given counts.
 */
export function readKfuncs(texts: readonly CText[]): string[] {
  const all = texts.map(({ text }) => text).join('\n');
  const registered = new Set([...all.matchAll(/\bregister_btf_kfunc_id_set\([^;]*?&(\w+)\)/g)].map((match) => match[1]!));
  const sets = new Set(
    [...all.matchAll(/struct btf_kfunc_id_set\s+(\w+)\s*=\s*(?=\{)/g)].flatMap((match) => {
      const set = /\.set\s*=\s*&(\w+)/.exec(bracesFrom(all, match.index + match[0].length))?.[1];
      return registered.has(match[1]!) && set !== undefined ? [set] : [];
    }),
  );
  const names = [...all.matchAll(/\bBTF_(KFUNCS|SET8)_START\((\w+)\)([\s\S]*?)\bBTF_\1_END\(/g)].flatMap(([, , set, members]) =>
    sets.has(set!) ? [...members!.matchAll(/\bBTF_ID_FLAGS\(\s*func\s*,\s*(\w+)/g)].map((match) => match[1]!) : [],
  );
  return [...new Set(names)].sort();
}
