/**
 * Whether compiled BPF code reads the kernel's structures directly: the instructions are followed with what is known of
 * each register, as the verifier does. A program that is traced into the kernel finds such pointers in its argument;
 * some helpers return them; and what is loaded through one may be another.
 */

export interface Code {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

export interface CodeReader {
  /** What a call instruction calls: code of the object, a helper by number, or something else. */
  target(at: number, code: Code): { readonly code: Code } | { readonly helper: number } | undefined;
  /** @param ofVariable whether it is handed the address of a structure that is a variable of the kernel */
  returnsStructure(helper: number, ofVariable: boolean): boolean;
  /** Whether an instruction takes the address of such a variable. */
  isStructureVariable(at: number, code: Code): boolean;
  /** Offsets in the argument of what is no pointer to a structure. */
  readonly otherPointers: readonly number[];
}

/** n: nothing of interest, c: the program's argument, k: a pointer of the kernel's, v: the address of a variable of the kernel. */
type Kind = 'n' | 'c' | 'k' | 'v';

/** Registers r0 to r9 and stack slots by their offset. */
type State = Map<string, Kind>;

const LDX = 1;
const STX = 3;
const ALU64 = 7;
const MOV_REGISTER = 0xbf;
const ADD_NUMBER = 0x07;
const ADD_REGISTER = 0x0f;
const EXIT = 0x95;
const CALL = 0x85;
const LOAD_64 = 0x18;
const ALWAYS = [0x05, 0x06];
const FRAME = 10;
const MEMORY_MODE = 0x60;
const DOUBLE_WORD = 0x18;

/** @param context whether the argument holds pointers of the kernel's */
export function readsKernelStructures(code: Code, context: boolean, reader: CodeReader): boolean {
  return new Follower(reader).run(code, new Map([['1', context ? 'c' : 'n']])).reads;
}

interface Result {
  readonly reads: boolean;
  readonly returned: Kind;
}

class Follower {
  private readonly known = new Map<string, Result>();

  constructor(private readonly reader: CodeReader) {}

  run(code: Code, entry: State): Result {
    const key = `${code.start} ${code.bytes.byteOffset} ${[1, 2, 3, 4, 5].map((register) => entry.get(String(register)) ?? 'n').join('')}`;
    const known = this.known.get(key);
    if (known) return known;
    this.known.set(key, { reads: false, returned: 'n' }); // calls do not recur
    const result = this.follow(code, entry);
    this.known.set(key, result);
    return result;
  }

  private follow(code: Code, entry: State): Result {
    const states = new Map<number, State>([[code.start, entry]]);
    const pending = [code.start];
    let reads = false;
    let returned: Kind = 'n';
    for (let at; (at = pending.pop()) !== undefined; ) {
      const state = new Map(states.get(at)!);
      const { bytes } = code;
      const operation = bytes[at]!;
      const to = bytes[at + 1]! & 15;
      const from = bytes[at + 1]! >> 4;
      const offset = bytes.readInt16LE(at + 2);
      const kind = (register: number): Kind => state.get(String(register)) ?? 'n';
      const set = (register: number, value: Kind): void => void state.set(String(register), value);
      const next: number[] = [];
      if (operation === EXIT) {
        if (kind(0) === 'k') returned = 'k';
      } else if (operation === CALL) {
        const called = this.reader.target(at, code);
        let result: Kind = 'n';
        if (called && 'code' in called) {
          const inner = this.run(called.code, new Map([1, 2, 3, 4, 5].map((register) => [String(register), kind(register)])));
          reads ||= inner.reads;
          result = inner.returned;
        } else if (called && this.reader.returnsStructure(called.helper, kind(1) === 'v')) result = 'k';
        for (let register = 1; register <= 5; register++) set(register, 'n');
        set(0, result);
      } else if ((operation & 7) === LDX && (operation & 0xe0) === MEMORY_MODE) {
        const base = kind(from);
        const whole = (operation & 0x18) === DOUBLE_WORD;
        if (from === FRAME) set(to, state.get(`s${offset}`) ?? 'n');
        else {
          if (base === 'k') reads = true;
          const pointer = base === 'k' || (base === 'c' && !this.reader.otherPointers.includes(offset));
          set(to, whole && pointer ? 'k' : 'n');
        }
      } else if ((operation & 7) === STX && to === FRAME && (operation & 0xe0) === MEMORY_MODE) state.set(`s${offset}`, kind(from));
      else if (operation === MOV_REGISTER && offset === 0) set(to, kind(from));
      else if (operation === ADD_REGISTER) set(to, kind(to) === 'n' ? kind(from) : kind(to));
      else if (operation === LOAD_64) set(to, this.reader.isStructureVariable(at, code) ? 'v' : 'n');
      else if (((operation & 7) === ALU64 || (operation & 7) === 4 || (operation & 7) === LDX) && operation !== ADD_NUMBER) set(to, 'n');
      const isJump = ((operation & 7) === 5 || (operation & 7) === 6) && operation !== EXIT && operation !== CALL;
      if (isJump) next.push(at + 8 + 8 * (operation === ALWAYS[1] ? bytes.readInt32LE(at + 4) : offset));
      if (operation !== EXIT && !(isJump && ALWAYS.includes(operation))) next.push(at + (operation === LOAD_64 ? 16 : 8));
      for (const place of next) {
        if (place < code.start || place >= code.end) continue;
        const before = states.get(place);
        if (!before) states.set(place, state);
        else if (!join(before, state)) continue;
        pending.push(place);
      }
    }
    return { reads, returned };
  }
}

/** What may be a pointer counts as one. True where something is new. */
function join(into: State, state: State): boolean {
  let changed = false;
  for (const [name, kind] of state) {
    const before = into.get(name) ?? 'n';
    if (before !== 'n' || kind === 'n') continue;
    into.set(name, kind);
    changed = true;
  }
  return changed;
}
