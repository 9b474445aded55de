import { h } from '../lib/dom.js';

let serial = 0;

/**
 * Asks in a modal dialog. Escape and the backdrop answer null.
 * @param {{title: string, body: Node[], buttons: {value: *, label: string, kind?: string}[], focus?: HTMLElement}} what
 * @returns {Promise<*>} the value of the button
 */
export function ask({ title, body, buttons, focus }) {
  return new Promise((resolve) => {
    const id = `dialog-${++serial}`;
    let answer = null;
    const choose = (value) => {
      answer = value;
      dialog.close();
    };
    const form = h('form', { onsubmit: (e) => { e.preventDefault(); choose(buttons[0].value); } },
      h('h2', { id }, title),
      body,
      h('div.dialog-buttons', {}, buttons.map(({ value, label, kind }, i) => h(`button.button${kind ? `.${kind}` : ''}`, {
        type: i === 0 ? 'submit' : 'button',
        onclick: i === 0 ? null : () => choose(value),
      }, label))));
    const dialog = h('dialog.ask', { 'aria-labelledby': id }, form);
    dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    focus?.focus();
  });
}
