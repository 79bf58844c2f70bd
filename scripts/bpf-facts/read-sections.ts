/** libbpf's rules from the name of a section to the type of the program in it: the table section_defs of tools/lib/bpf/libbpf.c. */

import { bracesFrom } from './c-text.ts';

export interface SectionFact {
  /** With libbpf's marks: "type+" also takes "type/more", "type/" asks for more, anything else is exact. */
  readonly pattern: string;
  readonly type: string;
}

/** In the order in which libbpf tries them. */
export function readSections(libbpf: string): SectionFact[] {
  const start = /\bsection_defs\[\]\s*=\s*(?=\{)/.exec(libbpf);
  if (!start) throw new Error('there is no section_defs in libbpf.c');
  const table = bracesFrom(libbpf, start.index + start[0].length);
  return [...table.matchAll(/SEC_DEF\("([^"]+)",\s*(\w+)/g)].map((match) => ({ pattern: match[1]!, type: match[2]!.toLowerCase() }));
}
