/** A file or folder of the person's drive. */
export interface EntryRow {
  /** 32 hex digits. */
  readonly id: string
  readonly name: string
  /** From the root, `/`-separated. */
  readonly path: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  readonly mtime: number
}

/** What the picker needs of the drive. A folder of null is the root. */
export interface FilesFacet {
  list(
    folder: string | null,
    page: { after?: string; limit?: number },
  ): Promise<{ readonly entries: readonly EntryRow[]; readonly next: string | null }>
  stat(entry: string | null): Promise<EntryRow>
  makeFolder(parent: string | null, name: string): Promise<EntryRow>
  usage(
    entry: string | null,
  ): Promise<{ readonly files: number; readonly folders: number; readonly bytes: number }>
  search(query: {
    text: string
    kind?: 'file' | 'folder'
    within?: string
    limit?: number
  }): Promise<readonly EntryRow[]>
}
