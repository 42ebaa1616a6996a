import { NotificationSwitch } from './notification-switch'

/** Whether this browser tells of new messages. */
export const notifications = new NotificationSwitch(
  'Notification' in globalThis ? Notification : null,
  () => localStorage,
)
