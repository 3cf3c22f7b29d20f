// While the first articles are taken in: how far that is. Then the page becomes the ordinary one, and keeps what is typed.
"use strict";

(() => {
  const place = () => document.querySelector("#beginning .state");
  const pause = () => new Promise((resolve) => setTimeout(resolve, 500));

  // Whether it still goes on; where nobody says, it is asked again.
  const look = async () => {
    try {
      const response = await fetch("./library/progress");
      if (!response.ok) return true;
      const text = await response.text();
      if (place()) place().innerHTML = text;
      return text.includes("data-running");
    } catch {
      if (place()) place().textContent = "Dossier does not answer. Is it still running?";
      return true;
    }
  };

  let following = false;
  const follow = async () => {
    following = true;
    do await pause();
    while (await look());
    following = false;
    document.getElementById("refresh")?.click();
  };

  new MutationObserver(() => {
    if (!following && document.querySelector("#beginning [data-running]")) follow();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
