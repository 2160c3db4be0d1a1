// An app as a stranger writes it: it has nothing but what the person hands it.
import { connect, isSpaceError } from '/space/sdk.js'

const status = document.getElementById('status')
const heading = document.getElementById('folder')
const list = document.getElementById('files')
const editor = document.getElementById('editor')
const text = document.getElementById('text')

/** The folder that was chosen, and the file that is edited. */
let folder
let editing

const space = await connect()
document.getElementById('choose').addEventListener('click', () => void attempt(choose))
editor.addEventListener('submit', (event) => {
  event.preventDefault()
  void attempt(save)
})
await attempt(begin)

/** What was given before is still there after a reload. */
async function begin() {
  const grants = await space.grants.list()
  const grant = grants.find(({ kind, isPrivate }) => kind === 'directory' && !isPrivate)
  if (grant === undefined) say('No folder yet.')
  else await open(await space.grants.open(grant))
}

async function choose() {
  await open(await space.pick.directory({ id: 'notes', mode: 'change', label: 'Your notes' }))
}

async function open(chosen) {
  folder = chosen
  folder.addEventListener('revoked', () => {
    if (folder !== chosen) return
    close()
    say(`Space took ${chosen.name} back. Choose a folder to go on.`)
  })
  folder.addEventListener('change', () => void attempt(show))
  await show()
  say(`Opened ${folder.name}.`)
}

async function show() {
  const rows = []
  for await (const [name, entry] of folder) rows.push(await rowOf(name, entry))
  list.replaceChildren(...rows)
  heading.textContent = `${folder.name} (${rows.length})`
  heading.hidden = false
}

async function rowOf(name, entry) {
  const row = document.createElement('li')
  if (entry.kind === 'directory') row.textContent = `${name}/`
  else if (/\.(?:txt|md)$/.test(name)) row.append(button(name, () => edit(entry)))
  else if (/\.(?:png|jpe?g|gif|webp|svg)$/.test(name)) row.append(await picture(name, entry))
  else row.textContent = name
  return row
}

function button(name, act) {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = name
  made.addEventListener('click', () => void attempt(act))
  return made
}

/** The browser fetches it by itself; a URL lives as long as the grant. */
async function picture(name, file) {
  const made = document.createElement('img')
  made.alt = name
  made.src = await file.url()
  return made
}

async function edit(file) {
  editing = { file, version: (await file.stat()).version }
  text.value = await (await file.getFile()).text()
  document.getElementById('editing').textContent = file.name
  editor.hidden = false
  text.focus()
}

async function save() {
  const { file, version } = editing
  const writable = await file.createWritable({ ifVersion: version })
  await writable.write(text.value)
  await writable.close()
  editing.version = (await file.stat()).version
  say(`Saved ${file.name}.`)
}

function close() {
  folder = undefined
  editor.hidden = true
  heading.hidden = true
  list.replaceChildren()
}

function say(words) {
  status.textContent = words
}

/** Failures are told in words; `code` says which ones a person need not hear of. */
async function attempt(act) {
  try {
    await act()
  } catch (error) {
    if (isSpaceError(error, 'grant-denied')) say('Nothing was chosen.')
    else if (isSpaceError(error, 'conflict')) say('Somebody else changed it. Open it again first.')
    else if (isSpaceError(error)) say(error.message)
    else throw error
  }
}
