import type { SimulatorLevers } from '../levers';
import { asObject, type JsonObject, numberAt } from '../wireJson';

/** The levers on the desk's panel, by the names in its addresses. Each acts on all guests. */
const DESK_LEVERS = new Map<string, (levers: SimulatorLevers, body: JsonObject) => void>([
  ['drop-sockets', (levers) => void levers.dropSockets()],
  ['freeze', (levers) => levers.freezeSockets(true)],
  ['thaw', (levers) => levers.freezeSockets(false)],
  ['refuse-upgrades', (levers, body) => levers.refuseUpgrades(numberAt(body, 'status') ?? 503)],
  ['accept-upgrades', (levers) => levers.refuseUpgrades(undefined)],
  ['drop-echo', (levers) => levers.dropEcho(1)],
  ['lose-message', (levers) => levers.loseMessage(1)],
  ['duplicate', (levers) => levers.duplicate(1)],
  ['reorder', (levers) => levers.reorder(1)],
  ['delay', (levers, body) => levers.delay(numberAt(body, 'delayMs') ?? 3000, 1)],
  ['rate-limit', (levers, body) => levers.rateLimitNext(1, numberAt(body, 'retryAfterSeconds') ?? 3)],
  ['reset', (levers) => levers.reset()],
]);

/** Pulls a lever by name. Returns false when there is none of that name. */
export function pullDeskLever(levers: SimulatorLevers, name: string, body: unknown): boolean {
  const lever = DESK_LEVERS.get(name);
  lever?.(levers, asObject(body) ?? {});
  return lever !== undefined;
}
