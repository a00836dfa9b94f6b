import { h, icon, reconcile, setText } from './dom.mjs';
import { duration, fillAvatar } from './format.mjs';

/** The groups of the list, for one agent: what rings or waits in each queue, what is mine, what has ended. */
function groupsFor(state, agent) {
  const me = state.agents.find((one) => one.name === agent);
  const mine = state.conversations.filter((one) => one.state === 'connected' && one.agentName === agent);
  const queued = state.conversations.filter((one) => one.state === 'waiting' || one.state === 'alerting');
  const ended = state.conversations.filter((one) => one.state === 'disconnected' && one.agentName === agent);
  const queues = (me?.queueNames ?? []).map((queue) => ({
    key: `queue ${queue}`,
    title: queue,
    kind: 'queue',
    conversations: queued
      .filter((one) => one.queue === queue)
      .sort((one, other) => other.priority - one.priority || one.waitingSinceMs - other.waitingSinceMs),
  }));
  return [
    { key: 'mine', title: 'Yours', kind: 'mine', conversations: mine },
    ...queues,
    {
      key: 'ended',
      title: 'Ended',
      kind: 'ended',
      conversations: ended.sort((a, b) => b.endedAtMs - a.endedAtMs).slice(0, 8),
    },
  ].filter((group) => group.conversations.length > 0);
}

/** Renders the lists. `actions` has `select`, `accept` and `decline`, each taking a conversation's id. */
export function renderLists(parent, { state, agent, selectedId, nowMs }, actions) {
  const groups = groupsFor(state, agent);
  const items = groups.length > 0 ? groups : [{ key: 'nothing', kind: 'nothing', conversations: [] }];
  reconcile(
    parent,
    items,
    (group) => group.key,
    (group) => (group.kind === 'nothing' ? emptyList() : groupElement(group)),
    (element, group) => {
      if (group.kind === 'nothing') return;
      setText(element.querySelector('.group-count'), String(group.conversations.length));
      reconcile(
        element.querySelector('.cards'),
        group.conversations,
        (conversation) => conversation.id,
        (conversation) => card(conversation, actions),
        (child, conversation) => updateCard(child, conversation, { agent, selectedId, nowMs }),
      );
    },
  );
}

function emptyList() {
  return h(
    'div',
    { class: 'nothing' },
    h('p', { class: 'nothing-title', text: 'Nobody is waiting' }),
    h('p', { text: 'Conversations ring here as soon as a user asks for a human.' }),
  );
}

function groupElement(group) {
  const label = group.kind === 'queue' ? `Waiting in ${group.title}` : group.title;
  return h(
    'section',
    { class: 'group', 'aria-label': label, 'data-kind': group.kind },
    h('h2', {}, h('span', { text: group.title }), h('span', { class: 'group-count' })),
    h('ul', { class: 'cards' }),
  );
}

function card({ id }, actions) {
  return h(
    'li',
    { class: 'card', testid: 'conversation-card', 'data-conversation-id': id },
    h(
      'button',
      { type: 'button', class: 'card-open', on: { click: () => actions.select(id) } },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }),
      h(
        'span',
        { class: 'card-words' },
        h('span', { class: 'card-top' }, h('span', { class: 'card-name' }), h('span', { class: 'card-time' })),
        h('span', { class: 'card-topic' }),
        h('span', { class: 'card-state' }),
      ),
    ),
    h(
      'div',
      { class: 'card-actions' },
      h(
        'button',
        { type: 'button', class: 'button primary', testid: 'accept', on: { click: () => actions.accept(id) } },
        icon('check'),
        'Accept',
      ),
      h(
        'button',
        { type: 'button', class: 'button', testid: 'decline', on: { click: () => actions.decline(id) } },
        icon('close'),
        'Decline',
      ),
    ),
  );
}

function updateCard(element, conversation, { agent, selectedId, nowMs }) {
  const find = (name) => element.querySelector(name);
  const isQueued = conversation.state === 'waiting' || conversation.state === 'alerting';
  const rings = conversation.ringingFor.includes(agent);
  element.dataset.state = conversation.state;
  element.dataset.ringing = String(rings);
  fillAvatar(find('.avatar'), conversation.userName);
  setText(find('.card-name'), conversation.userName);
  setText(find('.card-topic'), topicOf(conversation, isQueued));
  setText(find('.card-time'), isQueued ? duration(nowMs - conversation.waitingSinceMs) : '');
  setText(find('.card-state'), stateInWords(conversation, rings));
  find('.card-open').setAttribute('aria-current', String(conversation.id === selectedId));
  find('.card-actions').hidden = !isQueued;
  const [accept, decline] = element.querySelectorAll('.card-actions button');
  accept.setAttribute('aria-label', `Accept ${conversation.userName}`);
  decline.setAttribute('aria-label', `Decline ${conversation.userName}`);
  decline.hidden = !rings;
}

/** While it waits, what the user wants; later, what was said last. */
function topicOf(conversation, isQueued) {
  const last = isQueued ? '' : conversation.messages.at(-1)?.text;
  return last || conversation.topic || 'No text yet';
}

function stateInWords(conversation, rings) {
  if (conversation.state === 'disconnected') return endInWords(conversation.disconnectedBy);
  if (conversation.state === 'connected') return conversation.userTyping ? 'Typing…' : conversation.queue;
  return rings ? 'Ringing' : 'Waiting';
}

/** Who ended it, for humans. */
export function endInWords(disconnectedBy) {
  const words = {
    agent: 'Ended by agent',
    user: 'User left',
    system: 'Ended by the system',
    flow: 'Ended by the flow',
  };
  return words[disconnectedBy] ?? 'Ended';
}
