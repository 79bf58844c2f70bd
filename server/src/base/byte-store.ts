/** Bytes by name that outlive the process, where there is a place for them. Neither call ever throws. */

export interface ByteStore {
  /** Undefined where nothing is, or nothing can be read. */
  read(name: string): Uint8Array | undefined;
  /** Without effect where nothing can be written: a full or read-only disk. */
  write(name: string, bytes: Uint8Array): void;
}
