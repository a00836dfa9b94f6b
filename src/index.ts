export type { TranscriptStoreLike } from './bot/storedTranscript';
export type { HandoffOutcome, OutcomeKind, TranscriptLine } from './conversation/outcome';
export { botFrameworkStorage } from './coordination/botFrameworkStorage';
export { type CoordinationFactory, inMemory } from './coordination/inMemory';
export { HandoffError, type HandoffErrorCode } from './errors';
export type { FirstMessage, FirstMessageFacts } from './firstMessage';
export type { Routing, UserData } from './genesys/routingAttributes';
export { type GenesysSettings, settingsFromEnvironment } from './genesys/settings';
export { GenesysCloudHandoff, type HandoffTarget, type StartOptions } from './genesysCloudHandoff';
export type { GenesysCloudHandoffOptions, HandoffRequest } from './handoffOptions';
export type { HandoffSummary } from './handoffSummary';
export type { TextOverrides } from './handoffTexts';
export type { AvailabilityOptions } from './platform/availability';
export {
  type GenesysPlatform,
  type GenesysPlatformSettings,
  genesysPlatform,
  platformFromEnvironment,
} from './platform/genesysPlatform';
export type { OpeningState } from './platform/openingHours';
export type { QueueObservation } from './platform/queueObservations';
export type { GenesysQueue } from './platform/queues';
export type { Line } from './platform/schedules';
export type { LogEvent, Logger } from './runtime/logger';
export { type SendToOffloadOptions, SendToOffloadProvider } from './sendToOffloadProvider';
export type { AgentTexts } from './texts/agentTexts';
export type { NoticeTexts } from './texts/noticeTexts';
export { type WebMessagingSettings, webMessaging } from './transports/webMessaging/webMessaging';
