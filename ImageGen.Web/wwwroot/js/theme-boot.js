// Runs before the first paint, so that a remembered theme never flashes the other one. Not a module: modules run too late for that.
(() => {
  try {
    const theme = localStorage.getItem('imagegen.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's theme it is.
  }
})();
