// Markers lead to the quotes they stand for, and a new answer comes into view. Everything else is plain HTML.
"use strict";

(() => {
  const narrow = matchMedia("(max-width: 60rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const bring = (element, block) => element.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block });

  const show = (card, quote) => {
    for (const other of document.querySelectorAll(".sources .shown")) other.classList.remove("shown");
    card.classList.add("shown");
    quote.classList.add("shown");
    quote.focus({ preventScroll: true });
    // A card moves as little as possible, so that the sentence it proves stays where it was read.
    const whole = card.offsetHeight < 0.6 * innerHeight;
    bring(whole ? card : quote, narrow.matches && whole ? "start" : "nearest");
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.marker, a.back");
    if (link) {
      event.preventDefault();
      const target = document.getElementById(link.hash.slice(1));
      if (!target) return;
      if (link.matches(".marker")) return show(target.closest(".card"), target);
      target.focus({ preventScroll: true });
      return bring(target, "start");
    }
    // In an earlier answer cards are folded to their titles; a click opens one.
    const folded = event.target.closest(".turn:not(:last-child) .card:not(.shown)");
    if (folded && !event.target.closest("a")) show(folded, folded.querySelector("mark"));
  });

  // Both the question and its answer bring their turn into view: whole where it fits, else from its top.
  let seen = "";
  new MutationObserver(() => {
    const turn = document.querySelector(".turn:last-child");
    const state = turn ? `${turn.id} ${turn.querySelector(".pending") === null}` : "";
    if (state !== seen && turn) bring(turn, "nearest");
    seen = state;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
