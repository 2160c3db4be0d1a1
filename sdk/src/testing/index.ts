export { conformance } from './conformance.ts'
export { createTestHost, type TestHost, type TestHostOptions } from './host.ts'
export type { Answer, Person } from './person.ts'
export type { Stage } from './stage.ts'
