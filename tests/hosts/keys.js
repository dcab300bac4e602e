// A page with shortcuts of single letters: one half looks for them in the capture phase, on the document; the
// other waits for what bubbles up, and asks whether somebody is typing, as careful pages did before shadow roots.
window.taken = [];
const isShortcut = (key) => /^[a-z/ ]$|^Escape$|^Arrow/.test(key);
for (const type of ["keydown", "keypress", "keyup"]) {
  document.addEventListener(type, (event) => {
    if (!isShortcut(event.key)) return;
    taken.push(`capture ${type} ${event.key}`);
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener(type, (event) => {
    if (/^(input|textarea|select)$/i.test(event.target.tagName) || !isShortcut(event.key)) return;
    taken.push(`bubble ${type} ${event.key}`);
    event.preventDefault();
  });
}
