/** What names stand for: macros of the project, and macros and inline functions of the libraries' headers, followed to the symbols that they bring. */

import type { CUses } from '../facts/c-uses.ts';

/** What a name of a library's headers stands for; undefined: it is none of theirs. */
export type HeaderBodies = (name: string) => readonly string[] | undefined;

export const NO_HEADER_BODIES: HeaderBodies = () => undefined;

export class NameBodies {
  private readonly own = new Map<string, readonly string[]>();
  private readonly known = new Map<string, readonly string[]>();

  /** @param isSymbol whether a name is one that is looked for */
  constructor(
    texts: readonly CUses[],
    private readonly headers: HeaderBodies,
    private readonly isSymbol: (name: string) => boolean,
  ) {
    for (const { bodies, definitions } of texts) {
      // What a function of the project uses counts where that stands.
      for (const [name, body] of bodies) if (!definitions.has(name)) this.own.set(name, [...(this.own.get(name) ?? []), ...body]);
    }
  }

  has(name: string): boolean {
    return this.bodyOf(name) !== undefined;
  }

  /** Symbols that a use of the name brings. */
  behind(name: string): readonly string[] {
    let found = this.known.get(name);
    if (!found) this.known.set(name, (found = this.follow(name)));
    return found;
  }

  private follow(name: string): readonly string[] {
    const symbols = new Set<string>();
    const seen = new Set([name]);
    const open = [name];
    for (let one; (one = open.pop()) !== undefined; ) {
      for (const next of this.bodyOf(one) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        // A symbol can be a macro as well, which leads on.
        if (this.isSymbol(next)) symbols.add(next);
        open.push(next);
      }
    }
    return [...symbols];
  }

  private bodyOf(name: string): readonly string[] | undefined {
    return this.own.get(name) ?? this.headers(name);
  }
}
