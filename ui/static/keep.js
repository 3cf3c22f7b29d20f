// What a reader keeps of an answer: its text with footnotes, a verdict with a comment, a test case.
"use strict";

(() => {
  const address = (row, what) => {
    const conversation = document.querySelector("[data-conversation]").dataset.conversation;
    return `./conversations/${conversation}/turns/${row.dataset.number}${what}`;
  };
  const say = (row, text) => (row.querySelector("[role=status]").textContent = text.trim());

  const ask = async (row, what, body) => {
    try {
      const response = await fetch(address(row, what), {
        method: body ? "POST" : "GET",
        headers: body ? { "content-type": "application/json" } : {},
        body: body && JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) say(row, response.status === 429 ? JSON.parse(text).detail : text);
      return response.ok ? text : null;
    } catch {
      say(row, "The server does not answer. Please try again.");
      return null;
    }
  };

  const copy = async (row) => {
    const text = await ask(row, ".md");
    if (text === null) return;
    try {
      await navigator.clipboard.writeText(text); // there only over https and on this machine
      say(row, "Copied.");
    } catch {
      say(row, "Your browser does not let this page copy: download the conversation instead.");
    }
  };

  const judge = (row, button) => {
    row.querySelector("form")?.remove();
    const form = document.createElement("form");
    const box = document.createElement("input");
    box.maxLength = 2000;
    box.placeholder = button.dataset.action === "right" ? "What was good? (optional)" : "What is wrong? (optional)";
    box.setAttribute("aria-label", box.placeholder);
    const send = document.createElement("button");
    send.textContent = "Send feedback";
    form.append(box, send);
    form.addEventListener("keydown", (event) => event.key === "Escape" && (form.remove(), button.focus()));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = await ask(row, "/feedback", { verdict: button.dataset.action, comment: box.value });
      if (said === null) return;
      form.remove();
      for (const other of row.querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
      button.setAttribute("aria-pressed", "true");
      say(row, said);
      button.focus();
    });
    say(row, "");
    row.append(form);
    box.focus();
  };

  const saveCase = async (row, button) => {
    button.disabled = true;
    const said = await ask(row, "/case", {});
    if (said !== null) say(row, said);
    else button.disabled = false;
  };

  const actions = { copy, right: judge, wrong: judge, case: saveCase };

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".actions [data-action]");
    actions[button?.dataset.action]?.(button.closest(".actions"), button);
  });
})();
