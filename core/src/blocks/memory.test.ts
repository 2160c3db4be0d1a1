import { testBlocks } from './blocks.contract.ts'
import { openMemoryBlocks } from './memory.ts'

testBlocks('memory', async () => ({
  blocks: openMemoryBlocks(),
  async [Symbol.asyncDispose]() {},
}))
