/** The library's files by themselves: its index loads what we do not use, 5 MB for every session. */

declare module 'whatsapp-web.js/src/Client' {
  import { Client } from 'whatsapp-web.js'
  export = Client
}

declare module 'whatsapp-web.js/src/authStrategies/LocalAuth' {
  import { LocalAuth } from 'whatsapp-web.js'
  export = LocalAuth
}
