// The conversations of this browser: listed, opened as links, renamed in place, deleted with a way back.
"use strict";

(() => {
  const list = () => document.getElementById("conversations");
  const current = () => document.querySelector("[data-conversation]")?.dataset.conversation ?? "";
  const send = (method, id, what, body) =>
    fetch(`./conversations/${id}${what}`, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body && JSON.stringify(body),
    });

  // Asked at once: the answer also brings the cookie under which conversations are kept.
  const ask = () => fetch(`./conversations?current=${current()}`).then((response) => response.text());
  const first = ask();
  window.dossier = { listed: first.catch(() => {}) };
  const draw = async (said = ask()) => {
    const html = await said;
    if (list()) list().innerHTML = html;
  };

  const undo = (id, name) => {
    const line = document.getElementById("undo");
    line.textContent = `Deleted “${name}”. `;
    const button = document.createElement("button");
    button.textContent = "Undo";
    button.addEventListener("click", async () => {
      await send("POST", id, "/restore");
      line.textContent = "";
      await draw();
      list().querySelector(`[data-id="${id}"] a`)?.focus();
    });
    line.append(button);
    button.focus();
  };

  const rename = (item) => {
    const link = item.querySelector("a");
    const box = document.createElement("input");
    box.value = link.textContent;
    box.maxLength = 80;
    box.setAttribute("aria-label", "Name of the conversation");
    const end = async (keep) => {
      box.onblur = null;
      if (keep && box.value.trim()) await send("POST", item.dataset.id, "/name", { name: box.value });
      await draw();
      list().querySelector(`[data-id="${item.dataset.id}"] a`)?.focus();
    };
    box.onblur = () => end(true);
    box.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.stopPropagation();
      event.preventDefault();
      end(event.key === "Enter");
    };
    link.replaceWith(box);
    box.select();
  };

  document.addEventListener("click", async (event) => {
    const item = event.target.closest("#conversations li");
    const action = event.target.closest("button")?.dataset.action;
    if (item && action === "rename") rename(item);
    if (item && action === "delete") {
      const name = item.querySelector("a").textContent;
      await send("DELETE", item.dataset.id, "");
      await draw();
      undo(item.dataset.id, name);
    }
  });

  // On a narrow screen the list is a drawer.
  const open = (wanted) => {
    document.documentElement.classList.toggle("drawer", wanted);
    const button = document.getElementById("open-sidebar");
    button?.setAttribute("aria-expanded", String(wanted));
    (wanted ? document.querySelector("#sidebar .new") : button)?.focus();
  };
  document.addEventListener("click", (event) => {
    const isOpen = document.documentElement.classList.contains("drawer");
    if (event.target.closest("#open-sidebar")) open(!isOpen);
    else if (isOpen && !event.target.closest("#sidebar")) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.documentElement.classList.contains("drawer")) open(false);
  });

  let shown = null;
  new MutationObserver(() => {
    if (!list()) return;
    const state = `${current()} ${document.querySelectorAll(".turn").length}`;
    if (state === shown) return;
    draw(shown === null && !current() ? first : undefined);
    shown = state;
    // A reload opens this conversation again; a question of the address has been asked by now.
    if (current()) history.replaceState(null, "", `./?conversation=${current()}`);
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["data-conversation"] });
})();
