// Brings the part of the page that moves up to date, until nothing moves any more.
// A person who is typing or holds the focus in it is left alone.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live) return;
  const again = () => {
    const seconds = Number(live.dataset.refresh);
    if (seconds) setTimeout(look, seconds * 1000);
  };
  const look = async () => {
    if (!document.hidden && !live.contains(document.activeElement)) {
      try {
        const response = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (response.ok && !response.redirected) {
          const page = new DOMParser().parseFromString(await response.text(), "text/html");
          const fresh = page.getElementById("live");
          if (fresh) {
            const open = [...live.querySelectorAll("details")].map((part) => part.open);
            live.replaceChildren(...fresh.childNodes);
            live.querySelectorAll("details").forEach((part, number) => {
              if (number in open) part.open = open[number];
            });
            live.dataset.refresh = fresh.dataset.refresh;
          }
        }
      } catch {
        // The portal is being restarted, or the line is down: look again later.
      }
    }
    again();
  };
  again();
})();
