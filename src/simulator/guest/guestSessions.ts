import type { ContactCenter } from '../contactCenter';
import type { SimulatedDeployment } from '../deployment';
import type { LeverState } from '../leverState';
import type { World } from '../world';
import { GuestSession, type GuestSessionHost, type TranscriptEntry } from './guestSession';

/** All live guest sessions, by deployment and token. */
export class GuestSessions implements GuestSessionHost {
  readonly world: World;
  readonly levers: LeverState;
  readonly center: ContactCenter;
  readonly #byKey = new Map<string, GuestSession>();

  constructor(world: World, levers: LeverState, center: ContactCenter) {
    this.world = world;
    this.levers = levers;
    this.center = center;
  }

  find(deploymentId: string, token: string): GuestSession | undefined {
    return this.#byKey.get(keyOf(deploymentId, token));
  }

  findById(sessionId: string): GuestSession | undefined {
    return this.all().find((session) => session.id === sessionId);
  }

  create(deployment: SimulatedDeployment, token: string): GuestSession {
    const session = new GuestSession(this, deployment, token);
    this.#byKey.set(keyOf(deployment.id, token), session);
    return session;
  }

  forget(session: GuestSession): void {
    const key = keyOf(session.deployment.id, session.token);
    if (this.#byKey.get(key) === session) this.#byKey.delete(key);
  }

  all(): GuestSession[] {
    return [...this.#byKey.values()];
  }

  /** The transcript entry known by a server id, whichever of its ids that is. */
  findMessage(messageId: string): TranscriptEntry | undefined {
    for (const session of this.#byKey.values()) {
      const entry = session.transcript.find((one) => one.ids.includes(messageId));
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  close(): void {
    for (const session of this.#byKey.values()) session.close();
  }
}

function keyOf(deploymentId: string, token: string): string {
  return `${deploymentId} ${token}`;
}
