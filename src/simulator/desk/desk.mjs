import { listen, post } from './api.mjs';
import { renderLists } from './conversationList.mjs';
import { renderStage } from './conversationView.mjs';
import { h, reconcile, setText } from './dom.mjs';
import { fillAvatar } from './format.mjs';
import { renderLevers } from './leversPanel.mjs';
import { rememberAgent, rememberedAgent, rememberedSelection, rememberSelection } from './memory.mjs';

const element = (id) => document.getElementById(id);

let state;
let agent = rememberedAgent();
let selectedId = rememberedSelection();
let clockOffsetMs = 0;
let ringing = new Set();
let toastTimer;

const actions = {
  select,
  accept: (id) => act(id, 'accept').then((done) => done && select(id)),
  decline: (id) => act(id, 'decline'),
  send: (id, text) => act(id, 'text', { text }),
  sendFile: (id, file) => act(id, 'file', file),
  sendCanned: (id, name) => act(id, 'canned', { name }),
  complain: toast,
  typing: (id) => act(id, 'typing'),
  transfer: (id, queue) => act(id, 'transfer', { queue }),
  disconnect: (id) => act(id, 'disconnect'),
};

/** Sends an action of this agent; says in words when it fails. Resolves with whether it was done. */
async function act(id, action, body = {}) {
  return attempt(post(`conversations/${encodeURIComponent(id)}/${action}`, { agent, ...body }));
}

async function attempt(promise) {
  try {
    await promise;
    return true;
  } catch (error) {
    toast(error instanceof TypeError ? 'The simulator does not answer.' : error.message);
    return false;
  }
}

function select(id) {
  selectedId = id;
  rememberSelection(id);
  render();
}

function toast(text) {
  const box = element('toast');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    box.hidden = true;
  }, 5000);
}

function onState(next) {
  state = next;
  clockOffsetMs = next.nowMs - Date.now();
  if (!state.agents.some((one) => one.name === agent)) agent = state.agents[0]?.name;
  followRinging();
  render();
}

/** Announces what has begun to ring, and shows it when nothing live is open. */
function followRinging() {
  const rings = state.conversations.filter((one) => one.ringingFor.includes(agent));
  const fresh = rings.find((one) => !ringing.has(one.id));
  ringing = new Set(rings.map((one) => one.id));
  const selected = state.conversations.find((one) => one.id === selectedId);
  const isBusy = selected?.state === 'connected' && selected.agentName === agent;
  if (fresh === undefined) return;
  element('announcer').textContent = `${fresh.userName} rings in ${fresh.queue}`;
  if (!isBusy && !(selected && ringing.has(selected.id))) select(fresh.id);
}

function render() {
  if (state === undefined) return;
  const nowMs = Date.now() + clockOffsetMs;
  const conversation = state.conversations.find((one) => one.id === selectedId);
  renderMe();
  element('workspace').dataset.selected = String(conversation !== undefined);
  renderLists(element('lists'), { state, agent, selectedId, nowMs }, actions);
  renderStage(element('stage'), { state, agent, conversation, nowMs }, actions);
  document.title = ringing.size > 0 ? `(${ringing.size}) Agent desk` : 'Agent desk';
}

function renderMe() {
  const picker = element('agent-select');
  reconcile(
    picker,
    state.agents,
    (one) => one.name,
    (one) => h('option', { value: one.name, text: one.name }),
  );
  if (picker.value !== agent) picker.value = agent;
  fillAvatar(element('agent-avatar'), agent);
  const isOn = state.agents.find((one) => one.name === agent)?.onQueue ?? false;
  element('on-queue').setAttribute('aria-checked', String(isOn));
  setText(element('on-queue-words'), isOn ? 'On queue' : 'Off queue');
}

element('agent-select').addEventListener('change', (event) => {
  agent = event.target.value;
  rememberAgent(agent);
  ringing = new Set();
  selectedId = undefined;
  followRinging();
  render();
});

element('on-queue').addEventListener('click', () => {
  const onQueue = element('on-queue').getAttribute('aria-checked') !== 'true';
  attempt(post(`agents/${encodeURIComponent(agent)}/on-queue`, { onQueue }));
});

renderLevers(element('lever-grid'), async (name, label) => {
  if (await attempt(post(`levers/${name}`))) element('announcer').textContent = `${label}: done`;
});

setInterval(render, 1000);
listen(onState, (isLive) => {
  element('connection').dataset.live = String(isLive);
  setText(element('connection'), isLive ? 'Live' : 'Reconnecting…');
});
