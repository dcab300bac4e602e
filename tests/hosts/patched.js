// What zone.js, recorders of sessions and meters of requests put in place of a browser's own: it does the same, in
// their way, and takes only what it has thought of.
(() => {
  const Native = window.Promise;
  // A promise that is none of the browser's, as frameworks with zones have it.
  window.Promise = class ZoneAwarePromise {
    #inner;
    constructor(work) { this.#inner = new Native(work); }
    then(done, failed) { const inner = this.#inner; return new ZoneAwarePromise((resolve, reject) => inner.then(done, failed).then(resolve, reject)); }
    catch(failed) { return this.then(undefined, failed); }
    finally(done) { return this.then((value) => ZoneAwarePromise.resolve(done()).then(() => value), (error) => ZoneAwarePromise.resolve(done()).then(() => { throw error; })); }
    get [Symbol.toStringTag]() { return "Promise"; }
    static #of(work) { return new ZoneAwarePromise((resolve, reject) => work.then(resolve, reject)); }
    static resolve(value) { return value instanceof ZoneAwarePromise ? value : new ZoneAwarePromise((resolve) => resolve(value)); }
    static reject(error) { return new ZoneAwarePromise((_, reject) => reject(error)); }
    static all(all) { return ZoneAwarePromise.#of(Native.all([...all])); }
    static race(all) { return ZoneAwarePromise.#of(Native.race([...all])); }
    static any(all) { return ZoneAwarePromise.#of(Native.any([...all])); }
    static allSettled(all) { return ZoneAwarePromise.#of(Native.allSettled([...all])); }
  };
  // A meter that knows addresses as texts and as requests, and promises as its own.
  const ask = window.fetch;
  window.metered = [];
  window.fetch = function (input, init) {
    const address = typeof input === "string" ? input : input.url;
    if (address.indexOf("/thong-ke/") < 0) window.metered.push(address);
    return new Promise((resolve, reject) => ask.call(window, input, init).then(resolve, reject));
  };
  // A recorder that wants to see into everything.
  window.roots = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, { ...init, mode: "open" });
    window.roots.push(root);
    return root;
  };
  for (const name of ["MutationObserver", "IntersectionObserver", "ResizeObserver"]) {
    const Observer = window[name];
    window[name] = function (hear, options) {
      return new Observer(function (...records) { return hear.apply(this, records); }, options);
    };
    window[name].prototype = Observer.prototype;
  }
  // Each listener is wrapped, and found again by what it was.
  const wrapped = new WeakMap();
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (typeof listener !== "function") return add.call(this ?? window, type, listener, options);
    if (!wrapped.has(listener)) wrapped.set(listener, function (event) { return listener.call(this, event); });
    return add.call(this ?? window, type, wrapped.get(listener), options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    return remove.call(this ?? window, type, wrapped.get(listener) ?? listener, options);
  };
  for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "queueMicrotask"]) {
    const later = window[name];
    window[name] = function (work, ...rest) { return later.call(window, function (...given) { return work.apply(this, given); }, ...rest); };
  }
  for (const name of ["pushState", "replaceState"]) {
    const go = history[name];
    history[name] = function (...given) { const out = go.apply(this, given); dispatchEvent(new Event("locationchange")); return out; };
  }
  const define = customElements.define;
  customElements.define = function (name, kind, options) { return define.call(customElements, name, kind, options); };
  // A console that reports to somebody and keeps quiet.
  window.onerror = () => false;
})();
