for (const type of ["click", "mousedown", "contextmenu", "copy", "selectstart", "dragstart"]) {
  document.addEventListener(type, (event) => {
    event.stopPropagation();
    if (type !== "click" && type !== "mousedown") event.preventDefault();
  }, true);
}
