/**
 * Which names any file that was read so far defines as a macro. Most identifiers of headers never are one, so
 * what is remembered under certain macros need not check them again and again: it is told when one becomes a macro.
 */

/** Something that holds as long as the macros that it consulted are the same: [name id, macro id]*; null when it is never to be reused. */
export interface Dependent {
  macros: Int32Array | null;
  /** For each pair the piece of text that consulted it, when macros were defined between the pieces. */
  readonly pieces: Int32Array | undefined;
}

export class MacroNames {
  private known = new Uint8Array(1 << 17);
  private readonly waiting = new Map<number, Dependent[]>();

  add(name: number): void {
    if (name >= this.known.length) {
      const { known } = this;
      (this.known = new Uint8Array(name * 2)).set(known);
    }
    if (this.known[name] === 1) return;
    this.known[name] = 1;
    const dependents = this.waiting.get(name);
    if (dependents === undefined) return;
    this.waiting.delete(name);
    for (const dependent of dependents) if (dependent.macros) dependent.macros = Int32Array.of(...dependent.macros, name, 0);
  }

  /** Leaves out of the dependent's list the names that no file defines, and watches over them instead. */
  watch(dependent: Dependent): void {
    const { macros } = dependent;
    if (macros === null || dependent.pieces !== undefined) return;
    const kept: number[] = [];
    for (let i = 0; i < macros.length; i += 2) {
      const name = macros[i]!;
      if (macros[i + 1] !== 0 || this.known[name] === 1) kept.push(name, macros[i + 1]!);
      else {
        const dependents = this.waiting.get(name);
        if (dependents) dependents.push(dependent);
        else this.waiting.set(name, [dependent]);
      }
    }
    dependent.macros = Int32Array.from(kept);
  }
}
