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

  // What a reply says, in a sentence. Ours are a line of text or have one as `detail`; a proxy may send a page.
  const read = (response, text) => {
    const kind = response.headers.get("content-type") ?? "";
    try {
      const said = kind.includes("json") ? JSON.parse(text).detail : kind.includes("text/plain") ? text : null;
      if (typeof said === "string" && said && said.length < 500) return said;
    } catch {}
    return `This did not work: the server answers ${response.status}. Please try again.`;
  };

  const ask = async (path, options) => {
    try {
      const response = await fetch(`./library${path}`, options);
      const text = (await response.text()).trim();
      return { ok: response.ok, text: response.ok ? text : read(response, text) };
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
      if (find(".listed")) return (find(".intake").textContent = text);
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

  let following = null;
  const follow = () => (following ??= watch().finally(() => (following = null)));
  const watch = async () => {
    for (;;) {
      const { ok, text } = await ask("/progress");
      if (ok) find(".intake").innerHTML = text;
      else find(".intake").textContent = text;
      if (ok && !text.includes("data-running")) break;
      await new Promise((resolve) => setTimeout(resolve, ok ? 700 : 3000));
    }
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
    return ok ? { taken: text } : { name, text };
  };

  const tooLarge = { text: "more than 20 MB, which is too much for one file; split it" };
  const addFile = (file) => {
    const headers = { "x-file-name": encodeURIComponent(file.name), "content-type": "application/octet-stream" };
    return file.size > 20e6 ? { name: file.name, ...tooLarge } : add("/files", { headers, body: file }, file.name);
  };

  const report = (added) => {
    const place = find(".intake");
    const wrong = added.filter((one) => !one.taken);
    // What was refused at the door has to be read before anything else takes its place.
    let lines = find(".refused");
    if (!lines) place.after((lines = Object.assign(document.createElement("div"), { className: "refused" })));
    lines.replaceChildren();
    for (const { name, text } of wrong) say(lines, `${name}: ${text}`);
    if (wrong.length < added.length) follow();
  };

  const addFiles = async (files) => {
    const added = [];
    for (const file of files) {
      find(".intake").textContent = `Sending ${file.name} …`;
      added.push(await addFile(file));
    }
    find(".intake").textContent = "";
    report(added);
  };

  // Why what was taken under a name did not get in after all; nothing where it did.
  const whyNot = (name) => {
    const named = [...body.querySelectorAll(".intake li")].find((item) => item.querySelector("b")?.textContent === name);
    return named ? named.textContent.slice(name.length + 2) : (find(".intake .failed")?.textContent ?? "");
  };

  const complain = (form, text) => {
    form.querySelector(".failed")?.remove();
    if (!text) return;
    say(form, text);
    form.lastElementChild.setAttribute("role", "alert");
  };

  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const box = form.querySelector("textarea, [type=url]");
    const given = box.value;
    complain(form, "");
    let added;
    if (form.matches(".address")) added = await add("/addresses", { body: given.trim() });
    else {
      const title = form.elements.title.value.trim();
      const name = `${title.replaceAll(/[\\/]/g, " ").slice(0, 80) || "Pasted text"}.txt`;
      added = await addFile(new File([title ? `${title}\n\n${given}` : given], name));
    }
    if (added.taken) await follow();
    // On a phone the outcome stands below the fold.
    if (added.taken) find(".intake").scrollIntoView({ block: "nearest" });
    // What did not get in stays in its box, with the reason, and so does what was typed meanwhile.
    const why = added.taken ? whyNot(added.taken) : added.text;
    if (why) complain(form, why);
    else if (box.value === given) form.reset();
  });

  panel.addEventListener("change", (event) => {
    if (!event.target.matches("input[type=file]")) return;
    addFiles([...event.target.files]);
    event.target.value = ""; // the same file can be chosen again
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
