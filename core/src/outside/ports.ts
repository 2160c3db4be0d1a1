/** What this room is given from outside. */
import type { DriveByEntry } from '../drive/by-entry.ts'

export type CopyPlace = 'memory' | 'disk'

/** What lies where a copy was put: a file of the person's with a mark of its state, or something else. */
export type Lying =
  | {
      readonly kind: 'file'
      /** Another one as soon as anything was written, or another file took its place. */
      readonly mark: string
      readonly bytes: number
    }
  | { readonly kind: 'gone' }
  /** A link, a folder, a file with a second name: nothing of it is taken. */
  | { readonly kind: 'strange' }

/** A folder that has one copy in it. */
export interface CopyFolder {
  /** Absolute path. */
  readonly dir: string
  readonly place: CopyPlace
}

/** Unlocked copies on this computer, each in a folder of its own that is open to this user alone. */
export interface Copies {
  /** Where a copy of so many bytes would lie. @throws {SpaceError} `disk-full` where it fits nowhere */
  placeFor(bytes: number): CopyPlace
  /** Where a new one will be; nothing is made. @param id names its folder */
  folderFor(id: string, place: CopyPlace): CopyFolder
  /**
   * Makes the folder and puts the copy into it; what fails leaves nothing.
   *
   * @throws {SpaceError} `disk-full`, `io`, and what the source throws
   */
  put(
    folder: CopyFolder,
    name: string,
    source: AsyncIterable<Uint8Array>,
    options: { canChange: boolean },
  ): Promise<void>
  /** Puts other bytes in the place of the copy, in one step. @throws as {@link Copies.put} */
  replace(
    folder: CopyFolder,
    name: string,
    source: AsyncIterable<Uint8Array>,
    options: { canChange: boolean },
  ): Promise<void>
  look(dir: string, name: string): Promise<Lying>
  /**
   * The bytes that lie there.
   *
   * @throws {SpaceError} `busy` when something was written meanwhile, unless `isTorn` says that they
   *   are wanted all the same; `not-found` when no file of the person's is there
   */
  read(dir: string, name: string, options?: { isTorn?: boolean }): AsyncIterable<Uint8Array>
  /** What else lies in the folder; nothing when it is gone. */
  beside(dir: string): Promise<string[]>
  /** The folder with all that is in it; leads nowhere else. */
  remove(dir: string): Promise<void>
  /** Folders of copies that are there, also such as nobody knows any more. */
  found(): Promise<CopyFolder[]>
  /** Calls back when something may have happened in the folder; looks on its own are needed beside it. */
  watch(dir: string, tell: () => void): Disposable
}

/** The programs of this computer. */
export interface Programs {
  /** Why nothing can be opened here, in words; undefined when it can. */
  problem(): string | undefined
  /** Hands an absolute path to the program for its type. @throws {SpaceError} `not-found` */
  open(path: string): Promise<void>
}

export type OutsideEntries = Pick<
  DriveByEntry,
  | 'root'
  | 'entry'
  | 'readable'
  | 'read'
  | 'child'
  | 'parentOf'
  | 'homeOf'
  | 'nameOf'
  | 'lastNameOf'
  | 'edit'
>
