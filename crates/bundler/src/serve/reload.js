// Shows the page anew when it has been built anew. Only `docbao serve` puts this into pages.
const changes = async () => {
  let seen = await (await fetch("/.docbao/changed")).text();
  for (;;) {
    const now = await (await fetch(`/.docbao/changed?since=${seen}`)).text();
    if (now !== seen) {
      location.reload();
      return;
    }
    seen = now;
  }
};
// When the server ends, there is nothing more to wait for.
changes().catch(() => {});
