import { Store } from '../api/store'

/** What became of the wish for notifications. */
export type NotificationState = 'ON' | 'OFF' | 'DENIED' | 'UNSUPPORTED'

/** What the browser has to do with it; null where it knows no notifications, as without HTTPS. */
export interface NotificationPermissions {
  readonly permission: NotificationPermission
  requestPermission(): Promise<NotificationPermission>
}

const STORAGE_NAME = 'wagraph.notifications'
const WANTED = 'on'

/** Whether new messages are told by notifications of the browser: where it was asked for here, and is allowed. */
export class NotificationSwitch {
  readonly state = new Store<NotificationState>('OFF')

  constructor(
    private readonly permissions: NotificationPermissions | null,
    private readonly storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  ) {}

  /** Takes up the wish of the last visit. @throws DOMException where the browser forbids to keep anything */
  load(): void {
    const wanted = this.storage().getItem(STORAGE_NAME) === WANTED
    this.state.set(wanted && this.permissions?.permission === 'granted' ? 'ON' : 'OFF')
  }

  /** Asks the user for the permission: on a click only, and not again once it was refused. */
  async turnOn(): Promise<NotificationState> {
    if (this.permissions === null) return this.#keep('UNSUPPORTED')
    const permission =
      this.permissions.permission === 'default'
        ? await this.permissions.requestPermission()
        : this.permissions.permission
    if (permission === 'default') return this.#keep('OFF')
    return this.#keep(permission === 'granted' ? 'ON' : 'DENIED')
  }

  turnOff(): void {
    this.#keep('OFF')
  }

  /** The browser refused to show one. */
  fail(): void {
    this.#keep('UNSUPPORTED')
  }

  #keep(state: NotificationState): NotificationState {
    if (state === 'ON') this.storage().setItem(STORAGE_NAME, WANTED)
    else this.storage().removeItem(STORAGE_NAME)
    this.state.set(state)
    return state
  }
}
