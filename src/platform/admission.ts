import { errorCode, HandoffError } from '../errors';
import type { Routing } from '../genesys/routingAttributes';
import type { Runtime } from '../runtime/runtime';
import type { Availability, Refusal } from './availability';
import type { GenesysPlatform } from './genesysPlatform';
import { checkRouting } from './routingCheck';

/** Whether a handoff may begin, and how it is routed then. */
export type AdmissionResult =
  | { kind: 'admitted'; routing: Routing; estimatedWaitSeconds?: number }
  | { kind: 'refused'; refusal: Refusal };

export interface AdmissionParts {
  runtime: Runtime;
  platform: GenesysPlatform | undefined;
  availability: Availability;
  /** Whether the expected wait is wanted. */
  wantsWait: boolean;
  /** How long all checks of one handoff may take together; channels give up on a turn after 10 to 15 s. */
  timeoutMs: number;
}

/**
 * What is asked before a handoff begins: names, switch, hours, agents. Where nothing is configured it asks nobody and
 * takes no time.
 */
export class Admission {
  constructor(private readonly parts: AdmissionParts) {}

  /** Whether anything has to be asked beyond a flag. */
  get asks(): boolean {
    return this.parts.platform !== undefined || this.parts.availability.asks;
  }

  async check(routing: Routing): Promise<AdmissionResult> {
    const { availability } = this.parts;
    const admitted: AdmissionResult = { kind: 'admitted', routing };
    if (!this.asks) {
      const refusal = await availability.checkSwitch();
      return refusal === undefined ? admitted : { kind: 'refused', refusal };
    }
    let cancel: () => void = () => {};
    const tooLate = new Promise<AdmissionResult>((resolve) => {
      cancel = this.parts.runtime.clock.schedule(() => resolve(this.tooLate(routing)), this.parts.timeoutMs);
    });
    try {
      return await Promise.race([this.ask(routing), tooLate]);
    } finally {
      cancel();
    }
  }

  private async ask(given: Routing): Promise<AdmissionResult> {
    const { availability } = this.parts;
    const off = await availability.checkSwitch();
    if (off !== undefined) return { kind: 'refused', refusal: off };
    const [routing, closed] = await Promise.all([this.resolve(given), availability.checkHours()]);
    if ('kind' in routing) return { kind: 'refused', refusal: routing };
    if (closed !== undefined) return { kind: 'refused', refusal: closed };
    const [nobody, estimatedWaitSeconds] = await Promise.all([
      availability.checkAgents(routing),
      this.wait(routing.queue),
    ]);
    if (nobody !== undefined) return { kind: 'refused', refusal: nobody };
    return { kind: 'admitted', routing, ...(estimatedWaitSeconds !== undefined && { estimatedWaitSeconds }) };
  }

  private async resolve(routing: Routing): Promise<Routing | (Refusal & { kind: 'failed' })> {
    const { platform, runtime } = this.parts;
    if (platform === undefined) return routing;
    try {
      return await checkRouting(platform, routing, runtime.logger);
    } catch (error) {
      if (!(error instanceof HandoffError)) throw error;
      return { kind: 'failed', error: { code: error.code, message: error.message } };
    }
  }

  private async wait(queue: string | undefined): Promise<number | undefined> {
    const { platform, runtime, wantsWait } = this.parts;
    if (!wantsWait || platform === undefined || queue === undefined) return undefined;
    try {
      return await platform.estimatedWaitSeconds(queue);
    } catch (error) {
      runtime.logger.info({ code: 'estimatedWaitUnknown', error: errorCode(error) });
      return undefined;
    }
  }

  /** Only availability can refuse for a check that did not end; names are taken as given. */
  private tooLate(routing: Routing): AdmissionResult {
    const { availability, timeoutMs } = this.parts;
    const error = new HandoffError('availabilityUnknown', `Genesys did not answer the checks within ${timeoutMs} ms.`);
    const refusal = availability.asks ? availability.failedCheck('all', error) : undefined;
    if (!availability.asks) this.parts.runtime.logger.warn({ code: 'routingNotChecked', error: error.code });
    return refusal === undefined ? { kind: 'admitted', routing } : { kind: 'refused', refusal };
  }
}
