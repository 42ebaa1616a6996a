import type { EngineFactory, EngineKind } from '../domain/engine'
import { engineUnavailable } from '../domain/errors'
import { newId } from '../domain/ids'
import type { SessionStore } from '../domain/ports'

const DEFAULT_NAMES: Record<EngineKind, string> = { WHATSAPP_WEB: 'WhatsApp', SIMULATED: 'Simulated phone' }

/** Makes sessions, but only of engines that can run here. */
export class SessionMaker {
  constructor(
    private readonly factories: ReadonlyMap<EngineKind, EngineFactory>,
    private readonly sessions: SessionStore,
  ) {}

  /** The new session's id; ENGINE_UNAVAILABLE with one line that says what to do. */
  async make(workspaceId: string, { name, engine }: { name: string | null; engine: EngineKind }): Promise<string> {
    const factory = this.factories.get(engine)
    const why = factory ? factory.unavailable() : `The engine ${engine} is switched off in ENGINES.`
    if (why !== null) throw engineUnavailable(why)
    const session = { id: newId('session'), workspaceId, name: name ?? DEFAULT_NAMES[engine], engine }
    await this.sessions.create({ ...session, pairingPhone: null })
    return session.id
  }
}
