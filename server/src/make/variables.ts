/** Variables of GNU make with their flavours and origins (manual, chapters 6.2, 6.5 and 8.11). */

/** In rising order of strength, but for 'automatic', which lives in a scope of its own. */
export type Origin = 'default' | 'environment' | 'file' | 'command line' | 'override' | 'automatic';

export interface Variable {
  readonly value: string;
  /** Whether references in the value are expanded when the variable is used ("="), or were when it was set (":="). */
  readonly recursive: boolean;
  readonly origin: Origin;
}

/** A scope: the global one, or that of a target or a function call on top of another. */
export class Variables {
  private readonly own = new Map<string, Variable>();

  constructor(
    private readonly outer: Variables | null,
    /** Asked last, for what is not worth copying: thousands of CONFIG_ options. */
    private readonly fallback: (name: string) => Variable | undefined = () => undefined,
  ) {}

  get(name: string): Variable | undefined {
    return this.own.get(name) ?? this.outer?.get(name) ?? this.fallback(name);
  }

  /** A make file's assignment loses against the command line unless it says `override`. */
  assign(name: string, variable: Variable): void {
    const present = this.get(name);
    const strongerThanFile = present?.origin === 'command line' || present?.origin === 'override';
    if (variable.origin === 'file' && strongerThanFile) return;
    this.own.set(name, variable);
  }

  remove(name: string): void {
    this.own.delete(name);
  }

  /** Names set in this scope and the ones around it. */
  names(): Set<string> {
    const names = this.outer?.names() ?? new Set<string>();
    for (const name of this.own.keys()) names.add(name);
    return names;
  }
}
