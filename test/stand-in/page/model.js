// Backbone's events, models and collections, as far as WhatsApp Web's are used from outside.

export class Events {
  constructor() {
    Object.defineProperty(this, '_listeners', { value: new Map() })
  }

  on(names, listener) {
    for (const name of names.split(' ')) {
      this._listeners.set(name, [...(this._listeners.get(name) ?? []), { listener }])
    }
    return this
  }

  once(name, listener) {
    this._listeners.set(name, [...(this._listeners.get(name) ?? []), { listener, once: true }])
    return this
  }

  off(name, listener) {
    const rest = (this._listeners.get(name) ?? []).filter((entry) => entry.listener !== listener)
    this._listeners.set(name, rest)
    return this
  }

  trigger(name, ...args) {
    for (const { listener, once } of this._listeners.get(name) ?? []) {
      if (once) this.off(name, listener)
      listener(...args)
    }
    return this
  }

  listens(name) {
    return (this._listeners.get(name) ?? []).length > 0
  }
}

/** Attributes are own properties; set() announces changes here and in every collection that has the model. */
export class Model extends Events {
  constructor(attributes) {
    super()
    Object.defineProperty(this, '_collections', { value: new Set() })
    Object.assign(this, attributes)
  }

  set(attributes) {
    const changed = Object.entries(attributes).filter(([key, value]) => this[key] !== value)
    const before = Object.fromEntries(changed.map(([key]) => [key, this[key]]))
    Object.assign(this, attributes)
    for (const [key, value] of changed) this.#announce(`change:${key}`, this, value, before[key])
    if (changed.length > 0) this.#announce('change', this)
    return this
  }

  serialize() {
    return { ...this }
  }

  unsafe() {
    return this
  }

  #announce(name, ...args) {
    this.trigger(name, ...args)
    for (const collection of this._collections) collection.trigger(name, ...args)
  }
}

const keyOf = (id) => (typeof id === 'string' ? id : id?._serialized)

/** Models by their serialized id. `load(id)` fetches a model that find() does not have. */
export class Collection extends Events {
  constructor(modelClass, load = async () => undefined) {
    super()
    this.modelClass = modelClass
    Object.defineProperty(this, '_byId', { value: new Map() })
    Object.defineProperty(this, '_load', { value: load })
  }

  get _models() {
    return [...this._byId.values()]
  }

  get length() {
    return this._byId.size
  }

  get(id) {
    return this._byId.get(keyOf(id))
  }

  async find(id) {
    return this.get(id) ?? this._load(id)
  }

  add(attributes) {
    const known = this.get(attributes.id)
    if (known) return known
    const model = attributes instanceof Model ? attributes : new this.modelClass(attributes)
    this._byId.set(keyOf(model.id), model)
    model._collections.add(this)
    this.trigger('add', model)
    return model
  }

  gadd(id) {
    return this.add({ id })
  }

  remove(id) {
    const model = this.get(id?.id ?? id)
    if (!model) return undefined
    this._byId.delete(keyOf(model.id))
    model._collections.delete(this)
    this.trigger('remove', model)
    return model
  }

  getModelsArray() {
    return this._models
  }

  filter(test) {
    return this.getModelsArray().filter(test)
  }

  serialize() {
    return this.getModelsArray().map((model) => model.serialize())
  }
}
