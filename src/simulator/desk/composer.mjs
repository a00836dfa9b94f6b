import { contentMenu } from './contentMenu.mjs';
import { h, icon, setText } from './dom.mjs';
import { rememberDraft, rememberedDraft } from './memory.mjs';

/** Genesys takes 12 typing events a minute; one per five seconds is what it shows anyway. */
const TYPING_EVERY_MS = 5000;

/** Where the agent answers; before the conversation is theirs, and after, it says how things stand. */
export function composer(id, actions) {
  let typedAtMs = Number.NEGATIVE_INFINITY;
  const input = h('textarea', {
    id: `answer-${id}`,
    rows: '1',
    maxlength: '4000',
    placeholder: 'Write an answer',
    'aria-label': 'Your answer. Enter sends, Shift and Enter starts a new line.',
    testid: 'message-input',
    on: {
      input: () => {
        grow(input);
        rememberDraft(id, input.value);
        if (input.value === '' || performance.now() - typedAtMs < TYPING_EVERY_MS) return;
        typedAtMs = performance.now();
        actions.typing(id);
      },
      keydown: (event) => {
        // While an input method composes, Enter picks a character.
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        send();
      },
    },
  });
  input.value = rememberedDraft(id);
  async function send() {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    grow(input);
    rememberDraft(id, '');
    typedAtMs = Number.NEGATIVE_INFINITY;
    if (await actions.send(id, text)) return;
    // What could not be sent comes back, unless something new has been written meanwhile.
    if (input.value === '') input.value = text;
    grow(input);
  }
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button primary send',
      testid: 'send',
      'aria-label': 'Send',
      on: {
        click: () => {
          send();
          input.focus();
        },
      },
    },
    icon('send'),
  );
  const accept = h(
    'button',
    { type: 'button', class: 'button primary', testid: 'accept-selected', on: { click: () => actions.accept(id) } },
    icon('check'),
    'Accept',
  );
  return h(
    'footer',
    { class: 'composer' },
    h(
      'div',
      { class: 'answer' },
      input,
      contentMenu({
        sendFile: (file) => actions.sendFile(id, file),
        sendCanned: (name) => actions.sendCanned(id, name),
        complain: actions.complain,
      }),
      button,
    ),
    h('div', { class: 'notice' }, h('p', { class: 'notice-words' }), accept),
  );
}

/** Shows the input to the agent who has the conversation, and a notice to everybody else. */
export function updateComposer(element, conversation, { agent, isMine, canned }) {
  element.querySelector('.content-menu').update(canned ?? []);
  const answer = element.querySelector('.answer');
  const becameMine = isMine && answer.hidden;
  answer.hidden = !isMine;
  const notice = element.querySelector('.notice');
  notice.hidden = isMine;
  const isQueued = conversation.state === 'waiting' || conversation.state === 'alerting';
  notice.querySelector('button').hidden = !isQueued;
  setText(notice.querySelector('.notice-words'), noticeFor(conversation, agent, isQueued));
  const input = element.querySelector('textarea');
  grow(input);
  if (becameMine) input.focus();
}

function noticeFor(conversation, agent, isQueued) {
  if (isQueued)
    return conversation.ringingFor.includes(agent)
      ? 'This conversation rings at your desk.'
      : 'This conversation waits in the queue.';
  if (conversation.state === 'connected') return `${conversation.agentName} has this conversation.`;
  return 'This conversation has ended.';
}

function grow(input) {
  input.style.height = 'auto';
  if (input.scrollHeight > 0) input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
}
