import { apiKey } from '../api/key.js';
import { request } from '../api/http.js';

const most = 240;
const atOnce = 6;

/**
 * Shows images in <img> elements. Without a key the browser loads them itself; with one they are fetched with it, a few at a time, and
 * the newest kept as object URLs.
 */
class Images {
  #blobs = new Map();
  #queue = [];
  #running = 0;

  show(img, uri) {
    if (img.dataset.uri === uri) return;
    img.dataset.uri = uri;
    if (apiKey() === null) {
      img.src = uri;
      return;
    }
    const known = this.#blobs.get(uri);
    if (known) {
      this.#blobs.delete(uri);
      this.#blobs.set(uri, known);
      img.src = known;
      return;
    }
    this.#queue.push({ img, uri });
    this.#next();
  }

  #next() {
    while (this.#running < atOnce && this.#queue.length) {
      // The newest first: it is what the person looks at now. What was scrolled away is not loaded at all.
      const { img, uri } = this.#queue.pop();
      if (!img.isConnected || img.dataset.uri !== uri) continue;
      this.#running++;
      this.#load(img, uri).finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  async #load(img, uri) {
    try {
      const url = this.#blobs.get(uri) ?? URL.createObjectURL(await (await request(uri)).blob());
      this.#blobs.set(uri, url);
      if (img.dataset.uri === uri) img.src = url;
      if (this.#blobs.size > most) {
        const [oldest, old] = this.#blobs.entries().next().value;
        this.#blobs.delete(oldest);
        URL.revokeObjectURL(old);
      }
    } catch {
      img.dispatchEvent(new Event('error'));
    }
  }
}

export const images = new Images();

/** The address of the small copy of the image at `uri`. */
export function thumbnailOf(uri) {
  const [path, query] = uri.split('?');
  return `${path}/thumbnail${query ? `?${query}` : ''}`;
}
