import { h, icon } from './dom.mjs';

/** A button that opens a menu; arrows move in it, Escape and leaving close it. */
export function popupMenu({ label, title, iconName, testid, up = false }, ...words) {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button',
      testid,
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      on: { click: () => toggle(menu.hidden) },
    },
    icon(iconName),
    ...words,
  );
  const menu = h('div', { class: up ? 'menu menu-up' : 'menu', role: 'menu', 'aria-label': title, hidden: true });
  const element = h('div', { class: 'popup' }, button, menu);

  function toggle(open) {
    menu.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (open) menu.querySelector('button')?.focus();
  }

  element.addEventListener('keydown', (event) => {
    if (menu.hidden) return;
    const items = [...menu.querySelectorAll('button')];
    const at = items.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      toggle(false);
      button.focus();
    } else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items.at(at - 1)?.focus();
    else return;
    event.preventDefault();
  });
  element.addEventListener('focusout', (event) => {
    if (!element.contains(event.relatedTarget)) toggle(false);
  });
  return { element, button, menu, close: () => toggle(false) };
}
