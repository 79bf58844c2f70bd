/**
 * Which macro a name stands for, at any time of a unit's walk. Every #define and #undef is one entry of a
 * log and moves the clock; a name's entries are chained from the newest back, so that text that is expanded
 * later sees the macros as they were where it stands.
 */

/** A moment of the walk: the number of definitions made before it. */
export type Time = number;
export const END_OF_UNIT: Time = 0x7fffffff;

export class MacroState {
  /** Newest log entry by name id, 0 for none. Shared between units; see `own`. */
  private head: Int32Array;
  private logName: Int32Array;
  private logMacro: Int32Array;
  private logPrevious: Int32Array;
  private length: number;

  constructor(
    private readonly shared: SharedHeads,
    base?: MacroState,
  ) {
    const size = base ? Math.max(1 << 15, base.length * 2) : 1 << 12;
    this.logName = new Int32Array(size);
    this.logMacro = new Int32Array(size);
    this.logPrevious = new Int32Array(size);
    this.length = 1; // entry 0 is "never defined"
    if (base) {
      this.logName.set(base.logName.subarray(0, base.length));
      this.logMacro.set(base.logMacro.subarray(0, base.length));
      this.logPrevious.set(base.logPrevious.subarray(0, base.length));
      this.length = base.length;
    }
    this.head = shared.take(this);
  }

  /** Calls `visit` for every name that the log mentions. */
  eachName(visit: (name: number) => void): void {
    for (let i = 1; i < this.length; i++) visit(this.logName[i]!);
  }

  get clock(): Time {
    return this.length - 1;
  }

  /** Macro id of a name now, 0 for none. The walk alone asks this way, and it owns the heads. */
  current(name: number): number {
    return this.logMacro[this.head[name]!]! | 0; // a name newer than the array was never defined
  }

  /** Macro id of a name at a time, 0 for none. */
  at(name: number, time: Time): number {
    let entry = this.head[name]!;
    while (entry > time) entry = this.logPrevious[entry]!;
    return this.logMacro[entry]! | 0;
  }

  /** To be called before a series of `current`, `at` and `define` when another unit may have been walked meanwhile. */
  own(): void {
    this.head = this.shared.take(this);
  }

  define(name: number, macro: number): void {
    const entry = this.length++;
    if (entry === this.logName.length) this.grow();
    if (name >= this.head.length) this.own();
    this.logName[entry] = name;
    this.logMacro[entry] = macro;
    this.logPrevious[entry] = this.head[name]!;
    this.head[name] = entry;
  }

  /** Writes this state into a clean array of heads. */
  replay(head: Int32Array): void {
    const { logName, length } = this;
    for (let i = 1; i < length; i++) head[logName[i]!] = i;
  }

  /** The reverse of `replay`. */
  clear(head: Int32Array): void {
    const { logName, length } = this;
    for (let i = 1; i < length; i++) head[logName[i]!] = 0;
  }

  private grow(): void {
    const size = this.logName.length * 2;
    const { logName, logMacro, logPrevious } = this;
    (this.logName = new Int32Array(size)).set(logName);
    (this.logMacro = new Int32Array(size)).set(logMacro);
    (this.logPrevious = new Int32Array(size)).set(logPrevious);
  }
}

/**
 * The array over all names is large, so the units of a preprocessor take turns in one: the unit that is
 * asked writes its own log into it. Asking units one after the other costs nothing.
 */
export class SharedHeads {
  private head = new Int32Array(1 << 16);
  private owner: MacroState | undefined;

  constructor(private readonly nameCount: () => number) {}

  take(state: MacroState): Int32Array {
    if (this.owner !== state) {
      this.owner?.clear(this.head);
      this.owner = state;
      this.reserve();
      state.replay(this.head);
    } else if (this.head.length < this.nameCount()) this.reserve();
    return this.head;
  }

  private reserve(): void {
    const count = this.nameCount();
    if (this.head.length >= count) return;
    const head = new Int32Array(Math.max(count * 2, this.head.length));
    head.set(this.head);
    this.head = head;
  }
}
