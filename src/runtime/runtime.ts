import { type Clock, systemClock } from './clock';
import { consoleLogger, type Logger } from './logger';
import { type Random, systemRandom } from './random';

/** The outside world as one value: handed to every part, replaced as a whole in tests. */
export interface Runtime {
  clock: Clock;
  random: Random;
  logger: Logger;
}

export function createRuntime(parts: Partial<Runtime> = {}): Runtime {
  return {
    clock: parts.clock ?? systemClock,
    random: parts.random ?? systemRandom,
    logger: parts.logger ?? consoleLogger,
  };
}
