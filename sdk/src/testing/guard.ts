import type { EntryStat, HandleRef } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import { mediaType } from '../media.ts'
import type { GivenGrant } from '../space.ts'
import { isTrashed, isWithin, type Node, type Tree } from './tree.ts'

/** A grant of a file or folder, and what an app that may only add has added. */
export interface Grant {
  readonly info: GivenGrant
  readonly root: Node | undefined
  readonly added: Set<Node>
  end: 'grant-revoked' | 'grant-expired' | undefined
}

/**
 * What an app wants to do with an entry: look at it, make something in it, write it, do all else.
 * `reach` is `look`, and also at what lies in the trash, for who could bring it back.
 */
export type Act = 'look' | 'reach' | 'add' | 'write' | 'change'

export interface Guard {
  readonly grants: Map<string, Grant>
  /** The entry behind what an app gave. @throws {SpaceError} `bad-input`, `not-found`, `grant-*` */
  check(given: unknown, act: Act): { node: Node; grant: Grant }
  /** How the app sees an entry that it got by this grant. */
  stat(node: Node, grant: Grant): EntryStat
  /** Whether the grant lets an app see this entry. */
  sees(node: Node, grant: Grant): boolean
}

export function openGuard(tree: Tree): Guard {
  const grants = new Map<string, Grant>()
  const sees = (node: Node, { root, info, added }: Grant): boolean => {
    if (root === undefined || !isWithin(node, root) || isTrashed(node)) return false
    return info.mode !== 'add' || node === root || [...added].some((own) => isWithin(node, own))
  }

  return {
    grants,
    sees,
    check(given, act) {
      const ref = given as Partial<HandleRef> | null
      const grant = grants.get(String(ref?.grant))
      const node = tree.node(String(ref?.entry))
      if (grant === undefined) throw new SpaceError('grant-denied', 'There is no such grant')
      if (grant.end !== undefined)
        throw new SpaceError(grant.end, `${grant.info.name} was taken back`)
      const { mode } = grant.info
      const isReached = act === 'reach' && mode === 'change' && isBelow(node, grant.root)
      if (node === undefined || !(sees(node, grant) || isReached)) {
        throw new SpaceError('not-found', 'There is no such file')
      }
      const mayAdd = mode === 'add' && (act === 'add' || (act === 'write' && node !== grant.root))
      const may = act === 'look' || act === 'reach' || mode === 'change' || mayAdd
      if (!may) throw new SpaceError('grant-denied', `The grant of ${grant.info.name} is for less`)
      return { node, grant }
    },
    stat: (node, grant) => ({
      grant: grant.info.id,
      entry: node.id,
      kind: node.kind,
      name: node.name,
      size: node.contents.at(-1)?.bytes.length ?? 0,
      mtime: node.contents.at(-1)?.mtime ?? node.contents.at(-1)?.at ?? node.madeAt,
      version: node.kind === 'folder' ? null : (node.contents.at(-1)?.id ?? 'v0'),
      type: mediaType(node.name),
      mark: node.mark,
    }),
  }
}

function isBelow(node: Node | undefined, root: Node | undefined): boolean {
  return node !== undefined && root !== undefined && isWithin(node, root)
}
