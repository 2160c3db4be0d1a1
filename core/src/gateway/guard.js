/**
 * The first script of every page of an app. In a browser that Space did not launch, WebRTC is the one
 * way out that no header closes; so it is taken away here, before the app's own scripts run.
 *
 * A frame would bring a fresh realm with all of it back. The policy loads nothing into frames, but an
 * empty one can be made; so no frame can come to be: every way to make an element passes here first.
 * In pages as they are served there is none either, see apps/files.ts.
 */
// This runs alone, in pages of strangers: nothing of theirs may be called, and what is used is kept.
;(() => {
  'use strict'
  const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect
  const { exec } = RegExp.prototype
  const { toLowerCase } = String.prototype
  const text = String
  const NAMES = /^(?:[^:]*:)?(?:i?frame|frameset|object|embed|fencedframe|portal)$/
  const MARKUP =
    /[<:](?:i?frame|frameset|object|embed|fencedframe|portal)|shadowrootmode|<!(?:doctype[^>]*\[|entity)/i
  const FRAMES = 'iframe,frame,frameset,object,embed,fencedframe,portal'
  const Refused = TypeError

  const matches = (pattern, value) => apply(exec, pattern, [value]) !== null
  const refuse = () => {
    throw new Refused('Apps of Space cannot have frames')
  }
  const checkName = (value) => {
    const name = text(value)
    if (matches(NAMES, apply(toLowerCase, name, []))) refuse()
    return name
  }
  const checkMarkup = (value) => {
    const markup = text(value)
    if (matches(MARKUP, markup)) refuse()
    return markup
  }

  /** Replaces a method; `before` gets its arguments as they are and gives those to go on with. */
  const wrap = (owner, name, before) => {
    const found = owner && getOwnPropertyDescriptor(owner, name)
    if (!found || typeof found.value !== 'function') return
    const native = found.value
    const value = {
      [name](...args) {
        return apply(native, this, before(args))
      },
    }[name]
    defineProperty(owner, name, { ...found, value, configurable: false, writable: false })
  }
  const wrapSetter = (owner, name, before) => {
    const found = owner && getOwnPropertyDescriptor(owner, name)
    if (!found || !found.set) return
    const native = found.set
    const set = {
      set [name](value) {
        apply(native, this, [before(value)])
      },
    }
    const { set: replaced } = getOwnPropertyDescriptor(set, name)
    defineProperty(owner, name, { ...found, set: replaced, configurable: false })
  }
  const take = (owner, name) => {
    if (!owner || !(name in owner)) return
    if (!deleteProperty(owner, name)) {
      defineProperty(owner, name, { value: undefined, configurable: false, writable: false })
    }
  }
  const seal = (owner, name, value) =>
    defineProperty(owner, name, { value, configurable: false, writable: false, enumerable: false })

  for (const name of ownKeys(globalThis)) {
    const isText = typeof name === 'string'
    if (isText && matches(/^(?:webkit|moz)?RTC|^webkitRTC/, name)) {
      deleteProperty(globalThis, name)
      seal(globalThis, name, undefined)
    }
  }
  take(globalThis, 'documentPictureInPicture')
  take(globalThis, 'XSLTProcessor')
  take(globalThis, 'HTMLFencedFrameElement')

  const nth = (index, check) => (args) => {
    if (index < args.length) args[index] = check(args[index])
    return args
  }
  const { Document, DOMImplementation, DOMParser, Element, Range, ShadowRoot } = globalThis
  // Cookies would go to the server with each request of this page, until it refuses them as too long.
  defineProperty(Document.prototype, 'cookie', {
    get: () => '',
    set: () => {},
    configurable: false,
  })
  take(globalThis, 'cookieStore')
  wrap(Document.prototype, 'createElement', nth(0, checkName))
  wrap(Document.prototype, 'createElementNS', nth(1, checkName))
  wrap(
    DOMImplementation.prototype,
    'createDocument',
    nth(1, (name) => (name === null ? '' : checkName(name))),
  )
  wrap(Document.prototype, 'execCommand', nth(2, checkMarkup))
  wrap(Document, 'parseHTMLUnsafe', nth(0, checkMarkup))
  wrap(Document, 'parseHTML', nth(0, checkMarkup))
  for (const name of ['write', 'writeln', 'open']) wrap(Document.prototype, name, refuse)
  for (const owner of [Element, ShadowRoot]) {
    wrapSetter(owner.prototype, 'innerHTML', (value) => checkMarkup(value === null ? '' : value))
    wrap(owner.prototype, 'setHTMLUnsafe', nth(0, checkMarkup))
    wrap(owner.prototype, 'setHTML', nth(0, checkMarkup))
    for (const name of ['append', 'prepend', 'before', 'after', 'replaceWith']) {
      wrap(owner.prototype, `${name}HTML`, nth(0, checkMarkup))
      wrap(owner.prototype, `${name}HTMLUnsafe`, nth(0, checkMarkup))
    }
    wrap(owner.prototype, 'replaceAllWithHTML', nth(0, checkMarkup))
    wrap(owner.prototype, 'replaceAllWithHTMLUnsafe', nth(0, checkMarkup))
    for (const name of ownKeys(owner.prototype)) {
      // Streams of markup, wherever a browser has them by now, cannot be looked through.
      if (typeof name === 'string' && matches(/^stream.*HTML/, name)) {
        seal(owner.prototype, name, undefined)
      }
    }
  }
  wrapSetter(Element.prototype, 'outerHTML', (value) => checkMarkup(value === null ? '' : value))
  wrap(Element.prototype, 'insertAdjacentHTML', nth(1, checkMarkup))
  wrap(Range.prototype, 'createContextualFragment', nth(0, checkMarkup))
  wrap(DOMParser.prototype, 'parseFromString', nth(0, checkMarkup))
  // NOTE: `extends` is read once here, so that it cannot say something else the next time.
  wrap(CustomElementRegistry.prototype, 'define', (args) => {
    const base = args[2] === undefined || args[2] === null ? undefined : args[2].extends
    if (base !== undefined) args[2] = { extends: checkName(base) }
    return args
  })

  // A document that came by XMLHttpRequest could hold frames, ready to be moved over.
  for (const name of ['responseXML', 'response']) {
    const found = getOwnPropertyDescriptor(XMLHttpRequest.prototype, name)
    const native = found.get
    const { querySelectorAll } = Document.prototype
    defineProperty(XMLHttpRequest.prototype, name, {
      ...found,
      configurable: false,
      get() {
        const value = apply(native, this, [])
        if (value instanceof Document) {
          const count = apply(querySelectorAll, value, [`${FRAMES},template`]).length
          if (count > 0) refuse()
        }
        return value
      },
    })
  }

  // The second wall: whatever frame there is all the same, its realm is not to be reached by its name.
  for (const [owner, names] of [
    [globalThis.HTMLIFrameElement, ['contentWindow', 'contentDocument', 'getSVGDocument']],
    [globalThis.HTMLFrameElement, ['contentWindow', 'contentDocument']],
    [globalThis.HTMLObjectElement, ['contentWindow', 'contentDocument', 'getSVGDocument']],
    [globalThis.HTMLEmbedElement, ['getSVGDocument']],
  ]) {
    for (const name of owner ? names : []) seal(owner.prototype, name, null)
  }
  // The third: a frame that a parser made is gone before the next script runs.
  const remove = Element.prototype.remove
  const matchesFrames = Element.prototype.matches
  const observed = new MutationObserver((records) => {
    for (let i = 0; i < records.length; i += 1) {
      const { addedNodes } = records[i]
      for (let at = 0; at < addedNodes.length; at += 1) {
        const node = addedNodes[at]
        if (node.nodeType !== 1) continue
        if (apply(matchesFrames, node, [FRAMES])) apply(remove, node, [])
      }
    }
  })
  observed.observe(document, { childList: true, subtree: true })
})()
