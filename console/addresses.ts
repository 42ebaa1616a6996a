/** Where a session is shown; the routes of shell/shell.tsx lead there. */
export const sessionPath = (sessionId: string): string => `/sessions/${sessionId}`

/** Where a chat is shown. */
export const chatPath = (sessionId: string, chatId: string): string => `${sessionPath(sessionId)}/chats/${chatId}`
