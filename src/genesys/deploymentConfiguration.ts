import { errorCode } from '../errors';
import { type Clock, systemClock } from '../runtime/clock';
import { asArray, asBoolean, asFilled, asNumber, asObject, asObjects, asString, parseJson } from './json';
import { genesysHosts } from './regions';

/** What a Messenger deployment allows, as far as its public configuration says so; undefined means "not said". */
export interface DeploymentConfiguration {
  /** False when somebody switched the deployment off. */
  active?: boolean;
  messengerEnabled?: boolean;
  headless?: boolean;
  /** What the guest is told when the agent disconnects. `off` is Genesys' default. */
  conversationDisconnect?: 'off' | 'send' | 'readOnly';
  /** Whether the guest may end the conversation. */
  conversationClear?: boolean;
  showUserTypingIndicator?: boolean;
  showAgentTypingIndicator?: boolean;
  autoStart?: boolean;
  /** Whether agents' texts are markdown. */
  markdown?: boolean;
  /** What a guest may upload. */
  fileUpload?: { enabled?: boolean; types: string[]; maxFileBytes?: number };
  /** Whether files may be sent; newer organisations govern it by the supported-content profile instead. */
  attachments?: boolean;
  /** How long a session lives after its last message. */
  sessionDurationMs?: number;
}

export type ConfigurationReading =
  | { kind: 'read'; configuration: DeploymentConfiguration }
  /** Genesys knows no such deployment, or it has never been published. */
  | { kind: 'notFound' }
  | { kind: 'unavailable'; reason: string };

