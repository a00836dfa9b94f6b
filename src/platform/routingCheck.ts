import { errorCode, HandoffError } from '../errors';
import type { Routing } from '../genesys/routingAttributes';
import type { Logger } from '../runtime/logger';
import type { GenesysPlatform } from './genesysPlatform';

/** Errors that mean "there is no such thing", as opposed to "it could not be found out". */
const WRONG_NAMES: ReadonlySet<string> = new Set(['queueUnknown', 'queueAmbiguous', 'skillUnknown', 'languageUnknown']);

/**
 * The routing with every name as Genesys writes it: the inbound message flow looks names up, and a queue that it does not
 * find leaves the customer in a default queue. What cannot be checked (network, permission) stays as it was given.
 *
 * @throws HandoffError `queueUnknown`, `queueAmbiguous`, `skillUnknown`, `languageUnknown`
 */
export async function checkRouting(platform: GenesysPlatform, routing: Routing, logger: Logger): Promise<Routing> {
  const check = async <T>(what: string, given: T, find: () => Promise<T>): Promise<T> => {
    try {
      return await find();
    } catch (error) {
      if (error instanceof HandoffError && WRONG_NAMES.has(error.code)) throw error;
      const advice = error instanceof HandoffError ? error.message : undefined;
      logger.warn({ code: 'routingNotChecked', what, error: errorCode(error), advice });
      return given;
    }
  };
  const { queue, skills, language } = routing;
  const checks = await Promise.allSettled([
    queue && check('queue', queue, async () => (await platform.findQueue(queue)).name),
    skills?.length
      ? check('skills', skills, () => Promise.all(skills.map((skill) => platform.findSkill(skill))))
      : undefined,
    language && check('language', language, () => platform.findLanguage(language)),
  ] as const);
  const [foundQueue, foundSkills, foundLanguage] = checks;
  if (foundQueue.status === 'rejected') throw foundQueue.reason;
  if (foundSkills.status === 'rejected') throw foundSkills.reason;
  if (foundLanguage.status === 'rejected') throw foundLanguage.reason;
  return {
    ...routing,
    queue: foundQueue.value || queue,
    skills: foundSkills.value ?? skills,
    language: foundLanguage.value || language,
  };
}
