/** Functions that run in WhatsApp's page before something is done there; see page-types.ts for their rules. */

import type { PageGlobals } from './page-types'

/** Whether a message to this id can arrive. Asks the server only for a number that no chat is known for. */
export async function isReachable(id: string): Promise<boolean> {
  const page = globalThis as unknown as PageGlobals
  const { Chat } = page.require('WAWebCollections')
  const wid = page.require('WAWebWidFactory').createWid(id)
  if (Chat.get(wid) || !id.endsWith('@c.us')) return true
  const lid = page.require('WAWebApiContact').getCurrentLid(wid)
  if (lid && Chat.get(lid)) return true
  const found = await page.require('WAWebQueryExistsJob').queryWidExists(wid)
  return Boolean(found?.wid)
}

/** Whether WhatsApp lets the message be deleted for everyone. */
export async function canRevoke(ref: string): Promise<boolean> {
  const page = globalThis as unknown as PageGlobals
  const { Msg } = page.require('WAWebCollections')
  const message = Msg.get(ref) ?? (await Msg.getMessagesById([ref])).messages[0]
  const { canSenderRevokeMsg, canAdminRevokeMsg } = page.require('WAWebMsgActionCapability')
  return message !== undefined && (canSenderRevokeMsg(message) || canAdminRevokeMsg(message))
}
