import { h } from './dom.mjs';

/** The levers on the panel: name in the address, label, and what it does in words. */
const LEVERS = [
  ['drop-sockets', 'Drop sockets', 'Tears all guest connections down'],
  ['freeze', 'Freeze', 'Half-open: nothing is read or answered'],
  ['thaw', 'Thaw', 'Ends the freeze'],
  ['refuse-upgrades', 'Refuse connections', 'Answers new connections with 503'],
  ['accept-upgrades', 'Accept connections', 'Ends the refusal'],
  ['drop-echo', 'Drop echo', 'The next message is not acknowledged'],
  ['lose-message', 'Lose message', 'The next message is never processed'],
  ['duplicate', 'Duplicate', 'The next frame arrives twice'],
  ['reorder', 'Reorder', 'The next frame follows its successor'],
  ['delay', 'Delay 3 s', 'The next frame comes late'],
  ['rate-limit', 'Rate limit', 'The next message is refused with 429'],
  ['reset', 'Reset all', 'Puts every lever back'],
];

/** Fills the panel. */
export function renderLevers(parent, pull) {
  parent.append(
    ...LEVERS.map(([name, label, title]) =>
      h('button', {
        type: 'button',
        class: 'button small',
        title,
        text: label,
        testid: `lever-${name}`,
        on: { click: () => pull(name, label) },
      }),
    ),
  );
}
