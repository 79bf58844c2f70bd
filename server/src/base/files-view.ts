/** What an editor's files are made of besides the disk: plain data, from which another thread makes the same files. */

export interface OpenDocument {
  readonly text: string;
  readonly version: number;
}

export interface FilesView {
  /** By absolute path: what the editor shows counts, saved or not. A map that is handed over no longer changes. */
  readonly documents: ReadonlyMap<string, OpenDocument>;
  /** The folders outside of which nothing is read, where they are not trusted. */
  readonly fence?: readonly string[];
}