export interface ReadConfigurationOptions {
  region?: string;
  endpoint?: string;
  deploymentId: string;
  origin?: string;
  /** Default: Node's own. */
  fetch?: typeof fetch;
  clock?: Clock;
  /** Default 5,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Reads `config.json`, which is public: no login is needed. Never rejects for what Genesys or the network does.
 * Source: `https://api-cdn.<domain>/webdeployments/v1/deployments/<id>/config.json` (2026-11).
 *
 * @throws HandoffError `settingsMissing` or `settingsInvalid` for region and endpoint
 */
export async function readDeploymentConfiguration(options: ReadConfigurationOptions): Promise<ConfigurationReading> {
  const url = `${genesysHosts(options).cdn}/webdeployments/v1/deployments/${encodeURIComponent(options.deploymentId)}/config.json`;
  const timeout = new AbortController();
  const cancel = (options.clock ?? systemClock).schedule(() => timeout.abort(), options.timeoutMs ?? 5_000);
  const signals = options.signal ? [options.signal, timeout.signal] : [timeout.signal];
  try {
    const response = await (options.fetch ?? fetch)(url, {
      headers: { accept: 'application/json', ...(options.origin && { origin: options.origin }) },
      signal: AbortSignal.any(signals),
    });
    const text = await response.text();
    if (response.status === 404) return { kind: 'notFound' };
    if (!response.ok) return { kind: 'unavailable', reason: `http${response.status}` };
    const json = asObject(parseJson(text));
    return json
      ? { kind: 'read', configuration: parseConfiguration(json) }
      : { kind: 'unavailable', reason: 'notJson' };
  } catch (error) {
    const cause = (error as { cause?: unknown } | undefined)?.cause;
    return { kind: 'unavailable', reason: timeout.signal.aborted ? 'timeout' : errorCode(cause ?? error) };
  } finally {
    cancel();
  }
}

export function parseConfiguration(json: Record<string, unknown>): DeploymentConfiguration {
  const messenger = asObject(json.messenger);
  const conversations = asObject(asObject(messenger?.apps)?.conversations);
  const status = asString(json.status);
  const seconds = asNumber(conversations?.sessionDurationSeconds);
  return {
    active: status === undefined ? undefined : status.toLowerCase() === 'active',
    messengerEnabled: asBoolean(messenger?.enabled),
    headless: asBoolean(asObject(json.headlessMode)?.enabled),
    conversationDisconnect: parseDisconnect(asObject(conversations?.conversationDisconnect)),
    conversationClear: asBoolean(asObject(conversations?.conversationClear)?.enabled),
    showUserTypingIndicator: asBoolean(conversations?.showUserTypingIndicator),
    showAgentTypingIndicator: asBoolean(conversations?.showAgentTypingIndicator),
    attachments: asBoolean(asObject(messenger?.fileUpload)?.enableAttachments),
    autoStart: asBoolean(asObject(conversations?.autoStart)?.enabled),
    markdown: asBoolean(asObject(conversations?.markdown)?.enabled),
    fileUpload: parseFileUpload(asObject(messenger?.fileUpload)),
    sessionDurationMs: seconds === undefined ? undefined : seconds * 1000,
  };
}

/** The modes together: each is a list of types with a size of its own, and the larger size is decided by Genesys. */
function parseFileUpload(value: Record<string, unknown> | undefined): DeploymentConfiguration['fileUpload'] {
  if (value === undefined) return undefined;
  const modes = asObjects(value.modes);
  const sizes = modes.flatMap(({ maxFileSizeKB }) => asNumber(maxFileSizeKB) ?? []);
  return {
    enabled: asBoolean(value.enableAttachments),
    types: modes.flatMap(({ fileTypes }) => asArray(fileTypes).flatMap((type) => asFilled(type) ?? [])),
    ...(sizes.length > 0 && { maxFileBytes: Math.max(...sizes) * 1024 }),
  };
}

function parseDisconnect(
  value: Record<string, unknown> | undefined,
): DeploymentConfiguration['conversationDisconnect'] {
  const enabled = asBoolean(value?.enabled);
  if (enabled === undefined) return undefined;
  if (!enabled) return 'off';
  return asString(value?.type)?.toLowerCase() === 'readonly' ? 'readOnly' : 'send';
}

/** Something about a deployment that an administrator should change. */
export interface DeploymentFinding {
  code:
    | 'conversationDisconnectOff'
    | 'conversationClearOff'
    | 'deploymentInactive'
    | 'messengerDisabled'
    | 'deploymentNotFound'
    | 'configurationUnavailable';
  /** What it means and what to do, one or two sentences. */
  advice: string;
}

/** What a reading means for a handoff; empty where all is well. The transport logs it, `doctor` prints it. */
export function deploymentFindings(reading: ConfigurationReading): DeploymentFinding[] {
  switch (reading.kind) {
    case 'notFound':
      return [
        {
          code: 'deploymentNotFound',
          advice:
            'Genesys has no public configuration for this deployment id: it may be wrong, of another region, or a deployment that was never published. Compare it with Admin > Message > Messenger Deployments.',
        },
      ];
    case 'unavailable':
      return [
        {
          code: 'configurationUnavailable',
          advice:
            'The public configuration of the deployment could not be read, so what it allows is unknown. Handoffs work as far as it allows them.',
        },
      ];
    case 'read':
      return configurationFindings(reading.configuration);
  }
}

function configurationFindings(configuration: DeploymentConfiguration): DeploymentFinding[] {
  const findings: DeploymentFinding[] = [];
  if (configuration.active === false) {
    findings.push({
      code: 'deploymentInactive',
      advice:
        'The deployment is not active, so Genesys will refuse connections. Activate it under Admin > Message > Messenger Deployments.',
    });
  }
  if (configuration.messengerEnabled === false && configuration.headless !== true) {
    findings.push({
      code: 'messengerDisabled',
      advice:
        'Messenger is switched off in this configuration. Switch it on under Admin > Message > Messenger Configurations.',
    });
  }
  if (configuration.conversationDisconnect === undefined || configuration.conversationDisconnect === 'off') {
    findings.push({
      code: 'conversationDisconnectOff',
      advice:
        'CONVERSATION DISCONNECT IS OFF: nothing will tell the bot when an agent closes a conversation; users stay with nobody until a timeout. Switch it on: Admin > Message > Messenger Configurations > Conversation Disconnect.',
    });
  }
  if (configuration.conversationClear === false) {
    findings.push({
      code: 'conversationClearOff',
      advice:
        'Conversation Clear is off: the bot cannot close the conversation when the user leaves, so the agent is told in words instead. Switch it on: Admin > Message > Messenger Configurations > Conversation Clear.',
    });
  }
  return findings;
}
