import { h, reconcile } from './dom.mjs';
import { popupMenu } from './popupMenu.mjs';

/** The simulator takes 10 MB, and the desk sends a file as text, which is a third longer. */
const LARGEST_BYTES = 7 * 1024 * 1024;

/** A menu of what can be sent beside text: a file of this machine, or a ready-made message. Has `update(canned)`. */
export function contentMenu({ sendFile, sendCanned, complain }) {
  const { element, menu, close } = popupMenu({
    label: 'Send a file or a ready-made message',
    title: 'Send',
    iconName: 'file',
    testid: 'content-menu',
    up: true,
  });
  const picker = h('input', { type: 'file', hidden: true, testid: 'file-input', 'aria-label': 'File to send' });
  picker.addEventListener('change', async () => {
    const [file] = picker.files;
    picker.value = '';
    if (!file) return;
    if (file.size > LARGEST_BYTES) complain('This desk sends files of up to 7 MB.');
    else sendFile({ name: file.name, mime: file.type || 'application/octet-stream', data: await base64Of(file) });
  });
  element.append(picker);
  element.classList.add('content-menu');
  element.update = (canned) => {
    const items = [{ name: 'file', label: 'File…' }, ...canned];
    reconcile(
      menu,
      items,
      (item) => item.name,
      (item) =>
        h('button', {
          type: 'button',
          role: 'menuitem',
          testid: 'content-item',
          'data-name': item.name,
          text: item.label,
          on: {
            click: () => {
              close();
              if (item.name === 'file') picker.click();
              else sendCanned(item.name);
            },
          },
        }),
    );
  };
  return element;
}

function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result.slice(reader.result.indexOf(',') + 1)));
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}
