/** What a user can choose, as plain data: the command line and the editor fill it in. */

import type { Distribution } from '../licensing/judge-license.ts';

export { DISTRIBUTIONS } from '../licensing/judge-license.ts';

export interface Settings {
  /** Kernel build directories or versions to judge against, in order of preference; empty: found automatically. */
  readonly kernels: readonly string[];
  /** Judge every unit as if it had this licence. */
  readonly assumeLicense: string | null;
  /** Who gets the programs that are developed here, where no policy file says it. */
  readonly distribution: Distribution;
  /** Files larger than this are reported as unread, in bytes. */
  readonly maxFileSize: number;
}

export const DEFAULT_SETTINGS: Settings = {
  kernels: [],
  assumeLicense: null,
  distribution: 'distributed',
  maxFileSize: 8 * 1024 * 1024,
};
