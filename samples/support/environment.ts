/**
 * Settings from the environment, and from a `.env` file beside it.
 */
import { existsSync } from 'node:fs';

export type Environment = Record<string, string | undefined>;

/** A setting that keeps the bot from starting. The message names it and says how to get it right. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Reads `.env` in `folder` where there is one. What the environment sets already stays as it is. */
export function loadEnvFile(folder: string): void {
  const path = `${folder}/.env`;
  if (existsSync(path)) process.loadEnvFile(path);
}

/**
 * The port in `PORT`.
 *
 * @throws SettingError when it is not a port.
 */
export function portFrom(environment: Environment, otherwise: number): number {
  const text = environment.PORT?.trim();
  if (!text) return otherwise;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SettingError(`PORT is "${text}". Set it to a number from 0 to 65535, or leave it out for ${otherwise}.`);
  }
  return port;
}
