/** How grants are kept between two runs of the daemon. */
import type { Actions, Ending, Grant, Resource, Until } from './capability.ts'

interface KeptGrants {
  readonly grants: readonly Grant[]
  readonly ended: readonly { id: string; app: string; ending: Ending }[]
}

export function writeKept(
  grants: readonly Grant[],
  ended: ReadonlyMap<string, { app: string; ending: Ending }>,
): KeptGrants {
  return {
    grants,
    ended: [...ended].map(([id, { app, ending }]) => ({ id, app, ending })),
  }
}

/** What cannot be understood gives no access: it is as if it had never been granted. */
export function readKept(value: unknown): KeptGrants {
  const { grants, ended } = fields(value)
  return {
    grants: list(grants).filter(isGrant),
    ended: list(ended).flatMap((one) => {
      const { id, app, ending } = fields(one)
      return isText(id) && isText(app) && isEnding(ending) ? [{ id, app, ending }] : []
    }),
  }
}

function isGrant(value: unknown): value is Grant {
  const grant = fields(value)
  const { id, app, resource, actions, until, trial, isPrivate, label, madeAt, lastUsedAt } = grant
  return (
    isText(id) &&
    isText(app) &&
    isText(label) &&
    isResource(resource) &&
    isActions(actions) &&
    isUntil(until) &&
    (trial === undefined || isText(trial)) &&
    (isPrivate === undefined || isPrivate === true) &&
    typeof madeAt === 'number' &&
    (lastUsedAt === null || typeof lastUsedAt === 'number')
  )
}

function isResource(value: unknown): value is Resource {
  const { kind, drive, entry, host } = fields(value)
  if (kind === 'entry') return isText(drive) && isText(entry)
  return kind === 'host' ? isText(host) : kind === 'identity'
}

function isActions(value: unknown): value is Actions {
  return value === 'read' || value === 'add' || value === 'change'
}

function isUntil(value: unknown): value is Until {
  return value === 'session' || value === null || typeof value === 'number'
}

function isEnding(value: unknown): value is Ending {
  return value === 'grant-revoked' || value === 'grant-expired'
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
