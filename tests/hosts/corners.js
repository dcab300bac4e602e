// Shows the page a moment after it has loaded, as scripts against flicker do, and makes a component of the page's own.
const inner = Object.assign(document.createElement("doc-bao"), { id: "inner", src: "thu-vien/", lang: "vi" });
document.querySelector("#component").attachShadow({ mode: "open" }).append(inner);
setTimeout(() => { document.body.hidden = false; }, 300);
window.corner = (id) => document.querySelector("#component").shadowRoot.getElementById(id) ?? document.getElementById(id);
window.show = (id) => {
  const box = corner(id).parentElement;
  box?.classList.remove("away");
  if (box?.localName === "details") box.open = true;
  if (box?.localName === "dialog") box.showModal();
  corner(id).scrollIntoView();
};
