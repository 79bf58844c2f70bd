/** A library that the workspace's own package manager brings: what a file of the project asks for. Plain data. */

import type { Unread } from '../base/files.ts';
import type { Location } from '../base/location.ts';

export interface DeclaredPackage {
  /** As that manager calls it: "readline", "fftw3". */
  readonly name: string;
  readonly version: string | null;
  /** Options that were asked for, where the manager has them: "gpl" of ffmpeg[gpl]. */
  readonly features: readonly string[];
  readonly manager: 'Conan' | 'vcpkg' | 'Nix';
  readonly at: Location;
}

export interface Declared {
  readonly packages: readonly DeclaredPackage[];
  readonly unread: readonly Unread[];
}

export const NOTHING_DECLARED: Declared = { packages: [], unread: [] };
