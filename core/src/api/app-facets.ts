/** Everything one app can call, and nothing else. */
import type { Facet, Facets } from '@space/sdk/wire'
import { withoutPaths } from '../grants/words.ts'
import { appFacet } from './app.ts'
import { bringFacet } from './bring.ts'
import { changesFacet } from './changes.ts'
import { dataFacet } from './data.ts'
import { editsFacet } from './edits.ts'
import { filesFacet } from './files.ts'
import { givenFacet } from './given.ts'
import { identityFacet } from './identity.ts'
import { launchesFacet } from './launched.ts'
import { netFacet } from './net.ts'
import { pickFacet } from './pick.ts'
import { recentFacet } from './recent.ts'
import type { Session } from './session.ts'
import { thumbnailsFacet } from './thumbnails.ts'
import { transfersFacet } from './sending.ts'
import { openUndos } from './undos.ts'
import { uploadsFacet } from './uploads.ts'
import { viewsFacet } from './views.ts'

export function appFacets(session: Session): Facets {
  const undos = openUndos(session.powers.newId)
  return bare({
    app: forApp(appFacet(session)),
    pick: forApp(pickFacet(session)),
    files: forApp({
      ...filesFacet(session),
      ...changesFacet(session),
      ...editsFacet(session, undos),
      ...uploadsFacet(session),
      ...thumbnails(session),
      ...viewsFacet(session),
    }),
    data: forApp(dataFacet(session)),
    identity: forApp(identityFacet(session)),
    net: forApp(netFacet(session)),
    grants: forApp(givenFacet(session)),
    recent: forApp(recentFacet(session)),
    launches: forApp(launchesFacet(session)),
    transfers: forApp(transfersFacet(session)),
    bring: forApp(bringFacet(session, undos)),
  })
}

function thumbnails(session: Session): Facet {
  const { thumbs } = session.powers
  return thumbs === undefined ? {} : thumbnailsFacet(session, thumbs)
}

/** What fails is told without places, also where no grant is asked for and so no guard stands. */
function forApp(facet: Facet): Facet {
  return bare(
    Object.fromEntries(
      Object.entries(facet).map(([name, act]): [string, Facet[string]] => [
        name,
        (params, running) => {
          try {
            const answer = act(params, running)
            return isStream(answer) ? streamForApp(answer) : answerForApp(answer)
          } catch (error) {
            throw withoutPaths(error)
          }
        },
      ]),
    ),
  )
}

async function answerForApp(answer: unknown): Promise<unknown> {
  try {
    return await answer
  } catch (error) {
    throw withoutPaths(error)
  }
}

async function* streamForApp(items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* items
  } catch (error) {
    throw withoutPaths(error)
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** Without a prototype: no name reaches anything that is not listed here. */
function bare<T extends object>(facet: T): T {
  return Object.freeze(Object.assign(Object.create(null) as T, facet))
}
