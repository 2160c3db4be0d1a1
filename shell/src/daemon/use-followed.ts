import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ConnectionState } from './connection.ts'

/** Has `follow` run while this is shown, and anew with each new connection. */
export function useFollowed(
  connection: StoreApi<ConnectionState>,
  follow: (signal: AbortSignal) => Promise<void>,
): void {
  const isReady = useStore(connection, ({ status }) => status === 'ready')
  useEffect(() => {
    if (!isReady) return undefined
    const shown = new AbortController()
    void follow(shown.signal)
    return () => shown.abort()
  }, [isReady, follow])
}
