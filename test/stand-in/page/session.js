// Login, connection state and identity: from the QR code to CONNECTED.

import { deleteLogin } from './login-store.js'
import { Events, Model } from './model.js'
import { define, guarded } from './registry.js'
import { server } from './server-link.js'
import { createWid, maybeWid } from './wid.js'

const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count))
const encodeB64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))

const identity = { staticKey: randomBytes(32), identityKey: randomBytes(32), advSecret: encodeB64(randomBytes(32)) }
const DEVICE_PLATFORM = 1

/** The parts of the QR text that this page contributes. */
export const qrKeys = () => {
  return [encodeB64(identity.staticKey), encodeB64(identity.identityKey), identity.advSecret, `${DEVICE_PLATFORM}`]
}

/** The account this page is linked to: `login` and `me` (both undefined before). */
export const session = { login: undefined, me: undefined }

class SocketModel extends Model {
  constructor() {
    super({ state: 'OPENING', hasSynced: false, stream: 'DISCONNECTED' })
    Object.defineProperty(this, '_whenListened', { value: new Set() })
  }

  on(names, listener) {
    super.on(names, listener)
    if (names === 'change:hasSynced') for (const resume of this._whenListened) resume()
    return this
  }

  /** The first sync ends: at once, once somebody listens for it, or never. */
  finishSync(when) {
    const finish = () => {
      this._whenListened.delete(finish)
      Cmd.trigger('offline_progress_update_from_bridge')
      this.set({ hasSynced: true })
      server.report('synced', '')
    }
    if (when === 'at-once' || (when === 'when-listened' && this.listens('change:hasSynced'))) finish()
    else if (when === 'when-listened') this._whenListened.add(finish)
  }

  async logout() {
    await server.call('logout', session.login)
    await deleteLogin()
  }

  takeover() {
    this.set({ state: 'CONNECTED' })
  }

  reconnect() {
    this.set({ state: 'OPENING' })
    this.set({ state: 'CONNECTED' })
  }
}

class ConnModel extends Model {
  serialize() {
    return { ...this, wid: maybeWid(this.wid) }
  }

  canSetMyPushname() {
    return true
  }
}

export const Socket = new SocketModel()
export const Conn = new ConnModel({
  ref: undefined,
  wid: undefined,
  pushname: undefined,
  platform: undefined,
  phone: undefined,
  battery: undefined,
  plugged: undefined,
})

/** Commands of the user interface; chats.js and messages.js add theirs. */
export const Cmd = new Events()
Object.assign(Cmd, { refreshQR: () => server.call('refreshQr') })

define({
  WAWebSocketModel: { Socket: guarded('Socket', Socket) },
  WAWebConnModel: { Conn: guarded('Conn', Conn) },
  WAWebCmd: { Cmd: guarded('Cmd', Cmd) },
  WAWebStreamModel: { Stream: { markAvailable() {}, markUnavailable() {} } },
  WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
  WAWebLaunchSocketUtils: { refreshQR: Cmd.refreshQR },
  WAWebAltDeviceLinkingApi: {
    setPairingType() {},
    async initializeAltDeviceLinking() {},
    async initializeQRLinking() {},
    startAltLinkingFlow: (phone) => server.call('pairingCode', phone),
  },
  WABase64: { encodeB64 },
  WAWebCompanionRegClientUtils: { DEVICE_PLATFORM },
  WAWebAdvSignatureApi: {},
  WAWebUserPrefsInfoStore: {
    waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: identity.staticKey } }) },
  },
  WAWebSignalStoreApi: {
    waSignalStore: { getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: identity.identityKey } }) },
  },
  WAWebUserPrefsMultiDevice: { getADVSecretKey: () => identity.advSecret },
  WAWebUserPrefsMeUser: {
    getMaybeMePnUser: () => session.me && createWid(session.me.wid),
    getMaybeMeLidUser: () => session.me && createWid(session.me.lid),
  },
  WAWebMiscBrowserUtils: { info: () => ({ os: 'Linux', name: 'Chrome' }) },
  WAWebSetPushnameConnAction: {
    async setPushname(name) {
      await server.call('setPushName', name)
      Conn.set({ pushname: name })
    },
  },
  WAWebPresenceChatAction: { sendPresenceAvailable() {}, sendPresenceUnavailable() {} },
})
