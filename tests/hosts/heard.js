// What a page hears of its reader, and what its policy had to refuse, from the first moment on. Journeys read it.
window.heard = [];
for (const name of ["ready", "open", "search", "error"]) {
  addEventListener(`docbao-${name}`, (event) => heard.push({ name, ...event.detail }));
}
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
