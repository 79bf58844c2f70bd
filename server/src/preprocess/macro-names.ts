/**
 * Which names any file that was read so far defines as a macro. Most identifiers of headers never are one, so
 * what is remembered under certain macros need not check them again and again: it is told when one becomes a macro.
 */

/**
 * The macros under which something holds, [name id, macro id]*; null when it is never to be used again. It is an object
 * of its own, so that watching over it holds on to nothing that was made under these macros.
 */
export interface Dependencies {
  macros: Int32Array | null;
  /** For each pair the piece of text that consulted it, when macros were defined between the pieces. */
  readonly pieces: Int32Array | undefined;
}

export class MacroNames {
  private known = new Uint8Array(1 << 17);
  private readonly waiting = new Map<number, Dependencies[]>();

  add(name: number): void {
    if (name >= this.known.length) {
      const { known } = this;
      (this.known = new Uint8Array(name * 2)).set(known);
    }
    if (this.known[name] === 1) return;
    this.known[name] = 1;
    const waiting = this.waiting.get(name);
    if (waiting === undefined) return;
    this.waiting.delete(name);
    for (const dependencies of waiting) if (dependencies.macros) dependencies.macros = Int32Array.of(...dependencies.macros, name, 0);
  }

  /** Leaves out the names that no file defines, and watches over them instead. */
  watch(dependencies: Dependencies): void {
    const { macros } = dependencies;
    if (macros === null || dependencies.pieces !== undefined) return;
    const kept: number[] = [];
    for (let i = 0; i < macros.length; i += 2) {
      const name = macros[i]!;
      if (macros[i + 1] !== 0 || this.known[name] === 1) kept.push(name, macros[i + 1]!);
      else {
        this.wait(name, dependencies);
      }
    }
    dependencies.macros = Int32Array.from(kept);
  }

  /** The dependencies hold as long as nothing defines the name. */
  wait(name: number, dependencies: Dependencies): void {
    const waiting = this.waiting.get(name);
    if (waiting) waiting.push(dependencies);
    else this.waiting.set(name, [dependencies]);
  }

  get waitingByName(): ReadonlyMap<number, readonly Dependencies[]> {
    return this.waiting;
  }
}
