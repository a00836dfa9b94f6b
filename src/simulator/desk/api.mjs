/** Sends an action to the simulator. Rejects with the reason in words. */
export async function post(path, body = {}) {
  const response = await fetch(`/desk/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.message ?? 'That did not work. The conversation may have ended.');
}

/** Calls `onState` with the complete state, now and after each change; the browser reconnects by itself. */
export function listen(onState, onLive) {
  const source = new EventSource('/desk/events');
  source.addEventListener('state', (event) => onState(JSON.parse(event.data)));
  source.addEventListener('open', () => onLive(true));
  source.addEventListener('error', () => {
    onLive(false);
    // After an HTTP error a browser gives up; a simulator that restarts deserves another try.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(onState, onLive), 1500);
  });
}
