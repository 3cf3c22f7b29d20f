// What goes with the text box: the model, Stop, questions asked with a click, and the keys.
"use strict";

(() => {
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#composer textarea");
  const busy = () => find("[data-busy]") !== null;
  const current = () => find("[data-conversation]")?.dataset.conversation ?? "";

  let clicked = null; // what is asked with a click, and not by what stands in the box
  let editing = null; // the turn that the text in the box replaces
  let models = null; // what the server said there is, once it has

  const endEditing = () => {
    if (find("#editing")) find("#editing").textContent = "";
    editing = null;
  };

  // Asks without the box: what somebody is typing there stays.
  const ask = (wish) => {
    if (busy()) return;
    endEditing();
    clicked = wish;
    find("#send").click();
  };

  // Gradio drops a press of Send while it sends another: what it was for must not become of the text in the box.
  const isOfBox = (event) => event.isTrusted && (event.key === "Enter" || event.target.closest("#send"));
  for (const name of ["click", "keydown"]) {
    document.addEventListener(name, (event) => isOfBox(event) && (clicked = null), { capture: true });
  }

  const wish = () => {
    const what = clicked ?? (editing ? { edit: editing.number } : {});
    const sent = { model: find("#model")?.value, ...dossier.filters(), ...what, conversation: current() };
    clicked = null;
    endEditing();
    return sent;
  };

  const type = (text) => {
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
    box().focus();
  };

  // Under the filters that the question had; Cancel brings back those that were chosen.
  const edit = (number, question, filters) => {
    editing = { number, before: editing?.before ?? dossier.filters() };
    dossier.choose(filters);
    type(question);
    const cancel = document.createElement("button");
    cancel.textContent = "Cancel";
    cancel.addEventListener("click", () => {
      dossier.choose(editing.before);
      endEditing();
      type("");
    });
    find("#editing").replaceChildren("Sending this replaces the question and all after it. ", cancel);
  };

  // The models to compare with, in a small list under the button.
  const choose = (button, number, answered) => {
    const menu = document.createElement("div");
    menu.className = "choice";
    menu.popover = "auto";
    menu.setAttribute("role", "group");
    menu.setAttribute("aria-label", "Compare with");
    const options = [...find("#model").options].filter((option) => !option.disabled && !answered.includes(option.value));
    menu.append(
      ...options.map((option) => {
        const choice = document.createElement("button");
        choice.type = "button";
        choice.textContent = option.textContent;
        choice.addEventListener("click", () => {
          menu.hidePopover();
          ask({ beside: number, model: option.value });
        });
        return choice;
      }),
    );
    if (!options.length) menu.textContent = "There is no other model here: “dossier models” shows how to get one.";
    menu.addEventListener("toggle", (event) => event.newState === "closed" && (menu.remove(), button.focus()));
    document.body.append(menu);
    menu.showPopover();
    const at = button.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - menu.offsetHeight - 8))}px`;
    menu.querySelector("button")?.focus();
  };

  const copyLink = async (row, question) => {
    const link = new URL("./", location.href);
    const filters = row.dataset.filters;
    link.search = `${new URLSearchParams({ q: question, model: find("#model").value })}${filters && `&${filters}`}`;
    const status = row.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(link.href);
      status.textContent = "Link copied.";
    } catch {
      status.textContent = link.href; // without a clipboard it can at least be selected
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".ask")) return ask({ ask: button.textContent });
    if (button.closest("#stop")) return stop();
    const row = button.closest(".actions");
    if (!row) return;
    const number = Number(row.dataset.number);
    const question = button.closest(".turn").querySelector("h2").textContent;
    const action = button.dataset.action;
    if (action === "edit") edit(number, question, new URLSearchParams(row.dataset.filters));
    if (action === "again") ask({ again: number });
    if (action === "beside") choose(opener(button), number, row.dataset.models.split(" "));
    if (action === "link") copyLink(row, question);
  });

  // A menu under an answer closes with the choice, with Escape, and with a click elsewhere; so does the list of keys.
  const opener = (button) => button.closest(".menu")?.querySelector("summary") ?? button;
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(":is(.menu, #keys)[open]")) {
      if (!event.target.closest(":is(.menu, #keys) > summary")?.parentElement.isSameNode(menu)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest(":is(.menu, #keys)[open]");
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  const stop = () => fetch(`./conversations/${current()}/stop`, { method: "POST" });

  const step = (by) => {
    const markers = [...document.querySelectorAll(".turn a.marker")].filter((marker) => marker.offsetParent);
    const at = markers.indexOf(document.activeElement);
    const last = [...document.querySelectorAll(".turn:last-of-type a.marker")][0];
    const to = at < 0 ? (by > 0 ? last : markers.at(-1)) : markers[(at + by + markers.length) % markers.length];
    to?.focus();
    to?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && busy() && !find("dialog[open], :popover-open")) return stop();
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
    if (event.key !== "/") return;
    event.preventDefault();
    box()?.focus();
  });

  // The server has to ask around for what there is; the page is there before.
  fetch("./models")
    .then((response) => (response.ok ? response.text() : null))
    .then((html) => {
      models = html;
      offer();
    })
    .catch(() => {});

  const address = new URLSearchParams(location.search);
  const offer = () => {
    const select = find("#model");
    if (models === null || !select) return;
    const chosen = select.value;
    select.innerHTML = models;
    models = null;
    if (chosen) select.value = chosen;
  };

  // A link to a question asks it, once the page can.
  let question = address.get("q");
  if (question || address.get("conversation")) document.documentElement.classList.add("opening");
  new MutationObserver(() => {
    offer();
    if (question === null || !box() || !find("#send")) return;
    const asked = question;
    const model = address.get("model") ?? "none";
    question = null;
    history.replaceState(null, "", "./");
    dossier.listed.then(() => {
      if (model === "none") return ask({ ask: asked, model });
      // A model may cost money, or be elsewhere: a link from anywhere does not ask it, the reader does.
      document.documentElement.classList.remove("opening");
      find("#model").value = model;
      type(asked);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });

  dossier.wish = wish;
})();
