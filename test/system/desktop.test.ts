/** The daemon as the desktop runs it: a process of its own, started, asked and ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answerOf, launchDaemon, type SpaceCommand } from '../../shell/desktop/daemon-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'space-desktop-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const RUN = join(import.meta.dirname, '../../core/src/cli/run.ts')

function command(home: string): SpaceCommand {
  const env = { ...process.env, SPACE_HOME: join(folder, home), NODE_OPTIONS: '--bogus' }
  return { line: [process.execPath, RUN], logs: join(folder, 'logs'), env }
}

test('a daemon makes its space, is ready, gives a window and its proxy, and ends well', async () => {
  const daemon = launchDaemon(command('fresh'), () => Promise.reject(new Error('not locked')))
  await daemon.ready
  const answer = await answerOf(command('fresh'), ['open', '--hosted', 'space://files/Photos'])
  expect(answer).toMatchObject({
    created: false,
    window: {
      url: expect.stringMatching(/^http:\/\/space\.localhost:\d+\/#code=[\w-]{22}\/files\/Photos$/),
      shown: false,
      proxyPort: expect.any(Number),
    },
  })
  const second = launchDaemon(command('fresh'), () => Promise.reject(new Error('not locked')))
  await expect(second.ready).rejects.toMatchObject({ code: 'in-use' })
  await daemon.stop()
  await expect(answerOf(command('gone'), ['ls'])).rejects.toMatchObject({ code: 'not-initialized' })
})

test('a space that is locked asks for its passphrase, and says when it is wrong', async () => {
  await answerOf(command('locked'), ['init'])
  const file = join(folder, 'words')
  writeFileSync(file, 'correct horse battery\n')
  await answerOf(command('locked'), ['identity', 'passphrase', '--new-password-file', file])
  const wrong = launchDaemon(command('locked'), async () => 'not that')
  await expect(wrong.ready).rejects.toMatchObject({ code: 'wrong-key' })
  const right = launchDaemon(command('locked'), async () => 'correct horse battery')
  await right.ready
  await right.stop()
})
