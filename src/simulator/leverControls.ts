import type { ContactCenter } from './contactCenter';
import type { SimulatedConversation } from './conversation';
import type { GuestGateway } from './guest/guestGateway';
import type { GuestSession } from './guest/guestSession';
import type { GuestSessions } from './guest/guestSessions';
import type { GuestSocket } from './guest/guestSocket';
import type { LeverState } from './leverState';
import type { SimulatorLevers } from './levers';

/** The levers as callers hold them: switches of `state`, and actions on the sockets. */
export function createLevers(
  state: LeverState,
  gateway: GuestGateway,
  sessions: GuestSessions,
  center: ContactCenter,
): SimulatorLevers {
  const sessionOf = (conversation: SimulatedConversation): GuestSession | undefined =>
    sessions.all().find((session) => session === center.own(conversation).guest);
  const socketsOf = (conversation?: SimulatedConversation): GuestSocket[] =>
    conversation === undefined ? [...gateway.sockets] : [...(sessionOf(conversation)?.sockets ?? [])];
  const thaw = (sockets: readonly GuestSocket[]) => {
    for (const socket of sockets) socket.thaw();
  };
  return {
    dropSockets(conversation) {
      const sockets = socketsOf(conversation);
      for (const socket of sockets) socket.terminate();
      return sockets.length;
    },
    refuseUpgrades(status) {
      state.upgradeStatus = status;
    },
    freezeSockets(on, { conversation, newSockets = false } = {}) {
      state.freezesNewSockets = on && newSockets;
      const sockets = socketsOf(conversation);
      if (!on) return thaw(sockets);
      for (const socket of sockets) socket.freeze();
    },
    delay(delayMs, trigger) {
      state.delayMs = delayMs;
      state.delay.set(trigger);
    },
    dropEcho: (trigger) => state.dropEcho.set(trigger),
    loseMessage: (trigger) => state.loseMessage.set(trigger),
    duplicate: (trigger) => state.duplicate.set(trigger),
    reorder: (trigger) => state.reorder.set(trigger),
    rateLimitNext: (count, retryAfterSeconds) => state.messageRate.set(429, count, retryAfterSeconds),
    get historyLagMs() {
      return state.historyLagMs;
    },
    set historyLagMs(lagMs) {
      state.historyLagMs = lagMs;
    },
    failHistory: (status, times = 1) => state.history.set(status, times),
    failOAuth: (status, times = 1) => state.oauth.set(status, times),
    failPlatform: (status, times = 1, retryAfterSeconds) => state.platform.set(status, times, retryAfterSeconds),
    failConfiguration: (status, times = 1) => state.configuration.set(status, times),
    failUploads: (times) => state.uploads.set(0, times),
    sendRaw(conversation, frame) {
      const sockets = socketsOf(conversation);
      for (const socket of sockets) socket.sendText(frame);
      return sockets.length;
    },
    closeConnectionEvent(conversation) {
      for (const socket of socketsOf(conversation)) socket.closeWithEvent();
    },
    reset() {
      state.reset();
      thaw(socketsOf());
    },
  };
}
