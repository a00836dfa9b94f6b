import type { ContactCenter } from '../contactCenter';
import type { SimulatedDeployment } from '../deployment';
import type { GuestSessions } from '../guest/guestSessions';
import type { LeverState } from '../leverState';
import type { World } from '../world';
import type { Administration } from './administration';
import type { OAuthServer } from './oauth';

/** What the platform API leans on. */
export interface PlatformService {
  readonly world: World;
  readonly levers: LeverState;
  readonly center: ContactCenter;
  readonly sessions: GuestSessions;
  readonly oauth: OAuthServer;
  readonly administration: Administration;
  readonly deployments: ReadonlyMap<string, SimulatedDeployment>;
  readonly organization: { readonly id: string; readonly name: string };
}
