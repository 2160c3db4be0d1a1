import { SpaceError } from '@space/sdk'

/** The proof that this window belongs to the person, kept as long as the window lives. */
export interface Bearer {
  /** Absent when this window was opened without a code, or the daemon forgot it. */
  readonly current: string | undefined
  forget(): void
}

/** What of the browser it touches. */
export interface BearerPowers {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>
  readonly history: Pick<History, 'replaceState'>
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Exchanges a one-time code for a bearer. @throws {SpaceError} `denied` when the code is no good */
  readonly redeem: (code: string) => Promise<string>
}

const KEY = 'space:bearer'
const SIGN = '#code='
/** 128 bits, and where to go; what is anything else is not sent, and counts as no wrong try. */
const CODE = /^#code=([\w-]{22})(\/.*)?$/s

/**
 * Take the one-time code out of the address, before anything else can read it there, and exchange
 * it; without one the bearer of this window is used.
 */
export async function openBearer({
  location,
  history,
  storage,
  redeem,
}: BearerPowers): Promise<Bearer> {
  const [, code] = CODE.exec(location.hash) ?? []
  let current = storage.getItem(KEY) ?? undefined
  if (location.hash.startsWith(SIGN)) history.replaceState(null, '', withoutCode(location))
  if (code !== undefined) {
    try {
      current = await redeem(code)
      storage.setItem(KEY, current)
    } catch (error) {
      // A stale code in a window that is signed in already is no reason to sign it out.
      if (!(error instanceof SpaceError)) throw error
    }
  }
  return {
    get current() {
      return current
    },
    forget() {
      current = undefined
      storage.removeItem(KEY)
    },
  }
}

/**
 * Look after codes that are put into the address of a window that is open already: one that is not
 * signed in is loaded anew with it, in any other it is taken away unused.
 */
export function heedCodes(
  window: Pick<Window, 'addEventListener'>,
  {
    location,
    history,
    isSignedOut,
    reload,
    went,
  }: Pick<BearerPowers, 'location' | 'history'> & {
    readonly isSignedOut: () => boolean
    readonly reload: () => void
    /** What else the address said stands there now. */
    readonly went: () => void
  },
): void {
  window.addEventListener('hashchange', () => {
    if (!location.hash.startsWith(SIGN)) return
    if (isSignedOut()) reload()
    else {
      history.replaceState(null, '', withoutCode(location))
      went()
    }
  })
}

/** The same address, and where in it the code led to. */
function withoutCode({ hash, pathname, search }: BearerPowers['location']): string {
  const [, , link] = CODE.exec(hash) ?? []
  return `${pathname}${search}${link === undefined ? '' : `#${link}`}`
}
