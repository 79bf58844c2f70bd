/**
 * Which macro a name stands for, at any time of a unit's walk. Every #define and #undef is one entry of a
 * log and moves the clock; a name's entries are chained from the newest back, so that text that is expanded
 * later sees the macros as they were where it stands.
 */

/** A moment of the walk: the number of definitions made before it. */
export type Time = number;
export const END_OF_UNIT: Time = 0x7fffffff;

/** An entry of the log: name id, macro id, index of the name's entry before. */
const ENTRY = 3;

export class MacroState {
  /** Newest log entry by name id, 0 for none. One array serves all units; see `own`. */
  private head: Int32Array;
  /** Macro id by name id, as of now, 0 for none. */
  private now: Int32Array;
  private log: Int32Array;
  private length = 1; // entry 0 is "never defined"
  /** The state that this one goes on from, and how many entries it shares with it. */
  private readonly base: MacroState | undefined;
  private readonly sharedLength: number;

  /** `start`: a moment of another state to go on from. That state's log is never extended again. */
  constructor(
    private readonly shared: SharedHeads,
    start?: { readonly state: MacroState; readonly clock: Time },
    expectedLength = 4096,
  ) {
    this.sharedLength = start ? start.clock + 1 : 1;
    let base = start?.state;
    // The oldest state that has been there: otherwise each edit of a file would hold on to the one before.
    while (base?.base && this.sharedLength <= base.sharedLength) base = base.base;
    this.base = base;
    this.log = new Int32Array(ENTRY * Math.max(expectedLength, this.sharedLength + 1024));
    if (base) this.log.set(base.log.subarray(0, this.sharedLength * ENTRY));
    this.length = this.sharedLength;
    ({ head: this.head, now: this.now } = shared.take(this));
  }

  /** Calls `visit` for every name that the log mentions. */
  eachName(visit: (name: number) => void): void {
    for (let i = 1; i < this.length; i++) visit(this.log[i * ENTRY]!);
  }

  get clock(): Time {
    return this.length - 1;
  }

  /** Macro id of a name now, 0 for none. */
  current(name: number): number {
    return this.now[name]! | 0; // a name newer than the array was never defined
  }

  /** Macro id of a name at a time, 0 for none. */
  at(name: number, time: Time): number {
    const { log } = this;
    let entry = this.head[name]!;
    while (entry > time) entry = log[entry * ENTRY + 2]!;
    return log[entry * ENTRY + 1]! | 0;
  }

  /** To be called before questions to a unit when another unit may have been asked meanwhile, and after new names came up. */
  own(): void {
    ({ head: this.head, now: this.now } = this.shared.take(this));
  }

  define(name: number, macro: number): void {
    const entry = this.length++;
    if (name >= this.head.length) this.own();
    if (this.length * ENTRY > this.log.length) this.grow();
    const { log, head, now } = this;
    log[entry * ENTRY] = name;
    log[entry * ENTRY + 1] = macro;
    log[entry * ENTRY + 2] = head[name]!;
    head[name] = entry;
    now[name] = macro;
  }

  /** Whether all these [name id, macro id]* are so now. */
  agrees(macros: Int32Array): boolean {
    const { now } = this;
    for (let i = 0; i < macros.length; i += 2) if (now[macros[i]!] !== macros[i + 1]) return false;
    return true;
  }

  /** Whether the same names were given the same macros in the same order. */
  sameHistory(other: MacroState): boolean {
    if (this.length !== other.length) return false;
    const { log } = this;
    for (let i = ENTRY * this.commonLength(other); i < this.length * ENTRY; i++) if (log[i] !== other.log[i]) return false;
    return true;
  }

  /** Writes the entries from `first` on into the arrays over all names. */
  replay({ head, now }: Heads, first: number): void {
    const { log, length } = this;
    for (let i = first; i < length; i++) {
      const name = log[i * ENTRY]!;
      head[name] = i;
      now[name] = log[i * ENTRY + 1]!;
    }
  }

  /** Takes the entries from `first` on out of them again. */
  rewind({ head, now }: Heads, first: number): void {
    const { log } = this;
    for (let i = this.length - 1; i >= first; i--) {
      const name = log[i * ENTRY]!;
      const previous = log[i * ENTRY + 2]!;
      head[name] = previous;
      now[name] = log[previous * ENTRY + 1]!;
    }
  }

  /** Entries that this state shares with another. */
  commonLength(other: MacroState | undefined): number {
    if (other === undefined) return 1;
    if (other === this.base) return this.sharedLength;
    if (other.base === this) return other.sharedLength;
    return this.base !== undefined && other.base === this.base ? Math.min(this.sharedLength, other.sharedLength) : 1;
  }

  private grow(): void {
    const { log } = this;
    (this.log = new Int32Array(log.length * 2)).set(log);
  }
}

interface Heads {
  readonly head: Int32Array;
  readonly now: Int32Array;
}

/**
 * Arrays over all names are large, so the units of a preprocessor take turns in one pair: the unit that is
 * asked writes its own log into it. Asking units one after the other costs next to nothing.
 */
export class SharedHeads {
  private heads: Heads = { head: new Int32Array(1 << 17), now: new Int32Array(1 << 17) };
  private owner: MacroState | undefined;

  constructor(private readonly nameCount: () => number) {}

  take(state: MacroState): Heads {
    const names = this.nameCount();
    if (this.heads.head.length < names) {
      const { head, now } = this.heads;
      this.heads = { head: new Int32Array(names * 2), now: new Int32Array(names * 2) };
      this.heads.head.set(head);
      this.heads.now.set(now);
    }
    if (this.owner !== state) {
      const common = state.commonLength(this.owner);
      this.owner?.rewind(this.heads, common);
      this.owner = state;
      state.replay(this.heads, common);
    }
    return this.heads;
  }
}
