// The library panel: what is loaded, found and removed there, and what readers add. The server writes its HTML.
"use strict";

(() => {
  const panel = document.createElement("dialog");
  panel.id = "library";
  panel.setAttribute("aria-labelledby", "library-title");
  panel.innerHTML = `
    <header><h2 id="library-title">Library</h2><button type="button" class="close" aria-label="Close">✕</button></header>
    <div class="body"></div>`;
  document.body.append(panel);
  const body = panel.querySelector(".body");
  const find = (selector) => body.querySelector(selector);

  const ask = async (path, options) => {
    try {
      const response = await fetch(`./library${path}`, options);
      return { ok: response.ok, text: (await response.text()).trim() };
    } catch {
      return { ok: false, text: "Dossier does not answer. Is it still running?" };
    }
  };

  const say = (place, text) => {
    const line = document.createElement("p");
    line.className = "failed";
    line.textContent = text;
    place.append(line);
  };

  const load = async () => {
    const { ok, text } = await ask("");
    if (!ok) {
      body.replaceChildren();
      return say(body, text);
    }
    const made = document.createElement("template");
    made.innerHTML = text;
    // What is typed, and what was refused, stays.
    if (find(".listed")) for (const part of [".holdings", ".intake", ".listed"]) find(part).replaceWith(made.content.querySelector(part));
    else body.append(made.content);
    if (find(".intake [data-running]")) follow();
  };

  const open = async () => {
    panel.showModal();
    await load();
  };

  // The page's own words about the library are Gradio's: this button has them made anew.
  const refreshPage = () => document.getElementById("refresh")?.click();

  let following = false;
  const follow = async () => {
    if (following) return;
    following = true;
    for (;;) {
      const { ok, text } = await ask("/progress");
      if (ok && find(".intake")) find(".intake").innerHTML = text;
      if (!ok || !text.includes("data-running")) break;
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    following = false;
    await load();
    find("input[type=search]").value = "";
    refreshPage();
  };

  const list = async (skip) => {
    const asked = find("input[type=search]").value;
    const { ok, text } = await ask(`/list?${new URLSearchParams({ text: asked, skip })}`);
    if (ok && asked === find("input[type=search]").value) find(".listed").innerHTML = text;
  };

  const add = async (path, options, name) => {
    const { ok, text } = await ask(path, { method: "POST", ...options });
    if (!ok) return { name, text };
  };

  const report = (refused) => {
    const place = find(".intake");
    const wrong = refused.filter(Boolean);
    // What was refused at the door has to be read before anything else takes its place.
    let lines = find(".refused");
    if (!lines) place.after((lines = Object.assign(document.createElement("div"), { className: "refused" })));
    lines.replaceChildren();
    for (const { name, text } of wrong) say(lines, `${name}: ${text}`);
    if (wrong.length < refused.length) follow();
  };

  const addFiles = async (files) => {
    const refused = [];
    for (const file of files) {
      find(".intake").textContent = `Sending ${file.name} …`;
      const headers = { "x-file-name": encodeURIComponent(file.name), "content-type": "application/octet-stream" };
      const wrong = file.size > 20e6 ? { name: file.name, text: "more than 20 MB, which is too much for one file; split it" } : null;
      refused.push(wrong ?? (await add("/files", { headers, body: file }, file.name)));
    }
    find(".intake").textContent = "";
    report(refused);
  };

  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.matches(".address")) {
      const url = form.querySelector("input").value.trim();
      report([await add("/addresses", { body: url }, url)]);
    } else {
      const title = form.elements.title.value.trim();
      const text = form.elements.text.value;
      const name = `${title.replaceAll(/[\\/]/g, " ").slice(0, 80) || "Pasted text"}.txt`;
      await addFiles([new File([title ? `${title}\n\n${text}` : text], name)]);
    }
    form.reset();
  });

  panel.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file]")) addFiles([...event.target.files]);
  });

  let typing = 0;
  panel.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=search]")) return;
    clearTimeout(typing);
    typing = setTimeout(() => list(0), 150);
  });

  const confirmRemoval = (button) => {
    const row = button.closest("li");
    const question = document.createElement("div");
    question.className = "confirm";
    question.innerHTML = `<span>Remove this article for good?</span>
      <button type="button" class="sure">Remove</button> <button type="button" class="keep">Keep</button>`;
    question.dataset.article = button.dataset.article;
    row.append(question);
    question.querySelector(".keep").focus();
  };

  const remove = async (button) => {
    const row = button.closest("li");
    const { ok, text } = await ask(`/articles/${button.parentElement.dataset.article}`, { method: "DELETE" });
    if (!ok) return button.parentElement.replaceChildren(), say(row, text);
    row.remove();
    await load();
    refreshPage();
  };

  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (event.target === panel || button?.matches(".close")) panel.close();
    else if (button?.matches(".remove") && !button.closest("li").querySelector(".confirm")) confirmRemoval(button);
    else if (button?.matches(".keep")) button.closest("li").querySelector(".remove").focus(), button.parentElement.remove();
    else if (button?.matches(".sure")) remove(button);
    else if (button?.dataset.skip) list(button.dataset.skip);
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    panel.addEventListener(kind, (event) => {
      event.preventDefault();
      find(".drop")?.classList.toggle("over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) addFiles([...event.dataTransfer.files]);
    });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#masthead .holdings")) open();
  });
})();
