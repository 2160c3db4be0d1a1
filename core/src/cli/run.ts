import { main } from './main.ts'

// What `space start` spawns; people go through `core/bin/space.js`.
process.exitCode = await main(process.argv.slice(2))
