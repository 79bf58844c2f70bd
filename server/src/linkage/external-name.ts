/** What a translation unit asks of the linker: the same answer as `nm -u` on its object file. */

import type { Location } from '../base/location.ts';
import type { Unread } from '../base/files.ts';

/** One step from the user's line to the symbol. */
export interface ChainStep {
  readonly kind: 'macro' | 'inline' | 'function' | 'variable' | 'assembler';
  readonly name: string;
  /** Where the step is defined; absent where no header says so. */
  readonly location?: Location;
  /** Configuration options that decided for this definition, the innermost condition first: "CONFIG_BLK_CGROUP". */
  readonly options?: readonly string[];
}

/** One place in the unit's own text that makes the object refer to the symbol, by the shortest chain from there. */
export interface SymbolUse {
  readonly at: Location;
  /** What stands there: the symbol itself, or the macro or inline that brings it. */
  readonly text: string;
  /** The steps between the two: each macro and inline that is passed, beginning with the one at `at`. Empty for a direct use. */
  readonly chain: readonly ChainStep[];
}

export interface ExternalName {
  readonly symbol: string;
  /** Weak undefined symbols are not complained about by modpost. */
  readonly weak: boolean;
  readonly uses: readonly SymbolUse[];
}

/** A string of the unit's own live text that reads like the name of a symbol. */
export interface NamedInString {
  readonly name: string;
  readonly at: Location;
  /** The function outside that gets it as an argument. */
  readonly argumentOf?: string;
}

/** The object file that the compiler would write, as far as the linker, modpost and the loader look at it. */
export interface LinkedObject {
  readonly external: readonly ExternalName[];
  /** Global symbols that the object defines. */
  readonly defined: readonly string[];
  /** Strings of the .modinfo section: "license=GPL", "import_ns=CRYPTO_INTERNAL", with the place that wrote them. */
  readonly modinfo: readonly {
    readonly text: string;
    readonly at: Location;
    /** What follows a NUL in the middle of the string: whoever reads the section sees another entry there. */
    readonly behindNul?: string;
    /** The macro of the source that wrote it; absent where the source wrote the section's entry by hand. */
    readonly macro?: string;
  }[];
  readonly exports: readonly {
    readonly symbol: string;
    readonly gplOnly: boolean;
    readonly namespace: string | null;
    readonly at: Location;
    /** What the source writes there: "EXPORT_SYMBOL_GPL". */
    readonly macro?: string;
  }[];
  readonly names: readonly NamedInString[];
  readonly unread: readonly Unread[];
}
