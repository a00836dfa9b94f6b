import { h, icon, reconcile } from './dom.mjs';

/** A button that opens a menu of queues. Its element has `update(queues)`. */
export function transferMenu(choose) {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button',
      testid: 'transfer',
      'aria-label': 'Transfer to another queue',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      on: { click: () => toggle(menu.hidden) },
    },
    icon('transfer'),
    h('span', { text: 'Transfer' }),
  );
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': 'Transfer to', hidden: true });
  const element = h('div', { class: 'transfer' }, button, menu);

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
  element.update = (queues) => {
    button.disabled = queues.length === 0;
    reconcile(
      menu,
      queues,
      (queue) => queue.id,
      (queue) =>
        h('button', {
          type: 'button',
          role: 'menuitem',
          testid: 'transfer-to',
          'data-queue': queue.name,
          text: queue.name,
          on: {
            click: () => {
              toggle(false);
              choose(queue.name);
            },
          },
        }),
    );
  };
  return element;
}
