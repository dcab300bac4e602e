// nhung.js: composes the lines that put this library into another page, and shows what they do.
// @ts-check
"use strict";

(() => {
  /** @template T @param {string} id @returns {T} */
  const by = (id) => /** @type {any} */ (document.getElementById(id));
  const form = /** @type {HTMLFormElement} */ (by("choices"));
  const code = /** @type {HTMLTextAreaElement} */ (by("code"));
  const trial = /** @type {HTMLElement} */ (by("trial"));
  const HERE = new URL("./", location.href).href;
  /** The hash of the loader, once somebody wants to pin it. */
  let integrity = "";

  /** What stands in an attribute. @param {string} text */
  const quoted = (text) => `"${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")}"`;

  /** The chosen attributes. @returns {[string, string][]} */
  function attributes() {
    const names = ["lang", "theme", "routing", "loading", "page-size", "query"];
    const chosen = new FormData(form);
    return names.map((name) => /** @type {[string, string]} */ ([name, String(chosen.get(name) ?? "").trim()])).filter(([, value]) => value);
  }

  /** @returns {[string, string][]} */
  function colours() {
    if (!new FormData(form).has("colours")) return [];
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-property]"));
    return [...inputs].map((input) => [input.dataset.property ?? "", input.value]);
  }

  function compose() {
    const way = new FormData(form).get("way");
    // What does nothing there cannot be chosen; a form leaves it out then.
    by("looks").disabled = way === "link";
    by("acts").disabled = by("dress").disabled = way !== "element";
    const pairs = attributes();
    const style = colours();
    trial.replaceChildren();
    if (way === "link") {
      code.value = `<a href=${quoted(HERE)}>Đọc các bài viết</a>`;
      trial.append(Object.assign(document.createElement("a"), { href: HERE, textContent: "Đọc các bài viết" }));
    } else if (way === "frame") {
      // In a frame the address is the frame's own, and it is loaded at once.
      const asked = new URLSearchParams(pairs.filter(([name]) => name !== "routing" && name !== "loading"));
      const src = `${HERE}embed.html?${asked}`;
      code.value = `<iframe src=${quoted(src)} width="100%" height="800" title="Đọc các bài viết" loading="lazy" frameborder="0" allow="clipboard-write"></iframe>\n<script src=${quoted(`${HERE}docbao-frame.js`)} defer></script>`;
      trial.append(Object.assign(document.createElement("iframe"), { src, allow: "clipboard-write", height: "800", title: "Xem thử" }));
    } else {
      const written = pairs.map(([name, value]) => ` ${name}=${quoted(value)}`).join("");
      const rules = style.map(([name, value]) => `${name}: ${value}`).join("; ");
      const pin = integrity && new FormData(form).has("pin") ? ` integrity=${quoted(integrity)} crossorigin` : "";
      code.value = `<script src=${quoted(`${HERE}docbao.js`)}${pin} defer></script>\n` +
        (rules ? `<style>doc-bao { ${rules} }</style>\n` : "") +
        `<doc-bao src=${quoted(HERE)}${written}>\n  <a href=${quoted(HERE)}>Đọc các bài viết</a>\n</doc-bao>`;
      const reader = document.createElement("doc-bao");
      reader.setAttribute("src", HERE);
      // Here it must not write into the address of this page.
      for (const [name, value] of pairs) if (name !== "routing") reader.setAttribute(name, value);
      for (const [name, value] of style) reader.style.setProperty(name, value);
      trial.append(reader);
    }
    const source = new URL(HERE).origin;
    by("policy").textContent = way === "frame"
      ? `Nếu trang có chính sách nội dung (CSP): thêm ${source} vào frame-src và script-src.`
      : way === "link" ? "" : `Nếu trang có chính sách nội dung (CSP): script-src ${source} 'wasm-unsafe-eval'; connect-src ${source}; img-src ${source}. Nếu trang ở tên miền khác: máy chủ của thư viện phải trả Access-Control-Allow-Origin.`;
    judge(Object.fromEntries(style));
  }

  /** Hashes the loader as browsers do, who then hash all that it loads. */
  async function pin() {
    const response = await fetch(`${HERE}docbao.js`);
    if (!response.ok) throw new Error(`docbao.js: ${response.status}`);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
    integrity = `sha256-${btoa(String.fromCharCode(...hash))}`;
    compose();
  }

  /** Says if colours that were chosen cannot be read on one another. @param {Record<string, string>} chosen */
  function judge(chosen) {
    const paper = chosen["--docbao-paper"];
    const names = { "--docbao-ink": "Chữ", "--docbao-quiet": "Chữ phụ", "--docbao-accent": "Màu nhấn" };
    const weak = Object.entries(names).filter(([name]) => paper && contrast(chosen[name], paper) < 4.5);
    by("contrast").textContent = weak.map(([name, label]) => `${label} khó đọc trên nền này (tương phản ${contrast(chosen[name], paper).toFixed(1)}, cần 4,5).`).join(" ");
  }

  /** WCAG's ratio. @param {string} a @param {string} b */
  function contrast(a, b) {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  }

  /** @param {string} colour as #rrggbb */
  function luminance(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  form.addEventListener("change", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    // Who picks a colour wants it.
    if (input.dataset.property) /** @type {any} */ (form.elements).colours.checked = true;
    if (input.name === "pin" && input.checked && !integrity) {
      pin().catch(() => {
        input.checked = false;
        by("outcome").textContent = "Không đọc được docbao.js để ghim: kiểm tra kết nối rồi thử lại.";
      });
    }
    compose();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  by("copy").addEventListener("click", async () => {
    code.select();
    try {
      await navigator.clipboard.writeText(code.value);
      by("outcome").textContent = "Đã chép.";
    } catch {
      by("outcome").textContent = "Trình duyệt không cho chép: hãy nhấn Ctrl+C.";
    }
  });
  // Browsers hash only on safe connections, and on the machine's own.
  by("pinning").hidden = !globalThis.crypto?.subtle;
  compose();
})();
