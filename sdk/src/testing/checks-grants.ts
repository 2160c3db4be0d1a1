import type { SpaceDirectory } from '../handles.ts'
import { type Check, fails, namesIn, picked, same, textOf, writeText } from './stage.ts'

/** Everything that an app could try in a folder with `a.txt`, `in/` and a file of its own to write. */
const acts: readonly (readonly [string, (box: SpaceDirectory) => Promise<unknown>])[] = [
  ['making a file', (box) => box.getFileHandle('new', { create: true })],
  ['making a folder', (box) => box.getDirectoryHandle('new', { create: true })],
  ['writing', (box) => writeText(box, 'a.txt', 'new')],
  ['renaming', async (box) => (await box.getFileHandle('a.txt')).move('b.txt')],
  ['copying', async (box) => (await box.getFileHandle('a.txt')).copy(box, 'b.txt')],
  ['removing', (box) => box.removeEntry('a.txt')],
  ['marking', async (box) => (await box.getFileHandle('a.txt')).mark({ starred: true })],
  ['looking into the trash', (box) => box.trash()],
  ['restoring', restoreFirst],
]

async function restoreFirst(box: SpaceDirectory): Promise<void> {
  const file = await box.getFileHandle('a.txt')
  const [version] = await file.versions()
  await file.restore(version?.id ?? '')
}

