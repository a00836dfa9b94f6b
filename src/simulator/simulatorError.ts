/** A wrong use of the programmatic API, such as accepting a conversation that somebody else has. Says what to do. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
}
