import { englishNotes } from '../conversation/agentNotes';
import type { AgentTexts } from './agentTexts';

export const agentEnglish: AgentTexts = {
  ...englishNotes,
  topic: 'The user asks for an agent.',
  name: 'Name: {text}',
  phone: 'Phone: {text}',
  email: 'Email: {text}',
  userLine: 'User: {text}',
  botLine: 'Bot: {text}',
  shortened: '… [shortened]',
  fileSent: '[The user sent a file: {name}]',
  fileRefused: '[The user sent a file that could not be passed on: {name}]',
  messageChanged: '[The user changed a message to] {text}',
  messageDeleted: '[The user deleted a message.]',
  reactionAdded: '[The user reacted: {reaction}]',
  reactionRemoved: '[The user took back a reaction: {reaction}]',
  locationSent: '[The user sent a location: {place}]',
  contactSent: '[The user sent a contact]',
};
