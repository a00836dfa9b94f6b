import { randomUUID } from 'node:crypto';

/** Chance as the package sees it; tests pass a seeded one. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A UUID that cannot be guessed: guest tokens are made of it. */
  uuid(): string;
}

export const systemRandom: Random = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
};