/** What the person gives, and takes back. */
export const grantChecks: readonly Check[] = [
  {
    name: 'who may read may do nothing else',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': 'alpha' })
      for (const [act, work] of acts) await fails('grant-denied', () => work(box), act)
      same(await stage.person.read('Box/a.txt'), 'alpha', 'the file')
      same(await namesIn(box), ['a.txt'], 'the folder')
      same(await box.queryPermission(), 'granted', 'may it read')
      same(await box.queryPermission({ mode: 'readwrite' }), 'denied', 'may it write')
    },
  },
  {
    name: 'who may change may do all of it',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'alpha' })
      const [made, folder, ...rest] = acts
      await made?.[1](box)
      await box.removeEntry('new')
      await folder?.[1](box)
      for (const [act, work] of rest) {
        await stage.person.write('Box/a.txt', 'alpha')
        await work(box).catch((cause: unknown) => {
          throw new Error(`${act} should work`, { cause })
        })
        for (const name of ['a.txt', 'b.txt']) await box.removeEntry(name).catch(() => undefined)
      }
    },
  },
  {
    name: 'who may add sees and writes only what it added',
    async run(stage) {
      const box = await picked(stage, 'add', { 'a.txt': 'alpha' })
      same(await namesIn(box), [], 'the folder')
      await fails('not-found', () => box.getFileHandle('a.txt'), 'a file that was there')
      await writeText(box, 'mine.txt', 'mine')
      same(await textOf(box, 'mine.txt'), 'mine', 'its own file')
      same(await namesIn(box), ['mine.txt'], 'the folder afterwards')
      await fails('grant-denied', () => box.removeEntry('mine.txt'), 'removing its own file')
      same(await stage.person.read('Box/a.txt'), 'alpha', 'the file that was there')
    },
  },
  {
    name: 'the person may refuse, and may give less',
    async run(stage) {
      const { space, person } = stage
      await person.write('Box/a.txt', 'alpha')
      await person.answer('refuse')
      const ask = () => space.pick.directory({ mode: 'change', label: 'A box' })
      await fails('grant-denied', ask, 'asking')
      same((await space.grants.list()).length, 0, 'grants after a refusal')
      await person.answer({ paths: ['Box'], mode: 'read' })
      const box = await ask()
      await fails('grant-denied', () => writeText(box, 'a.txt', 'new'), 'writing')
    },
  },
  {
    name: 'files are picked one by one, and saved where the person says',
    async run(stage) {
      const { space, person } = stage
      await person.write('Box/a.txt', 'alpha')
      await person.write('Box/b.txt', 'beta')
      await person.answer({ paths: ['Box/a.txt'] })
      const file = await space.pick.file({ mode: 'read', label: 'A text' })
      same(await (await file.getFile()).text(), 'alpha', 'one file')
      await person.answer({ paths: ['Box/a.txt', 'Box/b.txt'] })
      const files = await space.pick.files({ mode: 'read', label: 'Texts' })
      same(
        files.map(({ name }) => name),
        ['a.txt', 'b.txt'],
        'two files',
      )
      await person.answer({ paths: ['Box'] })
      const made = await space.pick.save({ label: 'The result', suggestedName: 'c.txt' })
      const writable = await made.createWritable()
      await writable.write('gamma')
      await writable.close()
      same(await person.read('Box/c.txt'), 'gamma', 'what was saved')
    },
  },
  {
    name: 'nothing of a grant outlives its end',
    async run(stage) {
      const box = await picked(stage, 'change', { 'a.txt': 'alpha', 'in/b.txt': '' })
      const file = await box.getFileHandle('a.txt')
      const inner = await box.getDirectoryHandle('in')
      const url = await file.url()
      const writable = await file.createWritable()
      await writable.write('lost')
      const ended = new Promise((resolve) => file.addEventListener('revoked', resolve))
      await stage.person.revoke(box.grant)
      await ended
      same([box.isRevoked, file.isRevoked, inner.isRevoked], [true, true, true], 'handles know it')
      await fails('grant-revoked', () => writable.write('more'), 'writing on')
      await fails('grant-revoked', () => writable.close(), 'closing a writer')
      await fails('grant-revoked', () => file.getFile(), 'reading')
      await fails('grant-revoked', () => namesIn(inner), 'listing')
      for (const [act, work] of acts) await fails('grant-revoked', () => work(box), act)
      same((await stage.fetch(url)).ok, false, 'its URL')
      same(await box.queryPermission(), 'denied', 'its permission')
      same(await stage.person.read('Box/a.txt'), 'alpha', 'the file')
    },
  },
  {
    name: 'a watcher learns that its grant ended',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': '' })
      const changes = box.watch()[Symbol.asyncIterator]()
      await changes.next()
      const next = fails('grant-revoked', () => changes.next(), 'the stream')
      await stage.person.revoke(box.grant)
      await next
    },
  },
  {
    name: 'a grant follows its folder, and ends at its edge',
    async run(stage) {
      const { person } = stage
      const box = await picked(stage, 'read', { 'a.txt': 'alpha', 'in/b.txt': 'beta' })
      const file = await box.getFileHandle('a.txt')
      await person.move('Box', 'Elsewhere/Crate')
      same(await (await file.getFile()).text(), 'alpha', 'after the folder moved')
      await person.move('Elsewhere/Crate/a.txt', 'Out/a.txt')
      await fails('not-found', () => file.getFile(), 'what was moved out')
      await person.move('Out/a.txt', 'Elsewhere/Crate/in/a.txt')
      same(await (await file.getFile()).text(), 'alpha', 'what came back')
      await person.remove('Elsewhere/Crate/in')
      await fails('not-found', () => file.getFile(), 'what is in the trash')
    },
  },
  {
    name: 'grants are listed, opened again, watched and given back',
    async run(stage) {
      const { space } = stage
      const box = await picked(stage, 'read', { 'a.txt': 'alpha' })
      const grants = await space.grants.list()
      same(
        grants.map(({ kind, name, mode, label }) => [kind, name, mode, label]),
        [['directory', 'Box', 'read', 'A box']],
        'grants',
      )
      const [grant] = grants
      if (grant === undefined) throw new Error('there is no grant')
      const again = await space.grants.open(grant)
      same(await again.isSameEntry(box), true, 'what is opened again')
      const watch = space.grants.watch()[Symbol.asyncIterator]()
      same((await watch.next()).value?.length, 1, 'grants now')
      await space.grants.release(grant)
      same((await watch.next()).value?.length, 0, 'grants after giving back')
      await watch.return?.()
      await fails('grant-revoked', () => namesIn(box), 'listing')
      await fails('grant-revoked', () => space.grants.open(grant), 'opening it again')
    },
  },
  {
    name: 'the files that were read last are named, as long as they are granted',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' })
      await textOf(box, 'b.txt')
      await textOf(box, 'a.txt')
      const recent = await stage.space.recent.list()
      same(
        recent.map(({ file }) => file.name),
        ['a.txt', 'b.txt'],
        'newest first',
      )
      same((await stage.space.recent.list({ limit: 1 })).length, 1, 'at most one')
      await stage.person.revoke(box.grant)
      same(await stage.space.recent.list(), [], 'after the grant')
    },
  },
  {
    name: 'what a host does not claim among its features is not found',
    async run(stage) {
      const box = await picked(stage, 'read', { 'a.png': '' })
      const file = await box.getFileHandle('a.png')
      const { features } = stage.space.app
      if (!features.includes('zip')) await fails('not-found', () => box.zip(), 'a ZIP')
      if (!features.includes('thumbnail')) {
        await fails('not-found', () => file.thumbnail(64), 'a thumbnail')
      }
    },
  },
  {
    name: 'two grants of one folder are two, each with its own mode',
    async run(stage) {
      const reading = await picked(stage, 'read', { 'a.txt': 'alpha' })
      const changing = await picked(stage, 'change')
      await writeText(changing, 'a.txt', 'new')
      await fails('grant-denied', () => writeText(reading, 'a.txt', 'newer'), 'writing by reading')
      await stage.person.revoke(changing.grant)
      same(await textOf(reading, 'a.txt'), 'new', 'reading afterwards')
    },
  },
  {
    name: 'an app has a DID of its own, and hosts are closed until they are granted',
    async run({ space, person }) {
      const did = await space.identity.did()
      same([did.startsWith('did:'), (await space.identity.did()) === did], [true, true], 'its DID')
      same(await space.identity.isReal(), false, 'whether it is the real one')
      await person.answer('refuse')
      await fails('grant-denied', () => space.identity.ask({ reason: 'to sign' }), 'asking for it')
      same(await space.identity.did(), did, 'its DID after a refusal')
      await fails('grant-denied', () => space.net.fetch('https://api.example.com/'), 'the network')
      await person.answer('refuse')
      const ask = () => space.net.ask({ host: 'api.example.com', reason: 'to fetch' })
      await fails('grant-denied', ask, 'asking for a host')
    },
  },
]
