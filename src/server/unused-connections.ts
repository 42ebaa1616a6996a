import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections that have not sent a request yet. Browsers open such spares; Node does not count them as idle, so a
 * closing server would wait for them.
 */
export class UnusedConnections {
  private readonly sockets = new Set<Socket>()

  constructor(server: Server) {
    const used = ({ socket }: { socket: Socket }): void => void this.sockets.delete(socket)
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.once('close', () => this.sockets.delete(socket))
    })
    server.on('request', used)
    server.on('upgrade', used)
  }

  /** Ends those that are still unused. */
  end(): void {
    for (const socket of this.sockets) socket.destroy()
  }
}
