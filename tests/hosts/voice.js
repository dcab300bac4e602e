// A voice that says what it was asked to say, for journeys under a policy: machines that test have none.
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const voice = new EventTarget();
voice.getVoices = () => [{ name: "Linh", lang: "vi-VN" }];
voice.speak = (saying) => { window.spoken.push(saying.text); };
voice.cancel = () => {};
Object.defineProperty(window, "speechSynthesis", { value: voice, configurable: true });
