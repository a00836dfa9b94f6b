/**
 * The local channel, in the shape of Direct Line that Web Chat talks to.
 *
 * Activities come as server-sent events, with everything said so far first, and go by POST.
 */

/** Direct Line's own numbers for where a connection stands. */
const UNINITIALIZED = 0;
const CONNECTING = 1;
const ONLINE = 2;

/** How often to look for a channel that went away. */
const RETRY_MS = 1500;

/** Starts a conversation. Rejects when the bot does not answer. */
export async function startConversation() {
  return answerOf(await fetch('/chat', jsonPost({})));
}

/** The conversation of that id, or undefined when the channel does not know it (any more). */
export async function findConversation(conversationId) {
  const response = await fetch(`/chat/${encodeURIComponent(conversationId)}`);
  return response.status === 404 ? undefined : answerOf(response);
}

/** Tells the bot that the user left. Whether it hears is not waited for. */
export function leaveConversation(conversationId) {
  const farewell = jsonPost({ type: 'endOfConversation', code: 'userCancelled' });
  fetch(`/chat/${encodeURIComponent(conversationId)}/activities`, farewell).catch(() => {});
}

/**
 * @param onState is told 'online', 'connecting' (it tries again by itself) or 'gone'.
 */
export function connect(conversationId, onState) {
  const path = `/chat/${encodeURIComponent(conversationId)}`;
  let events;
  let retry;
  let lastEventId = '';
  let status = UNINITIALIZED;
  const statusObservers = new Set();
  // One after the other: two requests of a browser may overtake each other, and what the user says must not.
  let posted = Promise.resolve();

  function setStatus(next, state) {
    onState(state);
    if (next === status) return;
    status = next;
    for (const observer of statusObservers) tellStatus(observer);
  }

  /** Web Chat expects every connection to pass through "connecting", and shows it for as long as it lasts. */
  function tellStatus(observer) {
    observer.next?.(CONNECTING);
    if (status === ONLINE) observer.next?.(ONLINE);
  }

  function listen(observer) {
    events = new EventSource(`${path}/events?after=${lastEventId}`);
    events.onopen = () => setStatus(ONLINE, 'online');
    events.onerror = () => {
      setStatus(CONNECTING, 'connecting');
      // Mostly the browser tries again by itself; when it gives up, only asking tells why.
      if (events.readyState === EventSource.CLOSED) retry = setTimeout(() => listenAgain(observer), RETRY_MS);
    };
    events.onmessage = (event) => {
      lastEventId = event.lastEventId;
      observer.next?.(JSON.parse(event.data));
    };
  }

  async function listenAgain(observer) {
    try {
      if (await findConversation(conversationId)) listen(observer);
      else setStatus(CONNECTING, 'gone');
    } catch {
      retry = setTimeout(() => listenAgain(observer), RETRY_MS);
    }
  }

  function stop() {
    clearTimeout(retry);
    events?.close();
  }

  /** Web Chat names files by addresses that only this page knows; the channel gives them others. */
  function upload(attachments) {
    return Promise.all((attachments ?? []).map((one) => (one.contentUrl?.startsWith('blob:') ? uploadOne(one) : one)));
  }

  async function uploadOne({ contentType, contentUrl, name }) {
    const body = await (await fetch(contentUrl)).blob();
    const headers = {
      'content-type': contentType || 'application/octet-stream',
      'x-file-name': encodeURIComponent(name ?? 'file'),
    };
    const stored = await answerOf(await fetch(`${path}/files`, { method: 'POST', headers, body }));
    return { contentType, name, contentUrl: stored.contentUrl };
  }

  return {
    connectionStatus$: observable((observer) => {
      statusObservers.add(observer);
      observer.next?.(UNINITIALIZED);
      return () => statusObservers.delete(observer);
    }),
    activity$: observable((observer) => {
      listen(observer);
      return stop;
    }),
    postActivity: (activity) =>
      observable((observer) => {
        const send = async () => {
          const uploaded = { ...activity, attachments: await upload(activity.attachments) };
          return answerOf(await fetch(`${path}/activities`, jsonPost(uploaded)));
        };
        const sent = posted.then(send);
        posted = sent.catch(() => {});
        sent.then(
          ({ id }) => {
            observer.next?.(id);
            observer.complete?.();
          },
          (error) => observer.error?.(error),
        );
      }),
    end: stop,
  };
}

function jsonPost(body) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function answerOf(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.message ?? `HTTP ${response.status}`);
  return body;
}

/** As much of an observable as Web Chat asks for. */
function observable(start) {
  return {
    [Symbol.observable || '@@observable']() {
      return this;
    },
    subscribe(nextOrObserver, error, complete) {
      const observer =
        typeof nextOrObserver === 'function' ? { next: nextOrObserver, error, complete } : (nextOrObserver ?? {});
      const stop = start(observer);
      return { closed: false, unsubscribe: () => stop?.() };
    },
  };
}
