import { fileURLToPath } from 'node:url'
import { main } from '../main.ts'
import { fakeHomes } from './fake-homes.ts'

// The command line over a drive in memory, as a process of its own.
const homes = fakeHomes()
process.exitCode = await main(process.argv.slice(2), {
  homes: async () => homes,
  self: [process.execPath, fileURLToPath(import.meta.url)],
})
