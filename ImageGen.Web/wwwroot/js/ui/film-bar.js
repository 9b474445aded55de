import { h } from '../lib/dom.js';
import { percent } from '../lib/format.js';

/** A progress bar that looks like a strip of film: what is there, then what failed, then what is to come. */
export class FilmBar {
  constructor(label) {
    this.done = h('span.film-done');
    this.failed = h('span.film-failed');
    this.element = h('div.film', { role: 'progressbar', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' },
      h('span.film-track', {}, this.done, this.failed));
  }

  show(completed, failed, total) {
    const share = (n) => (total > 0 ? `${(n / total) * 100}%` : '0');
    this.done.style.width = share(completed);
    this.failed.style.width = share(failed);
    this.element.setAttribute('aria-valuenow', percent(completed, total));
    this.element.setAttribute('aria-valuetext', `${completed} of ${total}${failed ? `, ${failed} failed` : ''}`);
  }
}
