// Sends a chosen file in pieces, goes on after a broken line, and gives the form its token.
// Without this file, or where a browser cannot hash, the form sends the file itself.
"use strict";

(() => {
  if (!window.crypto?.subtle) return;
  const PIECE = 256 * 1024;
  const LONGEST_WAIT = 15000;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const hash = async (data) => hex(await crypto.subtle.digest("SHA-256", data));

  class Refused extends Error {}

  class Sender {
    constructor(box) {
      this.box = box;
      this.words = box.dataset;
      this.input = box.querySelector('input[type="file"]');
      this.token = box.querySelector("[data-file-token]");
      this.form = this.input.form;
      this.panel = box.querySelector("[data-upload-panel]");
      this.bar = this.panel.querySelector("progress");
      this.text = this.panel.querySelector("[data-upload-text]");
      this.file = null;
      this.busy = false;
      this.waiting = null;
      this.memory = `pw-upload:${location.pathname}:${this.input.name}`;
      this.input.addEventListener("change", () => this.chosen());
      this.form.addEventListener("submit", (event) => this.submitted(event));
      window.addEventListener("online", () => this.wake?.());
      this.remember();
    }

    say(words, percent = null, state = "") {
      this.panel.hidden = false;
      this.panel.dataset.state = state;
      this.bar.hidden = percent === null;
      if (percent !== null) this.bar.value = percent;
      this.text.textContent = words;
    }

    // After a reload the page knows what was being sent here.
    async remember() {
      const kept = this.read();
      if (!kept || this.token.value) return;
      try {
        const answer = await fetch(`${this.words.uploads}/${kept.token}`, { headers: { Accept: "application/json" }, redirect: "manual" });
        if (!answer.ok) return this.forget();
        const state = await answer.json();
        if (this.file) return;
        if (state.kept) this.done(state);
        else this.say(this.words.again.replace("{name}", state.name), Math.floor((state.received / state.size) * 100), "again");
      } catch { /* Nothing is lost: the file can be chosen again. */ }
    }

    read() {
      try { return JSON.parse(sessionStorage.getItem(this.memory)); } catch { return null; }
    }

    write(token) {
      try { sessionStorage.setItem(this.memory, JSON.stringify({ token })); } catch { /* Only the hint after a reload is lost. */ }
    }

    forget() {
      try { sessionStorage.removeItem(this.memory); } catch { /* There is nothing to forget. */ }
    }

    async chosen() {
      const file = this.input.files[0];
      this.file = file || null;
      this.token.value = "";
      if (!file) { this.panel.hidden = true; return; }
      if (file.size > Number(this.words.largest)) return this.say(this.words.large, null, "error");
      this.busy = true;
      this.say(this.words.going.replace("{percent}", "0"), 0, "going");
      try {
        const state = await this.send(file);
        if (this.file === file) this.done(state);
      } catch (error) {
        if (this.file !== file) return;
        this.busy = false;
        this.waiting = null;
        // The form sends the file itself, and the portal says again what is wrong with it.
        this.say(error instanceof Refused && error.message ? error.message : this.words.plain, null, "error");
      }
    }

    async send(file) {
      const whole = await file.arrayBuffer();
      const sha256 = await hash(whole);
      let state = await this.ask("", { name: file.name, size: file.size, sha256 });
      this.write(state.token);
      for (let tries = 0; tries < 3; tries += 1) {
        while (!state.kept && state.received < state.size) {
          if (this.file !== file) throw new Refused("");
          const piece = whole.slice(state.received, state.received + PIECE);
          state = await this.ask(`/${state.token}/piece`, { offset: state.received, sha256: await hash(piece), piece: new Blob([piece]) });
          const percent = Math.floor((state.received / state.size) * 100);
          this.say(this.words.going.replace("{percent}", percent), percent, "going");
        }
        if (!state.kept) state = await this.ask(`/${state.token}/finish`, {});
        if (state.kept) return state;
      }
      throw new Refused("");
    }

    // One request, asked again for as long as the line or the portal is away.
    async ask(path, fields) {
      let wait = 500;
      let fresh = false;
      for (;;) {
        const body = new FormData();
        body.set("csrf_token", this.form.querySelector('input[name="csrf_token"]').value);
        for (const [name, value] of Object.entries(fields)) body.set(name, value, ...(value instanceof Blob ? ["piece"] : []));
        let answer = null;
        try {
          answer = await fetch(this.words.uploads + path, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
        } catch { /* The line is down. */ }
        if (answer?.ok) return answer.json();
        const stale = answer && (answer.type === "opaqueredirect" || answer.status === 400);
        if (stale && !fresh) {
          fresh = true;
          if (await this.freshToken()) continue;
        } else if (answer && answer.status >= 400 && answer.status < 500 && ![409, 429].includes(answer.status)) {
          const said = await answer.json().catch(() => ({}));
          throw new Refused((said.advice || [])[0] || "");
        }
        fresh = false;
        this.say(answer?.type === "opaqueredirect" ? this.words.signedOut : this.words.offline, this.bar.value, "waiting");
        await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, wait); });
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }

    async freshToken() {
      try {
        const answer = await fetch(this.words.tokenUrl, { redirect: "manual" });
        if (!answer.ok) return false;
        const found = await answer.json();
        if (found.user !== this.words.user) return false;
        for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = found.token;
        return true;
      } catch { return false; }
    }

    done(state) {
      this.busy = false;
      this.token.value = state.token;
      // What has come in pieces is not sent a second time with the form.
      this.input.value = "";
      this.say(this.words.done.replace("{name}", state.name), 100, "done");
      if (this.waiting) {
        const button = this.waiting;
        this.waiting = null;
        this.form.requestSubmit(button);
      }
    }

    submitted(event) {
      if (!this.busy) {
        if (!event.defaultPrevented && !event.submitter?.formAction?.includes("/keep")) this.forget();
        return;
      }
      event.preventDefault();
      this.waiting = event.submitter;
      this.say(this.words.then, this.bar.value, "going");
    }
  }

  document.querySelectorAll("[data-uploads]:not([data-ready])").forEach((box) => {
    box.dataset.ready = "yes";
    new Sender(box);
  });
})();
