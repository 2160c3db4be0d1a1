export { connect } from './connect.ts'
export {
  ERROR_CODES,
  isSpaceError,
  SpaceError,
  type ErrorCode,
  type SpaceErrorOptions,
} from './errors.ts'
export type * from './bringing.ts'
export type * from './edits.ts'
export type * from './entries.ts'
export type * from './handles.ts'
export type * from './space.ts'
export type * from './values.ts'
