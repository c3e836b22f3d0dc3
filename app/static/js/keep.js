// Has a page kept without leaving the form. Without this file the button opens another tab.
"use strict";

(() => {
  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  document.querySelectorAll("[data-keep]:not([data-ready])").forEach((box) => {
    box.dataset.ready = "yes";
    const button = box.querySelector("button");
    const text = box.querySelector("[data-keep-text]");
    const field = button.form.elements.namedItem(button.value);

    const follow = async () => {
      const body = new URLSearchParams({ keep: button.value, [button.value]: field.value });
      body.set("csrf_token", button.form.querySelector('input[name="csrf_token"]').value);
      let answer = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
      const place = answer.url;
      for (;;) {
        const state = await answer.json();
        if (!answer.ok) return state.error || box.dataset.failed;
        if (state.capture) {
          field.value = state.capture;
          return box.dataset.done.replace("{number}", state.capture);
        }
        if (!state.active) return box.dataset.failed;
        await pause(1500);
        answer = await fetch(place, { headers: { Accept: "application/json" } });
      }
    };

    button.addEventListener("click", async (event) => {
      event.preventDefault();
      button.disabled = true;
      text.textContent = box.dataset.waiting;
      try {
        text.textContent = await follow();
      } catch {
        text.textContent = box.dataset.failed;
      }
      button.disabled = false;
    });
  });
})();
