// Starts the page: connects, and puts what the server pushes into the models.

import { Chat, GroupMetadata, addMessage, keepChat, removeMessage } from './chats.js'
import { Blocklist, Contact, keepContact, keepMapping } from './contacts.js'
import { deleteLogin, loadLogin, saveLogin } from './login-store.js'
import { Msg, fromWire, toModel } from './message-model.js'
import { Reactions, keepReaction, receiveReaction } from './messages.js'
import './media.js'
import './group-actions.js'
import { Collection, Model } from './model.js'
import { keepVote, receiveCall, receiveVote } from './polls-and-calls.js'
import { define, guarded, onMissing } from './registry.js'
import { server } from './server-link.js'
import { Cmd, Conn, Socket, qrKeys, session } from './session.js'
import { createWid } from './wid.js'

/** Number of account events this page has; undefined until it has loaded the account. */
let at
/** Whether the server has ever answered. */
let started = false

function load(snapshot) {
  session.me = snapshot.me
  Conn.set({ wid: createWid(snapshot.me.wid), pushname: snapshot.me.pushname, platform: snapshot.me.platform })
  for (const { lid, phone } of snapshot.mappings) keepMapping(lid, phone)
  for (const contact of snapshot.contacts) keepContact(contact)
  for (const { messages, ...wire } of snapshot.chats) {
    const chat = keepChat(wire)
    for (const message of messages) addMessage(chat, toModel(message))
  }
  for (const reaction of snapshot.reactions) keepReaction(reaction)
  for (const vote of snapshot.votes) keepVote(vote)
  at = snapshot.at
}

function leave() {
  Cmd.trigger('logout')
  location.replace('/?post_logout=1&logout_reason=0')
}

const pushes = {
  unpaired({ ref }) {
    Conn.set({ ref })
    Socket.set({ state: 'UNPAIRED' })
  },

  idle() {
    Socket.set({ state: 'UNPAIRED_IDLE' })
  },

  async linked({ login, snapshot }) {
    Socket.set({ state: 'PAIRING' })
    await saveLogin(login)
    session.login = login
    load(snapshot)
    Socket.set({ state: 'CONNECTED' })
    Socket.finishSync(snapshot.sync)
  },

  resumed({ snapshot }) {
    if (snapshot) load(snapshot)
    Socket.set({ state: 'CONNECTED' })
    if (snapshot) Socket.finishSync(snapshot.sync)
  },

  async loggedOut() {
    await deleteLogin()
    session.login = undefined
    if (at === undefined) server.restart()
    else leave()
  },

  state({ state }) {
    Socket.set({ state })
  },

  mark: ({ mark }) => server.passed(mark),
  reload: () => location.reload(),
  navigate: () => history.pushState(null, '', `/?navigation=${history.length}`),

  frame() {
    const frame = document.createElement('iframe')
    frame.onload = () => frame.remove()
    frame.src = '/frame'
    document.body.append(frame)
  },
  leave: () => location.assign('about:blank'),

  // The server does not answer: the renderer's only thread waits without burning the processor.
  hang() {
    const request = new XMLHttpRequest()
    request.open('GET', '/hang', false)
    request.send()
  },

  message({ message, chat: { unreadCount, ...wire }, live }) {
    const chat = Chat.get(wire.id) ?? keepChat({ unreadCount: 0, ...wire })
    addMessage(chat, toModel(message, live))
    keepChat({ unreadCount, ...wire })
  },

  change({ key, set }) {
    Msg.get(key)?.set(fromWire(set))
  },

  // As if the message had come once more: the collection knows it, whoever listens hears of it again.
  again({ key }) {
    const msg = Msg.get(key)
    if (msg) Msg.trigger('add', msg)
  },

  ack({ key, ack }) {
    Msg.get(key)?.set({ ack })
  },

  remove({ key }) {
    const msg = Msg.get(key)
    if (msg) removeMessage(msg)
  },

  reaction: ({ reaction }) => receiveReaction(reaction),
  vote: ({ vote }) => receiveVote(vote),
  call: ({ call }) => receiveCall(call),
  contact: ({ contact }) => void keepContact(contact),
  chat: ({ chat }) => void keepChat(chat),
  removeChat: ({ id }) => void Chat.remove(id),
}

async function pushed(push) {
  started = true
  if (push.at !== undefined) {
    if (push.at <= at) return
    at = push.at
  }
  await pushes[push.event](push)
}

define({
  WAWebCollections: Object.fromEntries(
    Object.entries({
      Msg,
      Chat,
      Contact,
      GroupMetadata,
      Blocklist,
      Reactions,
      Label: new Collection(Model),
      Status: new Collection(Model),
      WAWebNewsletterCollection: new Collection(Model),
      BusinessProfile: new Collection(Model, async (id) => ({ id })),
      ProfilePicThumb: new Collection(Model),
    }).map(([name, collection]) => [name, guarded(name, collection)]),
  ),
})

// The library takes this for the sign that the modules are here.
window.Debug = { VERSION: document.documentElement.dataset.version }

onMissing((what) => server.report('missing', what))
window.addEventListener('error', ({ message }) => server.report('error', message))
window.addEventListener('unhandledrejection', ({ reason }) => server.report('error', String(reason?.stack ?? reason)))

session.login = await loadLogin()
server.start(() => ({ keys: qrKeys(), login: session.login, since: at }), {
  pushed,
  // A page that never was connected stays in OPENING, its first state.
  lost: () => started && Socket.set({ state: 'TIMEOUT' }),
  opening: () => Socket.set({ state: 'OPENING' }),
})
