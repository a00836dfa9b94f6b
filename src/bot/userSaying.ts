import type { AgentWords } from '../agentWords';
import type { OfferedChoices, ToAgent } from '../conversation/record';
import { agentTextOf, splitText } from './agentText';
import type { ActivityLike } from './botSdk';
import { userAnswerOf } from './userAnswer';
import { MAX_FILES, userFileOf } from './userFiles';

/** One activity of the user, as the messages that carry it to the agent. */
export interface UserSaying {
  parts: ToAgent[];
  /** Names of files that cannot be passed on whatever happens: the user is told at once. */
  refusedFiles: string[];
}

/**
 * What an activity says to the agent: an answer in Genesys' own form, or text in as many parts as it needs, then each
 * file by itself. The ids follow from `id`, so that the same activity coming again makes the same messages.
 */
export function userSayingOf(
  activity: ActivityLike,
  id: string,
  maxTextBytes: number,
  offered: OfferedChoices | undefined,
  agentWords: AgentWords,
): UserSaying {
  const answer = userAnswerOf(activity, offered);
  const files = activity.type === 'message' ? filesOf(activity) : { passed: [], refused: [] };
  const text = answer ? answer.map((one) => one.text).join(', ') : agentTextOf(activity, agentWords);
  const notes = files.refused.map((name) => agentWords.render('fileRefused', { name }));
  const words = [text, ...notes].filter((line) => line).join('\n');
  const messages: Omit<ToAgent, 'id' | 'from'>[] = [
    ...(words === '' ? [] : splitText(words, maxTextBytes).map((part) => ({ text: part }))),
    ...files.passed.map((file) => ({ text: agentWords.render('fileSent', { name: file.name }) ?? file.name, file })),
  ];
  const [first] = messages;
  if (answer && first) first.answer = answer;
  const parts = messages.map((message, index) => ({
    id: index === 0 ? id : `${id}#${index + 1}`,
    from: 'user' as const,
    ...message,
  }));
  return { parts, refusedFiles: files.refused };
}

function filesOf(activity: ActivityLike) {
  const passed = [];
  const refused: string[] = [];
  for (const attachment of activity.attachments ?? []) {
    const file = userFileOf(attachment);
    if (file.kind === 'unreachable') refused.push(file.name);
    else if (file.kind === 'file' && passed.length < MAX_FILES) passed.push(file.file);
    else if (file.kind === 'file') refused.push(file.file.name);
  }
  return { passed, refused: refused.slice(0, MAX_FILES) };
}
