import type { PeerName } from '../../peers/peers.ts'
import { type Bench, type PeerRun, startPeer, wakeUp } from '../bench.ts'
import { interleave } from '../measure.ts'
import { type Ours, startWarm } from '../ours.ts'

/** A warm space in `<work>/ours` that has taken `source` in. */
export async function startHolding(bench: Bench, source: string): Promise<Ours> {
  const ours = await startWarm(bench.fresh('ours'), wakeUp(bench))
  await ours.ask({ op: 'import', sources: [source], to: '/' })
  return ours
}

/**
 * Times, in ms by contestant, of `own` and of those peers that are here. Each peer has taken `source`
 * in before, and is measured at `step`.
 */
export async function amongPeers(
  bench: Bench,
  own: Readonly<Record<string, (round: number) => Promise<number>>>,
  peers: { source: string; step: Parameters<PeerRun['time']>[0]; names: readonly PeerName[] },
): Promise<ReadonlyMap<string, readonly number[]>> {
  const contestants = new Map(Object.entries(own))
  await using ends = new AsyncDisposableStack()
  for (const name of peers.names) {
    const run = await startPeer(bench, name, peers.source)
    if (run === undefined) continue
    ends.defer(() => run.end())
    await run.time('add')
    contestants.set(name, () => run.time(peers.step))
  }
  return await interleave(bench.rounds, contestants)
}
