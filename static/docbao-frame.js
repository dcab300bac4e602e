// docbao-frame.js: for a page that shows embed.html in a frame. Makes the frame as high as its content, so
// that the page scrolls and not the frame. It believes only the frame itself, from the address it was given.
// @ts-check
"use strict";

(() => {
  /** Frames of the page that show us. */
  const frames = () => [...document.querySelectorAll("iframe")].filter(({ src }) => /\/embed\.html([?#]|$)/.test(src));

  addEventListener("message", ({ data, origin, source }) => {
    if (typeof data?.docbao !== "string") return;
    for (const frame of frames()) {
      if (frame.contentWindow !== source || new URL(frame.src).origin !== origin) continue;
      // The height that the page wrote is the least.
      const least = Number(frame.getAttribute("height")) || 480;
      if (data.docbao === "height" && Number.isFinite(data.height)) {
        frame.style.height = `${Math.min(Math.max(data.height, least), 100_000)}px`;
      } else if (data.docbao === "top" && frame.getBoundingClientRect().top < 0) {
        frame.scrollIntoView();
      }
    }
  });

  // Frames that were there before us have spoken already. To any site, since one that still loads is on none yet:
  // the question has nothing in it.
  for (const frame of frames()) frame.contentWindow?.postMessage({ docbao: "tell" }, "*");
})();
