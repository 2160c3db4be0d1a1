/** Everything one app can call, and nothing else. */
import type { Facets } from '@space/sdk/wire'
import { appFacet } from './app.ts'
import { changesFacet } from './changes.ts'
import { dataFacet } from './data.ts'
import { filesFacet } from './files.ts'
import { givenFacet } from './given.ts'
import { identityFacet } from './identity.ts'
import { netFacet } from './net.ts'
import { pickFacet } from './pick.ts'
import { recentFacet } from './recent.ts'
import type { Session } from './session.ts'
import { transfersFacet } from './sending.ts'
import { uploadsFacet } from './uploads.ts'

export function appFacets(session: Session): Facets {
  return bare({
    app: bare(appFacet(session)),
    pick: bare(pickFacet(session)),
    files: bare({ ...filesFacet(session), ...changesFacet(session), ...uploadsFacet(session) }),
    data: bare(dataFacet(session)),
    identity: bare(identityFacet(session)),
    net: bare(netFacet(session)),
    grants: bare(givenFacet(session)),
    recent: bare(recentFacet(session)),
    transfers: bare(transfersFacet(session)),
  })
}

/** Without a prototype: no name reaches anything that is not listed here. */
function bare<T extends object>(facet: T): T {
  return Object.freeze(Object.assign(Object.create(null) as T, facet))
}
