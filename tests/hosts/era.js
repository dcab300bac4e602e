// What the libraries of 2005 to 2010 did to every page they were on: the methods that Prototype.js 1.6 and
// MooTools 1.2 put on the prototypes of the language, in place of what is there today, and a jQuery plugin's
// habits. Written from their documentation; each behaves as theirs did, not as the standard says.
(() => {
  const toArray = function () {
    const out = [];
    for (let at = 0; at < this.length; at++) out.push(this[at]);
    return out;
  };
  const put = (prototype, methods) => {
    for (const name in methods) prototype[name] = methods[name]; // Enumerable, as everybody did it.
  };
  put(Array.prototype, {
    toJSON() { return "[" + toArray.call(this).map((each) => Object.toJSON(each)).join(", ") + "]"; },
    entries: toArray,
    toArray,
    clone: toArray,
    size() { return this.length; },
    first() { return this[0]; },
    last() { return this[this.length - 1]; },
    include(what) { return this.indexOf(what) > -1; },
    contains(what) { return this.indexOf(what) > -1; },
    reduce() { return this.length > 1 ? this : this[0]; },
    find(iterator, context) { for (let at = 0; at < this.length; at++) if (iterator.call(context, this[at], at)) return this[at]; },
    each(iterator, context) { for (let at = 0; at < this.length; at++) iterator.call(context, this[at], at); return this; },
    flatten() { return this; },
    without(...values) { return this.filter((each) => values.indexOf(each) < 0); },
    remove(what) { const at = this.indexOf(what); if (at >= 0) this.splice(at, 1); return this; },
    empty() { this.length = 0; return this; },
    extend(more) { for (const each of more) this.push(each); return this; },
  });
  Array.from = window.$A = (what) => (what ? toArray.call(what) : []);
  put(String.prototype, {
    toJSON() { return '"' + this.replace(/"/g, '\\"') + '"'; },
    startsWith(part) { return this.lastIndexOf(part, 0) === 0; },
    endsWith(part) { const at = this.length - part.length; return at >= 0 && this.indexOf(part, at) === at; },
    contains(part) { return this.indexOf(part) > -1; },
    blank() { return /^\s*$/.test(this); },
    strip() { return this.replace(/^\s+|\s+$/, "").replace(/\s+$/, ""); },
    trim() { return this.replace(/^\s+|\s+$/g, ""); },
  });
  put(Number.prototype, { toJSON() { return isFinite(this) ? this.toString() : "null"; }, times() {} });
  Object.toJSON = (what) => (what && what.toJSON ? what.toJSON() : JSON.stringify(what));
  Object.extend = (to, from) => { for (const name in from) to[name] = from[name]; return to; };
  Object.keys = (what) => { const names = []; for (const name in what) if (what.hasOwnProperty(name)) names.push(name); return names; };
  Function.prototype.bind = function (context) {
    if (arguments.length < 2 && context === undefined) return this;
    const method = this, given = toArray.call(arguments).slice(1);
    return function () { return method.apply(context, given.concat(toArray.call(arguments))); };
  };
  put(Function.prototype, { delay(seconds) { return setTimeout(this, seconds * 1000); }, defer() { return setTimeout(this, 10); }, curry() { return this; }, wrap() { return this; } });
  put(Element.prototype, {
    remove() { this.parentNode.removeChild(this); return this; },
    update(html) { this.innerHTML = html; return this; },
    replace(html) { this.outerHTML = html; return this; },
    insert(html) { this.insertAdjacentHTML("beforeend", html); return this; },
    show() { this.style.display = ""; return this; },
    hide() { this.style.display = "none"; return this; },
    visible() { return this.style.display !== "none"; },
    toggle() { return this; },
    select(selector) { return toArray.call(this.querySelectorAll(selector)); },
    match(selector) { return this.matches(selector); },
    scrollTo() { window.scrollTo(0, this.offsetTop); return this; },
    clone(deep) { return this.cloneNode(deep); },
    empty() { while (this.firstChild) this.removeChild(this.firstChild); return this; },
    up() { return this.parentNode; }, down() { return this.firstElementChild; },
    setStyle() { return this; }, getStyle() { return null; }, addClassName() { return this; }, observe() { return this; }, fire() { return this; },
  });
  put(Event.prototype, { stop() { this.preventDefault(); this.stopPropagation(); }, element() { return this.target; }, findElement() { return this.target; } });
  document.getElementsByClassName = (name) => toArray.call(document.querySelectorAll("." + name));
  window.$ = (id) => (typeof id === "string" ? document.getElementById(id) : id);
  window.$$ = (selector) => toArray.call(document.querySelectorAll(selector));
  window.Hash = window.Class = window.Template = window.Reader = window.Library = function () {};
  window.requestIdleCallback = undefined;
})();
