/** What is linked together outside the kernel, as build files say it: programs, libraries, native addons. Plain data. */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';

export type BuildSystem = 'compile-commands' | 'make' | 'cmake' | 'meson' | 'autotools' | 'node-gyp' | 'cmake-js' | 'cargo';

export interface Program {
  /** "program:/abs/dir/name": unique in a workspace. */
  readonly id: string;
  readonly kind: 'executable' | 'shared-library' | 'static-library' | 'native-addon';
  /** As the build calls it, without prefix and ending: "gtkterm", "addon". */
  readonly name: string;
  /** Absolute: of the build file that says what it is made of. */
  readonly directory: string;
  readonly buildSystem: BuildSystem;
  /** Where it is said. */
  readonly at: Location;
  readonly sources: readonly CompiledSource[];
  readonly links: readonly LinkRequest[];
  /** Programs (libraries) of the same workspace that it is linked with. */
  readonly uses: readonly UsedProgram[];
}

export interface UsedProgram {
  readonly id: string;
  /** Where the build says so. */
  readonly at: Location;
  /** What decides, as in a LinkRequest. */
  readonly condition: string | null;
}

export interface CompiledSource {
  /** Absolute; a source that is gone is an unread entry instead. */
  readonly path: string;
  /** "HAVE_READLINE" or "VERSION=\"1.0\"", as after -D. */
  readonly defines: readonly string[];
  /** Absolute, in the order in which they are searched. */
  readonly includeDirectories: readonly string[];
}

/** Something from outside that the build asks to be linked or looks for. */
export interface LinkRequest {
  /**
   * link-name: "readline" of -lreadline. pkg-config: "libpng16". cmake-package: "ZLIB" of find_package.
   * file: absolute path, or file name, of a .so, .a or .o that is linked directly. framework names of other systems: link-name.
   */
  readonly by: 'link-name' | 'pkg-config' | 'cmake-package' | 'file';
  readonly name: string;
  readonly at: Location;
  readonly linkage: 'dynamic' | 'static' | 'unknown';
  /** What decides whether it is linked, in the build's own words ("WITH_READLINE", "--with-readline"); null: always. */
  readonly condition: string | null;
}

/**
 * All that the build files below a root say. A source can be in several programs. C sources in none are `loose`: no build
 * file says what they become, or there is none at all. Nobody guesses programs for them; each is to be judged alone, by
 * what it includes and calls.
 */
export interface BuildDescription {
  readonly programs: readonly Program[];
  /** With flags where compile_commands.json has some. In the order of paths. */
  readonly loose: readonly CompiledSource[];
  /** Build files and statements that could not be understood, and sources that are gone. */
  readonly unread: readonly Unread[];
  /** Every build file that was read, absolute: what an editor watches. */
  readonly buildFiles: readonly string[];
}
