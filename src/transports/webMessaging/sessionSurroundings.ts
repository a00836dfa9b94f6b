import type { DeploymentConfiguration } from '../../genesys/deploymentConfiguration';
import type { GuestSessionInfo } from '../../genesys/guestFrames';
import type { RateBudget } from '../../runtime/rateBudget';
import type { Runtime } from '../../runtime/runtime';
import type { ResolvedSettings } from './resolvedSettings';

/** What the sessions of one transport share. */
export interface SessionSurroundings {
  readonly settings: ResolvedSettings;
  readonly runtime: Runtime;
  /** New connections of the deployment. */
  readonly connectionBudget: RateBudget;
  /** What the deployment allows, as soon as it is known. */
  configuration(): DeploymentConfiguration | undefined;
  /** The same rules about files, kept once for all sessions that they are told to. */
  keepMedia(media: GuestSessionInfo['media']): GuestSessionInfo['media'];
}
