"""How long a page takes to show something else, told by the page itself."""

CHANGED = """(watch, act) => new Promise((done, fail) => {
  const shown = () => document.querySelector(watch)?.textContent ?? '';
  const before = shown(), start = performance.now();
  const eye = new MutationObserver(() => {
    if (shown() === before) return;
    eye.disconnect();
    done(performance.now() - start);
  });
  eye.observe(document.body, {characterData: true, childList: true, subtree: true});
  act();
  setTimeout(() => fail(new Error(`nothing changed in ${watch}`)), 10000);
})"""
"""Acts, and answers the milliseconds until the text of what is watched is another."""
