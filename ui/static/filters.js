// The filters beside the question: what is chosen, and a chip for each that takes it back.
"use strict";

(() => {
  const NAMES = { first: "From", last: "To" };
  const from = (query) => ({ first: query.get("first") ?? "", last: query.get("last") ?? "", outlets: query.getAll("outlets") });
  let chosen = from(new URLSearchParams(location.search)); // a link to a question has its filters

  const filters = () => document.querySelector("#filters");
  const find = (selector) => filters()?.querySelector(selector);
  const ticks = () => [...filters().querySelectorAll("[type=checkbox]")];

  // A browser gives no value for half a day; the server says what is wrong with it.
  const read = (field) => (field.validity.badInput ? "incomplete" : field.value);

  const say = (day) => {
    const date = new Date(`${day}T00:00`);
    return isNaN(date) ? "?" : date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  };

  const chip = (text, remove) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", `Remove the filter ${text}`);
    button.addEventListener("click", () => {
      const at = [...item.parentNode.children].indexOf(item);
      remove();
      take();
      (filters().querySelectorAll("li button")[at] ?? find("summary")).focus();
    });
    item.append(button);
    return item;
  };

  const take = () => {
    const days = Object.keys(NAMES).map((name) => find(`[name=${name}]`));
    const ticked = ticks().filter((tick) => tick.checked);
    chosen = { first: read(days[0]), last: read(days[1]), outlets: ticked.map((tick) => tick.value) };
    find("ul").replaceChildren(
      ...days
        .filter((day) => chosen[day.name])
        .map((day) => chip(`${NAMES[day.name]} ${say(chosen[day.name])}`, () => (day.value = ""))),
      ...ticked.map((tick) => chip(tick.value, () => (tick.checked = false))),
    );
  };

  const close = () => find("details[open]")?.removeAttribute("open");

  document.addEventListener("input", (event) => event.target.closest("#filters") && take());
  document.addEventListener("focusout", (event) => event.target.closest("#filters [type=date]") && take()); // half a day is no input
  document.addEventListener("click", (event) => event.target.closest("#filters details") || close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest("#filters details[open]")) return;
    event.preventDefault();
    close();
    find("summary").focus();
  });

  const show = () => {
    for (const name of Object.keys(NAMES)) find(`[name=${name}]`).value = chosen[name];
    for (const tick of ticks()) tick.checked = chosen.outlets.includes(tick.value);
    take();
  };

  // The page draws the filters anew when the library has changed.
  let known = null;
  new MutationObserver(() => {
    const list = find("ul");
    if (!list || list === known) return;
    known = list;
    show();
  }).observe(document.documentElement, { childList: true, subtree: true });

  dossier.filters = () => (filters() && take(), chosen);
  dossier.choose = (wanted) => {
    chosen = wanted instanceof URLSearchParams ? from(wanted) : wanted;
    show();
  };
})();
