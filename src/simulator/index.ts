export type { AgentAttachment, AgentSendOptions, SimulatedAgent } from './agent';
export type { SimulatedQueue } from './contactCenter';
export type { ConversationEnder, ConversationState, SimulatedConversation } from './conversation';
export {
  DEFAULT_DEPLOYMENT_ID,
  type DeploymentConfiguration,
  type DeploymentOptions,
  type SimulatedDeployment,
} from './deployment';
export { type FlowDecision, type FlowInput, type InboundFlow, routeByAttributes } from './inboundFlow';
export type { LeverTrigger, SimulatorLevers } from './levers';
export type {
  Administration,
  SimulatedEmergencyGroup,
  SimulatedSchedule,
  SimulatedScheduleGroup,
} from './platform/administration';
export type { OAuthClient } from './platform/oauth';
export type { Direction, SimulatedMessage } from './simulatedMessage';
export type { ConversationFilter, Simulator } from './simulator';
export { SimulatorError } from './simulatorError';
export { type AgentOptions, DEFAULT_OAUTH_CLIENT, type SimulatorOptions } from './simulatorOptions';
export { startSimulator } from './startSimulator';
export type { SimulatorClock, SimulatorLog } from './world';
