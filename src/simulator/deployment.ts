import type { JsonObject } from './wireJson';

/** What an administrator sets in the Messenger configuration and the deployment. Change it at any time; it counts at once. */
export interface DeploymentConfiguration {
  status: 'Active' | 'Inactive' | 'Pending' | 'Error' | 'Deleting';
  /** Host names that may open a socket, compared with the Origin's host. Empty = every domain, and none, is allowed. */
  allowedDomains: string[];
  languages: string[];
  autoStart: { enabled: boolean };
  /** What the guest hears when the agent ends the conversation. Disabled is Genesys' own default; the simulator's is `Send`. */
  conversationDisconnect: { enabled: boolean; type: 'Send' | 'ReadOnly' };
  conversationClear: { enabled: boolean };
  showAgentTypingIndicator: boolean;
  showUserTypingIndicator: boolean;
  markdown: { enabled: boolean };
  /** Life of a guest session after its last message: 15 minutes to 18 months, 72 hours by default. */
  sessionDurationSeconds: number;
  /** MIME types a guest may upload; wildcards as in `image/*`. */
  allowedFileTypes: string[];
  blockedExtensions: string[];
}

/** One Messenger deployment. */
export interface SimulatedDeployment {
  readonly id: string;
  readonly name: string;
  readonly configuration: DeploymentConfiguration;
}

/** A deployment to start with; what is left out has the default. */
export interface DeploymentOptions {
  id?: string;
  name?: string;
  configuration?: Partial<DeploymentConfiguration>;
}

/** The id of the deployment that is there without being asked for. Invented; the same at every start. */
export const DEFAULT_DEPLOYMENT_ID = '5b1f0c1e-7a4d-4e0a-9c36-2d8f6a1b3c57';

/** Creates a deployment. */
export function createDeployment(options: DeploymentOptions): SimulatedDeployment {
  return {
    id: options.id ?? DEFAULT_DEPLOYMENT_ID,
    name: options.name ?? 'Simulated messenger',
    configuration: {
      status: 'Active',
      allowedDomains: [],
      languages: ['en-us'],
      autoStart: { enabled: false },
      conversationDisconnect: { enabled: true, type: 'Send' },
      conversationClear: { enabled: true },
      showAgentTypingIndicator: true,
      showUserTypingIndicator: true,
      markdown: { enabled: true },
      sessionDurationSeconds: 259_200,
      allowedFileTypes: ['*/*'],
      blockedExtensions: ['.exe', '.bat', '.cmd', '.com', '.msi', '.sh'],
      ...options.configuration,
    },
  };
}

/** The public `config.json` of a deployment. Source: web messaging reference, 2.13. */
export function publicConfiguration(deployment: SimulatedDeployment, baseUrl: string): JsonObject {
  const { configuration } = deployment;
  return {
    id: deployment.id,
    version: '1',
    status: configuration.status,
    languages: configuration.languages,
    defaultLanguage: configuration.languages[0] ?? 'en-us',
    apiEndpoint: baseUrl,
    headlessMode: { enabled: false },
    messenger: {
      enabled: true,
      apps: {
        conversations: {
          enabled: true,
          messagingEndpoint: baseUrl.replace(/^http/, 'ws'),
          showAgentTypingIndicator: configuration.showAgentTypingIndicator,
          showUserTypingIndicator: configuration.showUserTypingIndicator,
          autoStart: configuration.autoStart,
          conversationDisconnect: configuration.conversationDisconnect,
          conversationClear: configuration.conversationClear,
          notifications: { enabled: false },
          markdown: configuration.markdown,
          humanize: { enabled: false },
          sessionDurationSeconds: configuration.sessionDurationSeconds,
        },
      },
      styles: { primaryColor: '#3457d5' },
      launcherButton: { visibility: 'On' },
      fileUpload: {
        enableAttachments: true,
        modes: [{ fileTypes: configuration.allowedFileTypes, maxFileSizeKB: 10_240 }],
      },
    },
    journeyEvents: { enabled: false },
    auth: { enabled: false, allowSessionUpgrade: false },
  };
}

/** The public `domains.json` of a deployment. Its shape is not documented; clients of the guest API do not read it. */
export function publicDomains(deployment: SimulatedDeployment): JsonObject {
  const { allowedDomains } = deployment.configuration;
  return { allowAllDomains: allowedDomains.length === 0, allowedDomains };
}

/** Whether an upgrade with this Origin may pass. With a list, a missing Origin is refused (what Genesys does is unverified). */
export function allowsOrigin(deployment: SimulatedDeployment, origin: string | undefined): boolean {
  const { allowedDomains } = deployment.configuration;
  if (allowedDomains.length === 0) return true;
  if (origin === undefined) return false;
  return allowedDomains.includes(hostOf(origin));
}

/** Browsers send a URL, Genesys' Android transport the bare host. */
function hostOf(origin: string): string {
  try {
    return new URL(origin.includes('://') ? origin : `https://${origin}`).hostname;
  } catch {
    return '';
  }
}
