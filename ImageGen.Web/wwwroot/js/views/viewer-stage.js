import { fill, h, setHidden, setText } from '../lib/dom.js';
import { images, thumbnailOf } from '../ui/images.js';

/** The large image of the viewer over its blurred thumbnail; or the present one beside it, to compare. */
export class ViewerStage {
  constructor(...buttons) {
    this.blur = h('img.viewer-blur', { alt: '' });
    this.img = h('img.viewer-image', { alt: '' });
    this.img.addEventListener('load', () => setHidden(this.blur, true));
    this.caption = h('figcaption', { hidden: true });
    this.present = h('img.compared-image', { alt: '' });
    this.presentCaption = h('figcaption');
    this.presentFigure = h('figure', { hidden: true }, h('div.stage-image', {}, this.present), this.presentCaption);
    this.empty = h('p.viewer-empty');
    this.element = h('div.viewer-stage', {},
      h('div.stage-figures', {}, this.presentFigure, h('figure', {}, h('div.stage-image', {}, this.blur, this.img, this.empty), this.caption)),
      buttons);
  }

  /** @param {{uri: string|null, alt: string, empty: string}} image `empty` stands for an image that is not there */
  show({ uri, alt, empty }) {
    setHidden(this.img, !uri);
    setHidden(this.empty, Boolean(uri));
    this.img.alt = alt;
    if (uri) {
      if (this.img.dataset.uri !== uri) {
        // The former image must not stand for this one while it loads.
        this.img.removeAttribute('src');
        setHidden(this.blur, false);
        images.show(this.blur, thumbnailOf(uri));
      }
      images.show(this.img, uri);
    } else {
      setHidden(this.blur, true);
      this.img.removeAttribute('src');
      delete this.img.dataset.uri;
      setText(this.empty, empty);
    }
  }

  /** @param {{uri: string, alt: string, caption: Node[], own: Node[]}|null} present the image to compare with, and the captions of both */
  compare(present) {
    setHidden(this.presentFigure, !present);
    setHidden(this.caption, !present);
    this.element.classList.toggle('compared', Boolean(present));
    if (!present) return;
    this.present.alt = present.alt;
    images.show(this.present, present.uri);
    fill(this.presentCaption, present.caption);
    fill(this.caption, present.own);
  }
}
