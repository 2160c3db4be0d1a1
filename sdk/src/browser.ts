/** What `/space/sdk.js` gives to pages that load it without a bundler. */
export { connect } from './connect.ts'
export { isSpaceError, SpaceError } from './errors.ts'
