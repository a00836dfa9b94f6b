import { errorCode, HandoffError } from '../errors';
import type { Routing } from '../genesys/routingAttributes';
import type { Runtime } from '../runtime/runtime';
import type { GenesysPlatform } from './genesysPlatform';
import type { OpeningState } from './openingHours';

/** When handoffs may begin. Without this option: always. All but `enabled` needs `platform`. */
export interface AvailabilityOptions {
  /** The operator's switch; a function is asked at every handoff. Default true. `handoff.setEnabled` comes on top. */
  enabled?: boolean | (() => boolean | Promise<boolean>);
  /** A Genesys schedule group, by name or id: outside its hours a handoff is `outsideHours`. */
  scheduleGroup?: string;
  /** A Genesys emergency group, by name or id: while it is switched on a handoff is `outsideHours`. */
  emergencyGroup?: string;
  /** Whether somebody must be on queue, or else a handoff is `noAgents`. Default false. */
  requireAgents?: boolean;
  /** What to do when one of these cannot be found out. Default `handOver`: an outage of a check must not close the line. */
  onCheckFailed?: 'handOver' | 'refuse';
}

/** Why a handoff does not begin: the part of its outcome that says so. */
export type Refusal =
  | { kind: 'disabled' }
  | { kind: 'outsideHours'; because: Exclude<OpeningState['because'], 'open'>; schedule?: string }
  | { kind: 'noAgents' }
  | { kind: 'failed'; error: { code: string; message: string } };

/** Answers whether the line is open. Asks Genesys only for what is configured. */
export class Availability {
  private switchedOn = true;

  /** @throws HandoffError `settingsMissing` where a check needs `platform` */
  constructor(
    private readonly options: AvailabilityOptions,
    private readonly platform: GenesysPlatform | undefined,
    private readonly runtime: Runtime,
  ) {
    const { scheduleGroup, emergencyGroup, requireAgents } = options;
    const needy = Object.entries({ scheduleGroup, emergencyGroup, requireAgents }).find(([, value]) => value);
    if (platform === undefined && needy !== undefined) {
      throw new HandoffError(
        'settingsMissing',
        `GenesysCloudHandoff: availability.${needy[0]} asks Genesys, which needs OAuth credentials: give platform: genesysPlatform({ region, clientId, clientSecret }).`,
      );
    }
  }

  setEnabled(on: boolean): void {
    this.switchedOn = on;
  }

  /** Whether anything has to be asked beyond a flag. */
  get asks(): boolean {
    const { enabled, scheduleGroup, emergencyGroup, requireAgents } = this.options;
    return (
      typeof enabled === 'function' ||
      scheduleGroup !== undefined ||
      emergencyGroup !== undefined ||
      requireAgents === true
    );
  }

  async checkSwitch(): Promise<Refusal | undefined> {
    const { enabled = true } = this.options;
    if (!this.switchedOn || enabled === false) return { kind: 'disabled' };
    if (enabled === true) return undefined;
    return this.check('enabled', async () => ((await enabled()) ? undefined : { kind: 'disabled' }));
  }

  async checkHours(): Promise<Refusal | undefined> {
    const { scheduleGroup, emergencyGroup } = this.options;
    if (scheduleGroup === undefined && emergencyGroup === undefined) return undefined;
    return this.check('hours', async () => {
      const { open, because, name } = (await this.platform?.openingNow({ scheduleGroup, emergencyGroup })) ?? {};
      if (open !== false || because === undefined || because === 'open') return undefined;
      return { kind: 'outsideHours', because, ...(name !== undefined && { schedule: name }) };
    });
  }

  /** Can only be told where the queue is known. */
  async checkAgents({ queue }: Routing): Promise<Refusal | undefined> {
    if (this.options.requireAgents !== true || queue === undefined) return undefined;
    return this.check('agents', async () => {
      const observation = await this.platform?.observe(queue);
      if (observation === undefined) {
        throw new HandoffError('availabilityUnknown', `Genesys says nothing about the agents of the queue "${queue}".`);
      }
      return observation.onQueue > 0 ? undefined : { kind: 'noAgents' };
    });
  }

  /** A check that did not come to an end is logged, and then is what the author wants it to be. */
  failedCheck(check: string, error: unknown): Refusal | undefined {
    const code = error instanceof HandoffError ? error.code : 'availabilityUnknown';
    const ours = error instanceof HandoffError ? error.message : undefined;
    this.runtime.logger.warn({ code: 'availabilityNotChecked', check, error: errorCode(error), advice: ours });
    if (this.options.onCheckFailed !== 'refuse') return undefined;
    return { kind: 'failed', error: { code, message: ours ?? `The availability check "${check}" failed.` } };
  }

  private async check(name: string, run: () => Promise<Refusal | undefined>): Promise<Refusal | undefined> {
    try {
      return await run();
    } catch (error) {
      return this.failedCheck(name, error);
    }
  }
}
