/** What a user can choose, as plain data: the command line and the editor fill it in. */

export interface Settings {
  /** Kernel build directories or versions to judge against, in order of preference; empty: found automatically. */
  readonly kernels: readonly string[];
  /** Judge every unit as if it had this licence. */
  readonly assumeLicense: string | null;
  /** Files larger than this are reported as unread, in bytes. */
  readonly maxFileSize: number;
}

export const DEFAULT_SETTINGS: Settings = {
  kernels: [],
  assumeLicense: null,
  maxFileSize: 8 * 1024 * 1024,
};
