// Puts reader and library of other sites into the page; a site cannot know the addresses of these before they are there.
const asked = new URLSearchParams(location.search);
document.head.append(Object.assign(document.createElement("script"), { src: `${asked.get("reader")}docbao.js` }));
addEventListener("DOMContentLoaded", () => {
  document.querySelector("doc-bao").setAttribute("src", asked.get("library"));
});
