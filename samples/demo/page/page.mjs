/**
 * The demo page: Web Chat on the user's side, the chips, and what the header says.
 */
import { connect, findConversation, leaveConversation, startConversation } from './chatConnection.mjs';

const REMEMBERED = 'botbuilder-genesys-cloud.demo.conversation';
const STATES = {
  connecting: 'Connecting…',
  online: 'Connected',
  gone: 'Not connected',
};

const chat = document.getElementById('chat');
const status = document.getElementById('status');
const trouble = document.getElementById('trouble');
const startOver = document.getElementById('new-conversation');
const { nonce, rich } = document.getElementById('page-script').dataset;

let current;

/** Colours come from the page's own, so that light and dark need no second set. */
const styleOptions = {
  accent: 'var(--accent)',
  backgroundColor: 'transparent',
  primaryFont: 'inherit',
  subtle: 'var(--muted)',
  paddingRegular: 11,
  paddingWide: 14,
  bubbleBackground: 'var(--bubble)',
  bubbleTextColor: 'var(--ink)',
  bubbleBorderColor: 'transparent',
  bubbleBorderRadius: 14,
  bubbleMaxWidth: 420,
  bubbleFromUserBackground: 'var(--fill)',
  bubbleFromUserTextColor: 'var(--on-fill)',
  bubbleFromUserBorderColor: 'transparent',
  bubbleFromUserBorderRadius: 14,
  timestampColor: 'var(--muted)',
  sendBoxBackground: 'var(--field)',
  sendBoxTextColor: 'var(--ink)',
  sendBoxPlaceholderColor: 'var(--muted)',
  sendBoxBorderTop: '1px solid var(--line)',
  sendBoxButtonColor: 'var(--accent)',
  sendBoxButtonColorOnFocus: 'var(--accent)',
  sendBoxButtonColorOnHover: 'var(--accent)',
  sendBoxButtonShadeColor: 'transparent',
  hideUploadButton: rich !== 'true',
  enableUploadThumbnail: false,
  notificationText: 'var(--ink)',
  toasterBackgroundColor: 'var(--panel)',
  transcriptActivityVisualKeyboardIndicatorColor: 'var(--accent)',
  transcriptVisualKeyboardIndicatorColor: 'var(--accent)',
  transcriptTerminatorBackgroundColor: 'var(--muted)',
};

/** Says only what needs saying: "sending" and "send failed", not the time below every message. */
const activityStatusMiddleware = () => (next) => (args) => (args.sendState === 'sent' ? false : next(args));

async function open(conversation) {
  current?.directLine.end();
  // Web Chat renders with React into the element it is given; a fresh element is a fresh Web Chat.
  const place = document.createElement('div');
  place.className = 'chat-place';
  chat.replaceChildren(place);
  localStorage.setItem(REMEMBERED, conversation.conversationId);

  const directLine = connect(conversation.conversationId, showState);
  const store = WebChat.createStore();
  current = { conversation, directLine, store };
  WebChat.renderWebChat(
    {
      directLine,
      store,
      userID: conversation.userId,
      locale: 'en-US',
      nonce,
      sendTypingIndicator: true,
      styleOptions,
      activityStatusMiddleware,
    },
    place,
  );
}

function showState(state) {
  status.textContent = STATES[state];
  status.dataset.state = state;
  tell(
    state === 'gone'
      ? 'The demo was restarted and does not know this conversation any more. Start a new one.'
      : undefined,
  );
}

function tell(text) {
  trouble.hidden = !text;
  trouble.textContent = text ?? '';
}

async function remembered() {
  const id = localStorage.getItem(REMEMBERED);
  return id ? findConversation(id) : undefined;
}

async function begin(find) {
  try {
    await open((await find()) ?? (await startConversation()));
    tell(undefined);
  } catch (error) {
    tell(`${error.message} Is the demo still running? Then try “New conversation”.`);
  }
}

startOver.addEventListener('click', async () => {
  startOver.disabled = true;
  if (current) leaveConversation(current.conversation.conversationId);
  await begin(async () => undefined);
  startOver.disabled = false;
});

for (const chip of document.querySelectorAll('[data-say]')) {
  chip.addEventListener('click', () => {
    current?.store.dispatch({ type: 'WEB_CHAT/SEND_MESSAGE', payload: { text: chip.dataset.say } });
  });
}

await begin(remembered);
