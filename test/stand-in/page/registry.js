// window.require: the modules of WhatsApp Web that code injected into the page asks for, by name.

const modules = new Map()
const lacking = new Set(document.documentElement.dataset.lacking.split(' '))
let reportMissing = () => {}

// Properties that the language itself asks for, of any object.
const ASKED_OF_ANYTHING = new Set(['then', 'toJSON', 'prototype', '$$typeof'])

/** Tells `report` from now on what was asked for and is not here. */
export function onMissing(report) {
  reportMissing = report
}

/** The object itself, but asking for a member that it lacks is reported under `name`. */
export function guarded(name, target) {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object) && !ASKED_OF_ANYTHING.has(key)) reportMissing(`${name}.${key}`)
      return object[key]
    },
  })
}

/** Adds modules: name to exports. */
export function define(definitions) {
  for (const [name, exports] of Object.entries(definitions)) modules.set(name, guarded(name, exports))
}

window.require = (name) => {
  const found = modules.get(name)
  if (found && !lacking.has(name)) return found
  if (!found) reportMissing(name)
  throw new Error(`Requiring unknown module "${name}"`)
}
