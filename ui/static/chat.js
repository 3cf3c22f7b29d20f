// A new question and its answer come into view. Everything else is plain HTML, or a script of its own.
"use strict";

(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // Both the question and its answer bring their turn into view: whole where it fits, else from its top.
  let seen = "";
  new MutationObserver(() => {
    const turn = document.querySelector(".turn:last-of-type");
    const state = turn ? `${turn.id} ${turn.querySelector(".pending") === null}` : "";
    if (state === seen) return;
    if (turn) turn.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "nearest" });
    if (turn?.id !== seen.split(" ")[0]) document.dispatchEvent(new Event("newturn"));
    seen = state;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
