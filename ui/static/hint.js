// A marker that is pointed at or focused shows its quote, outlet and date. They stand in the page already.
"use strict";

(() => {
  const hint = document.createElement("div");
  hint.id = "hint";
  hint.setAttribute("role", "tooltip");
  hint.hidden = true;
  document.body.append(hint);

  const GAP = 8;
  const LONGEST = 320; // characters: a glance, the whole quote is one click away
  let shown = null;
  let leaving = 0;

  const make = (name, text) => {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = text;
    return element;
  };

  const show = (marker) => {
    clearTimeout(leaving);
    const quote = document.getElementById(marker.hash.slice(1));
    if (!quote || shown === marker) return;
    hide();
    const card = quote.closest(".card");
    const text = quote.textContent;
    const credit = [...card.querySelectorAll(".outlet, .published time")].map((part) => part.textContent).join(" · ");
    hint.replaceChildren(
      make("quote", text.length > LONGEST ? `${text.slice(0, LONGEST).trimEnd()} …` : text),
      make("credit", credit),
    );
    hint.hidden = false;
    marker.setAttribute("aria-describedby", "hint");
    shown = marker;
    place();
  };

  const place = () => {
    const at = shown.getBoundingClientRect();
    const left = Math.min(at.left, document.documentElement.clientWidth - hint.offsetWidth - GAP);
    const above = at.top - hint.offsetHeight - GAP;
    hint.style.left = `${Math.max(GAP, left)}px`;
    hint.style.top = `${above >= GAP ? above : Math.min(at.bottom + GAP, innerHeight - hint.offsetHeight - GAP)}px`;
  };

  const hide = () => {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    hint.hidden = true;
  };

  const markerOf = (event) => event.target instanceof Element && event.target.closest("a.marker");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return; // a tap opens the article
    if (markerOf(event)) show(markerOf(event));
    else if (hint.contains(event.target)) clearTimeout(leaving); // it can be read with the pointer on it
  });
  document.addEventListener("pointerout", (event) => {
    if (!markerOf(event) && !hint.contains(event.target)) return;
    clearTimeout(leaving);
    leaving = setTimeout(hide, 120);
  });
  document.addEventListener("focusin", (event) => {
    if (markerOf(event)?.matches(":focus-visible")) show(markerOf(event));
    else hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  document.addEventListener(
    "scroll",
    // A marker that a scroll brought under the pointer keeps its card; one that is scrolled away loses it.
    () => shown && (shown.matches(":hover, :focus-visible") ? place() : hide()),
    { capture: true, passive: true },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || hint.hidden) return;
      event.stopImmediatePropagation();
      hide();
    },
    true,
  );
})();
