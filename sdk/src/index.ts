export {
  ERROR_CODES,
  isSpaceError,
  SpaceError,
  type ErrorCode,
  type SpaceErrorOptions,
} from './errors.ts'
