import { cleanup, screen } from '@testing-library/react'
import { SpaceError } from '@space/sdk'
import { afterEach, expect, test } from 'vitest'
import { LEDGER, NOW, ref } from '../fake/world.ts'
import { open, press, settle } from '../space.samples.tsx'

afterEach(cleanup)

const page = (): string => screen.getByRole('region', { name: 'Health' }).textContent ?? ''

test('it says in plain words what is safe, and that there is no backup', async () => {
  await open('settings/health')
  expect(page()).toContain('Everything is here, in one place')
  expect(page()).toContain('They were tested 12 days ago')
  expect(page()).toContain('as you saved them')
  expect(page()).toContain('Not yet. This computer is the only place of your files.')
})

test('words of the trade stand under Details and nowhere else', async () => {
  await open('settings/health')
  const all = page()
  const details = document.querySelector('details')?.textContent ?? ''
  expect(details).toContain('Ed25519')
  expect(all.replace(details, '')).not.toMatch(
    /encrypt|cipher|hash|CID|DID|key|epoch|Argon|phrase |sha|seal/i,
  )
})

test('words that nobody proved are the first thing to do', async () => {
  const { shell } = await open('settings/health', {
    home: { wordsKept: true, confirmedAt: null, remindAt: NOW + 1 },
  })
  await press('Save your 24 words')
  expect(shell.tabs.getState().tabs.at(-1)?.place).toEqual({
    kind: 'settings',
    page: 'recovery',
    of: 'words',
  })
})

test('a check is begun, seen and stopped', async () => {
  await open('settings/health', { health: { check: null } })
  expect(page()).toContain('Not yet. A check reads every file and compares it.')
  await press('Check every file')
  expect(screen.getByRole('progressbar')).toBeTruthy()
  expect(page()).toContain('You can go on working.')
  await press('Stop the check')
  expect(screen.queryByRole('progressbar')).toBeNull()
})

test('what is damaged is named, and what can be done about it', async () => {
  await open('settings/health', {
    health: {
      check: {
        at: NOW,
        files: 3,
        bytes: 9,
        damagedCount: 22,
        damaged: [{ path: '/a\nb', why: 'A block is damaged' }],
      },
    },
  })
  expect(page()).toContain('22 files cannot be read as they were saved')
  expect(page()).toContain(String.raw`/a\nb`)
  expect(page()).toContain('and 21 more')
})

test('when it cannot be read the page says so, and is there again with the next connection', async () => {
  const { shell, connection } = await open('home')
  shell.health.setState({ health: undefined })
  const watch = shell.host.health.watch
  let isBroken = true
  Object.assign(shell.host.health, {
    watch: (signal: AbortSignal) => {
      if (isBroken) throw new SpaceError('io', 'The disk does not answer')
      return watch(signal)
    },
  })
  shell.tabs.getState().go({ kind: 'settings', page: 'health' })
  await settle()
  expect(page()).toContain('The disk does not answer')
  isBroken = false
  connection.lose(NOW + 1000)
  await settle()
  connection.heal()
  await settle()
  expect(page()).toContain('Backed up')
})

test('privacy lists what is connected, and says when nothing leaves', async () => {
  await open('settings/privacy')
  const said = screen.getByRole('region', { name: 'Privacy' }).textContent ?? ''
  expect(said).toContain('There is no telemetry, so there is nothing to switch off.')
  expect(said).toContain('A window of Space')
  expect(said).toContain('Nothing leaves this computer')
  expect(said).toContain('No one')
})

test('what leaves is named with who sees it, and so is what was stopped', async () => {
  const out = { kind: 'out', sentBytes: 812, receivedBytes: 18_400, since: NOW } as const
  await open('settings/privacy', {
    privacy: {
      links: [
        { kind: 'app', app: ref(LEDGER), since: NOW },
        { ...out, host: 'rates.ecb.europa.eu', port: 443 },
        { ...out, host: 'rates.ecb.europa.eu', port: 443 },
      ],
      stopped: [{ host: 'fonts.example', count: 3 }],
      outside: 2,
    },
  })
  const said = screen.getByRole('region', { name: 'Privacy' }).textContent ?? ''
  expect(said).toContain('One host')
  expect(said).toContain('rates.ecb.europa.eu:443')
  expect(said).toContain('Sees your address. Sent 812 bytes')
  expect(said).toContain('fonts.example')
  expect(said).toContain('2 files are open in another program, unlocked')
  expect(said).not.toContain('Nothing leaves this computer')
})
