// docbao-embed.js: makes an element of what stands after the question mark of embed.html, and tells the
// page around the frame how high it has become. It is the inside of the frame; docbao-frame.js the outside.
// @ts-check
"use strict";

(() => {
  const reader = document.createElement("doc-bao");
  reader.setAttribute("src", "./");
  reader.setAttribute("loading", "eager");
  reader.setAttribute("routing", "hash");
  for (const [name, value] of new URLSearchParams(location.search)) {
    // Nothing but what the element knows, and never what runs.
    if (/^(src|lang|theme|article|query|page-size|link-base|filter-[\w-]+)$/.test(name)) reader.setAttribute(name, value);
  }
  const src = new URL(reader.getAttribute("src") ?? "./", location.href);
  if (src.origin === location.origin) {
    document.documentElement.lang = reader.getAttribute("lang") ?? "vi";
    document.body.append(reader);
  } else {
    // Else anybody could show their articles under this site's name.
    const words = document.createElement("p");
    words.textContent = `Khung này chỉ mở thư viện của ${location.host}. / This frame opens libraries of ${location.host} only.`;
    document.body.append(words);
  }

  /**
   * To the page around, which may be anybody's: nothing of it is secret. By our own window's function, since
   * WebKit names the page itself as the sender of what goes through the page's.
   * @param {object} message
   */
  const say = (message) => window.postMessage.call(parent, message, "*");
  const tell = () => say({ docbao: "height", height: Math.ceil(document.body.getBoundingClientRect().height) });
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
  // The script outside may begin after us, and asks then.
  addEventListener("message", ({ data, source }) => {
    if (source === parent && data?.docbao === "tell") tell();
  });
  // Another article or list begins at its beginning, which the page around has to show.
  addEventListener("docbao-open", () => say({ docbao: "top" }));
})();
