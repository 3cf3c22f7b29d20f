// The side panel in which an article is read whole: it opens at the quote that a marker or a card stands for.
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 60rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const panel = document.createElement("dialog");
  panel.id = "reader";
  panel.setAttribute("aria-label", "The article");
  panel.innerHTML = `
    <nav>
      <button type="button" class="close" aria-label="Back to the answer">Back</button>
      <p class="credit"></p>
      <span class="place" role="status"></span>
      <button type="button" class="step" data-step="-1" aria-label="Previous quote">↑</button>
      <button type="button" class="step" data-step="1" aria-label="Next quote">↓</button>
    </nav>
    <div class="page" tabindex="-1"></div>`;
  document.body.append(panel);
  const page = panel.querySelector(".page");

  let opener = null; // the marker or title that leads back
  let address = ""; // of the article in the panel
  let quotes = []; // the spans marked in it, in order
  let wanted = 0; // the newest request: an older answer that comes late is dropped

  const load = async (href) => {
    const number = ++wanted;
    let article = null;
    try {
      const response = await fetch(href);
      const text = await response.text();
      article = new DOMParser().parseFromString(text, "text/html").querySelector("article.whole");
    } catch {
      // no server: said below
    }
    if (number !== wanted) return false;
    if (!article) {
      article = document.createElement("p");
      article.className = "notice";
      article.textContent = "The article could not be loaded. Is Dossier still running?";
    }
    address = article.matches(".notice") ? "" : href;
    page.replaceChildren(article);
    panel.querySelector(".credit").textContent = [".outlet", ".published time"]
      .map((name) => page.querySelector(`header ${name}`)?.textContent)
      .filter(Boolean)
      .join(" · ");
    quotes = [...new Set([...page.querySelectorAll("mark")].flatMap((mark) => mark.dataset.spans.split(" ")))];
    return true;
  };

  const point = (span, focus) => {
    for (const mark of page.querySelectorAll("mark.shown")) mark.classList.remove("shown");
    const marks = page.querySelectorAll(`mark[data-spans~="${CSS.escape(span)}"]`);
    for (const mark of marks) mark.classList.add("shown");
    const place = quotes.indexOf(span);
    panel.querySelector(".place").textContent = place < 0 ? "" : `${place + 1} of ${quotes.length}`;
    for (const step of panel.querySelectorAll(".step")) step.hidden = quotes.length < 2;
    if (!marks.length) return page.scrollTo(0, 0);
    marks[0].tabIndex = -1;
    if (focus) marks[0].focus({ preventScroll: true });
    marks[0].scrollIntoView({ block: "center", behavior: still.matches || focus ? "auto" : "smooth" });
  };

  const open = async (href, span, from) => {
    if (!panel.open) opener = from;
    else if (!panel.contains(from)) opener = from;
    if (href !== address && !(await load(href))) return;
    if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
    page.focus({ preventScroll: true });
    point(span || quotes[0] || "", true);
  };

  const close = (goBack) => {
    wanted += 1;
    panel.close();
    if (!goBack || !opener) return;
    // The conversation may have been drawn anew meanwhile.
    const again = opener.isConnected ? opener : document.querySelector(`a[href="${CSS.escape(opener.getAttribute("href"))}"]`);
    again?.focus();
    again?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const marker = event.target.closest("a.marker");
    const quote = marker && document.getElementById(marker.hash.slice(1));
    const card = (quote || event.target).closest(".card");
    if (!card || (!marker && event.target.closest("a:not(.read)"))) return;
    if (!marker && !getSelection().isCollapsed) return; // words of a card can be selected
    const title = card.querySelector("a.read");
    const mark = quote || event.target.closest("mark[data-span]");
    event.preventDefault();
    open(title.getAttribute("href"), mark?.dataset.span, marker || title);
  });

  panel.querySelector(".close").addEventListener("click", () => close(true));
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(true);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !panel.open) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      close(true);
    },
    true,
  );
  for (const step of panel.querySelectorAll(".step")) {
    step.addEventListener("click", () => {
      const now = quotes.indexOf(page.querySelector("mark.shown")?.dataset.spans.split(" ")[0]);
      point(quotes[(now + Number(step.dataset.step) + quotes.length) % quotes.length], false);
    });
  }

  // A new question is answered beside its own sources: the panel makes room.
  document.addEventListener("newturn", () => panel.open && close(false));
})();
