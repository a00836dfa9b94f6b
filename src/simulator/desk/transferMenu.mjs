import { h, reconcile } from './dom.mjs';
import { popupMenu } from './popupMenu.mjs';

/** A button that opens a menu of queues. Its element has `update(queues)`. */
export function transferMenu(choose) {
  const { element, button, menu, close } = popupMenu(
    { label: 'Transfer to another queue', title: 'Transfer to', iconName: 'transfer', testid: 'transfer' },
    h('span', { text: 'Transfer' }),
  );
  element.classList.add('transfer');
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
              close();
              choose(queue.name);
            },
          },
        }),
    );
  };
  return element;
}
