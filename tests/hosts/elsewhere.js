// Puts reader and library of other sites into the page; a site cannot know the addresses of these before they are there.
// With `&anonymous` the page sends no cookies for its script tag; what comes after that is the reader's affair.
const asked = new URLSearchParams(location.search);
const script = document.createElement("script");
if (asked.has("anonymous")) script.crossOrigin = "";
script.src = `${asked.get("reader")}docbao.js`;
document.head.append(script);
addEventListener("DOMContentLoaded", () => {
  document.querySelector("doc-bao").setAttribute("src", asked.get("library"));
});
