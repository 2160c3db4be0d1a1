/** Who the person is to an app: somebody else for each, unless they choose to be known. */
import type { Running } from '@space/sdk/wire'
import { eitherOf } from '../grants/guard.ts'
import { fields, list, text } from './params.ts'
import { plainWords } from './names.ts'
import { declared, type Session } from './session.ts'
import { untilOf } from './until.ts'

export function identityFacet(session: Session) {
  const { app, powers, budget } = session

  const isKnown = (): boolean =>
    powers.grants.list(app.label).some(({ resource }) => resource.kind === 'identity')

  return {
    async did(): Promise<{ did: string; real: boolean }> {
      budget.spend()
      const real = isKnown()
      return { did: real ? powers.dids.own : powers.dids.ofApp(app.label), real }
    },
    async ask(params: unknown, { signal }: Running): Promise<{ did: string }> {
      budget.spend()
      const label = plainWords(text(fields(list(params)[0]).get('reason'), 300))
      declared(session, 'identity')
      if (isKnown()) return { did: powers.dids.own }
      const either = eitherOf(signal, session.signal)
      const { lasting } = await powers.consent
        .ask(app.label, { kind: 'identity', label }, either.signal)
        .finally(either.forget)
      powers.grants.make({
        app: app.label,
        resource: { kind: 'identity' },
        actions: 'read',
        until: untilOf(lasting, powers.clock.now()),
        label,
      })
      powers.audit.note({
        app: app.label,
        action: 'identity',
        target: '',
        name: powers.dids.own,
        changed: true,
      })
      return { did: powers.dids.own }
    },
  }
}
