import { keepHeapSmall } from '../home/heap.ts'
import { main } from './main.ts'

// What `space start` spawns; people go through `core/bin/space.js`.
keepHeapSmall()
process.exitCode = await main(process.argv.slice(2))
