import { composer, updateComposer } from './composer.mjs';
import { endInWords } from './conversationList.mjs';
import { h, icon, reconcile, setText } from './dom.mjs';
import { customerFields, duration, fillAvatar, timeOfDay } from './format.mjs';
import { transferMenu } from './transferMenu.mjs';

/** Renders the selected conversation, or an invitation to choose one. */
export function renderStage(stage, { state, agent, conversation, nowMs }, actions) {
  const items = [conversation ?? { id: '' }];
  reconcile(
    stage,
    items,
    (item) => item.id,
    (item) => (item.id === '' ? invitation() : conversationElement(item, actions)),
    (element, item) => {
      if (item.id !== '') updateConversation(element, item, { state, agent, nowMs });
      else setText(element.querySelector('.nothing-hint'), hintFor(state, agent));
    },
  );
}

function invitation() {
  return h(
    'div',
    { class: 'invitation' },
    h('span', { class: 'invitation-icon' }, icon('chat')),
    h('p', { class: 'nothing-title', text: 'No conversation selected' }),
    h('p', { class: 'nothing-hint' }),
  );
}

function hintFor(state, agent) {
  const me = state.agents.find((one) => one.name === agent);
  return me?.onQueue
    ? 'You are on queue. The next conversation rings by itself.'
    : 'Go on queue to let conversations ring here.';
}

function conversationElement(conversation, actions) {
  const { id } = conversation;
  const element = h(
    'article',
    { class: 'conversation' },
    h(
      'header',
      { class: 'conversation-head' },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }),
      h('div', { class: 'head-words' }, h('h2', { class: 'head-name' }), h('p', { class: 'head-state' })),
      h(
        'div',
        { class: 'head-actions' },
        transferMenu((queue) => actions.transfer(id, queue)),
        h(
          'button',
          {
            type: 'button',
            class: 'button danger',
            testid: 'close-conversation',
            on: { click: () => actions.disconnect(id) },
          },
          icon('end'),
          h('span', { text: 'End chat' }),
        ),
      ),
    ),
    h(
      'details',
      { class: 'customer', open: true, testid: 'customer-data' },
      h('summary', { text: 'Customer' }),
      h('dl', { class: 'fields' }),
    ),
    h(
      'div',
      { class: 'transcript', tabindex: '0', role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages' },
      h('ol', { class: 'messages' }),
      h(
        'p',
        { class: 'typing', testid: 'user-typing', hidden: true },
        h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
        h('span', { class: 'typing-words' }),
      ),
    ),
    composer(id, actions),
  );
  keepAtEnd(element.querySelector('.transcript'));
  return element;
}

function updateConversation(element, conversation, { state, agent, nowMs }) {
  const find = (name) => element.querySelector(name);
  const isMine = conversation.state === 'connected' && conversation.agentName === agent;
  fillAvatar(find('.conversation-head .avatar'), conversation.userName);
  setText(find('.head-name'), conversation.userName);
  setText(find('.head-state'), stateInWords(conversation, agent, nowMs));
  find('.head-actions').hidden = !isMine;
  find('.transfer').update(state.queues.filter((queue) => queue.name !== conversation.queue));
  renderFields(find('.fields'), conversation);
  renderMessages(element, conversation);
  const typing = find('.typing');
  typing.hidden = !conversation.userTyping;
  setText(find('.typing-words'), conversation.userTyping ? `${conversation.userName} is typing` : '');
  updateComposer(find('.composer'), conversation, { agent, isMine, canned: state.canned });
  if (conversation.userTyping) scrollIfNear(find('.transcript'));
}

function stateInWords(conversation, agent, nowMs) {
  const { state, queue } = conversation;
  if (state === 'disconnected') return `${endInWords(conversation.disconnectedBy)} · ${queue}`;
  if (state === 'connected')
    return conversation.agentName === agent ? `Connected · ${queue}` : `With ${conversation.agentName} · ${queue}`;
  const rings = conversation.ringingFor.includes(agent) ? 'Ringing' : 'Waiting';
  return `${rings} in ${queue} · ${duration(nowMs - conversation.waitingSinceMs)}`;
}

function renderFields(list, conversation) {
  const fields = customerFields(conversation.attributes);
  const shown = fields.length > 0 ? fields : [{ key: '', label: 'Attributes', value: 'none', own: false }];
  reconcile(
    list,
    shown,
    (field) => field.key,
    () => h('div', { class: 'field' }, h('dt'), h('dd')),
    (element, field) => {
      element.dataset.own = String(field.own);
      element.dataset.attribute = field.key;
      setText(element.querySelector('dt'), field.label);
      setText(element.querySelector('dd'), field.value);
    },
  );
}

function renderMessages(element, conversation) {
  const transcript = element.querySelector('.transcript');
  const list = element.querySelector('.messages');
  const before = list.children.length;
  const wasNearEnd = before === 0 || isNearEnd(transcript);
  reconcile(
    list,
    conversation.messages,
    (message) => message.id,
    (message) => messageElement(message, conversation),
  );
  if (wasNearEnd && list.children.length > before) transcript.scrollTop = transcript.scrollHeight;
}

function messageElement(message, conversation) {
  const who = { user: conversation.userName, agent: message.agentName || 'Agent', flow: 'Flow' }[message.from];
  return h(
    'li',
    { class: 'message', 'data-from': message.from, testid: 'message' },
    h(
      'div',
      { class: 'bubble' },
      message.text === '' ? undefined : h('p', { class: 'message-text', text: message.text }),
      ...message.content.map(contentElement),
    ),
    h(
      'p',
      { class: 'meta' },
      h('span', { text: who }),
      h('time', { datetime: message.time, text: timeOfDay(message.time) }),
    ),
  );
}

function contentElement(item) {
  if (item.kind === 'picture') {
    const picture = h('img', { class: 'picture', src: `${item.href}?show`, alt: item.label });
    return h('a', { href: item.href, download: true, title: item.label }, picture);
  }
  if (item.kind !== 'file') return h('span', { class: 'choice', text: item.label });
  return h('a', { class: 'file', href: item.href, download: true }, icon('file'), h('span', { text: item.label }));
}

/** Whoever reads the newest message goes on reading it when the room for it changes. */
function keepAtEnd(transcript) {
  let isAtEnd = true;
  transcript.addEventListener('scroll', () => {
    isAtEnd = isNearEnd(transcript);
  });
  new ResizeObserver(() => {
    if (isAtEnd) transcript.scrollTop = transcript.scrollHeight;
  }).observe(transcript);
}

function isNearEnd(element) {
  return element.scrollHeight - element.scrollTop - element.clientHeight < 80;
}

function scrollIfNear(element) {
  if (isNearEnd(element)) element.scrollTop = element.scrollHeight;
}
