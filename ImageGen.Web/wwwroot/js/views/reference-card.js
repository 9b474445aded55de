import { h } from '../lib/dom.js';
import { icon } from '../ui/icons.js';
import { images, thumbnailOf } from '../ui/images.js';

/**
 * One reference: its image, or the sheet that waits for approval, what is known of it, and what can be done.
 * @param {{id: string, kind?: string, description?: string, uri?: string, file?: string, sheet?: object, isDeclared: boolean, isKnown: boolean, busy?: string}} reference
 * @param {{replace, sheet, approve, declare, remove: (reference: object, button: HTMLElement) => void}} on
 */
export function referenceCard(reference, on) {
  const { id, sheet, uri, busy } = reference;
  const [sign, words] = stateOf(reference);
  const title = `reference-${id.toLowerCase()}`;
  const button = (label, work, kind = '') => h(`button.button.small${kind}`, {
    type: 'button', disabled: Boolean(busy), 'aria-describedby': title, onclick: (e) => work(reference, e.currentTarget),
  }, label);
  return h('li.reference', { data: { id: id.toLowerCase() } },
    h('div.reference-images', {}, uri ? imageOf(uri, `Image of ${id}`) : null, sheet ? imageOf(sheet.uri, `Sheet of ${id}, to be approved`, true) : null,
      uri || sheet ? null : h('span.reference-none', { 'aria-hidden': 'true' }, id.slice(0, 1).toUpperCase())),
    h('div.reference-words', {},
      h('h3', { id: title, tabindex: '-1' }, id, reference.kind ? h('span.reference-kind', {}, ` ${reference.kind}`) : null),
      h('p.reference-state', {}, icon(sign), ' ', words),
      reference.description ? h('p.hint', {}, reference.description) : null,
      h('div.button-row', {},
        sheet ? button('Approve sheet', on.approve, '.primary') : null,
        reference.isDeclared ? null : button('Add to storyboard', on.declare),
        reference.file ? null : button(uri ? 'Replace image' : 'Upload image', on.replace),
        reference.file ? null : button(sheet || reference.isApprovedSheet ? 'New sheet' : 'Generate sheet', on.sheet),
        reference.isKnown ? button('Delete', on.remove, '.quiet') : null)));
}

function stateOf({ uri, sheet, file, busy, isApprovedSheet }) {
  if (busy) return ['generating', busy];
  if (file) return ['complete', `Image ${file} of the project`];
  if (sheet) return ['waiting', uri ? 'A new sheet waits for your approval; the image is used until then' : 'The sheet waits for your approval; it is not used yet'];
  if (uri) return ['complete', isApprovedSheet ? 'Approved sheet' : 'Uploaded image'];
  return ['warning', 'No image yet'];
}

function imageOf(uri, alt, isSheet = false) {
  const img = h('img', { alt, loading: 'lazy', decoding: 'async' });
  queueMicrotask(() => images.show(img, isSheet ? thumbnailOf(uri) : uri));
  return h('a', { href: uri, target: '_blank', rel: 'noopener', 'aria-label': `${alt}, in full size` }, img);
}
