// Nothing of the language can be changed after this, nor can what inherits from it be given a property of the same
// name by an assignment.
for (const it of [Object, Function, Array, String, Number, RegExp, Promise, Error, TypeError, Map, Set, Symbol, Date, URL, Event, CustomEvent, EventTarget, Node, Element, HTMLElement, ShadowRoot, Document, Response, Request, Headers, Uint8Array]) {
  Object.freeze(it.prototype);
  Object.freeze(it);
}
for (const it of [JSON, Math, Reflect, WebAssembly]) Object.freeze(it);
