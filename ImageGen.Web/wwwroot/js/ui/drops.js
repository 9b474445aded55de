/**
 * Files that are dropped on an element are its own, and not the whole page's.
 * @param {(file: File, target: EventTarget) => void} onFile
 */
export function listenForDrops(element, onFile) {
  const isFile = (e) => e.dataTransfer?.types.includes('Files');
  const take = (e) => {
    e.preventDefault();
    e.stopPropagation();
    delete document.body.dataset.dropping;
  };
  element.addEventListener('dragover', (e) => {
    if (!isFile(e)) return;
    take(e);
    element.dataset.dropping = '';
  });
  element.addEventListener('dragleave', (e) => { if (!element.contains(e.relatedTarget)) delete element.dataset.dropping; });
  element.addEventListener('drop', (e) => {
    delete element.dataset.dropping;
    const [file] = e.dataTransfer?.files ?? [];
    if (!file) return;
    take(e);
    onFile(file, e.target);
  });
}
