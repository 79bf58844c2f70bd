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
  private log: Int32Array;
  private length = 1; // entry 0 is "never defined"

  /** `base`: a state to go on from, whose log is never extended again. */
  constructor(
    private readonly shared: SharedHeads,
    readonly base?: MacroState,
    expectedLength = 4096,
  ) {
    this.log = new Int32Array(ENTRY * Math.max(expectedLength, (base?.length ?? 0) + 1024));
    if (base) {
      this.log.set(base.log.subarray(0, base.length * ENTRY));
      this.length = base.length;
    }
    this.head = shared.take(this);
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
    return this.log[this.head[name]! * ENTRY + 1]! | 0; // a name newer than the array was never defined
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
    this.head = this.shared.take(this);
  }

  define(name: number, macro: number): void {
    const entry = this.length++;
    if (name >= this.head.length) this.own();
    if (this.length * ENTRY > this.log.length) this.grow();
    const { log, head } = this;
    log[entry * ENTRY] = name;
    log[entry * ENTRY + 1] = macro;
    log[entry * ENTRY + 2] = head[name]!;
    head[name] = entry;
  }

  /** Writes the entries from `first` on into the heads. */
  replay(head: Int32Array, first: number): void {
    const { log, length } = this;
    for (let i = first; i < length; i++) head[log[i * ENTRY]!] = i;
  }

  /** Takes the entries from `first` on out of the heads again. */
  rewind(head: Int32Array, first: number): void {
    const { log } = this;
    for (let i = this.length - 1; i >= first; i--) head[log[i * ENTRY]!] = log[i * ENTRY + 2]!;
  }

  /** Entries that this state shares with another. */
  commonLength(other: MacroState | undefined): number {
    if (other === undefined || this.base === undefined) return 1;
    return other === this.base || other.base === this.base ? this.base.length : 1;
  }

  private grow(): void {
    const { log } = this;
    (this.log = new Int32Array(log.length * 2)).set(log);
  }
}

/**
 * The array over all names is large, so the units of a preprocessor take turns in one: the unit that is
 * asked writes its own log into it. Asking units one after the other costs next to nothing.
 */
export class SharedHeads {
  private head = new Int32Array(1 << 17);
  private owner: MacroState | undefined;

  constructor(private readonly nameCount: () => number) {}

  take(state: MacroState): Int32Array {
    const names = this.nameCount();
    if (this.head.length < names) {
      const { head } = this;
      (this.head = new Int32Array(names * 2)).set(head);
    }
    if (this.owner !== state) {
      const common = state.commonLength(this.owner);
      this.owner?.rewind(this.head, common);
      this.owner = state;
      state.replay(this.head, common);
    }
    return this.head;
  }
}
