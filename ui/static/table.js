// Events as a timeline or a table; tables sort, are copied and saved. All from what the page holds already.
"use strict";

(() => {
  const textOf = (cell) => cell.dataset.text ?? cell.textContent;
  const orderOf = (cell) => cell.dataset.order ?? textOf(cell);
  const rowsOf = (sheet) => [...sheet.querySelectorAll("tr")].map((row) => [...row.cells].map(textOf));

  // A spreadsheet would run a cell that begins like a formula.
  const tame = (text) => (/^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text);
  const flat = (text) => tame(text.replace(/[\t\r\n]+/g, " "));
  const quoted = (text) => `"${tame(text).replaceAll('"', '""')}"`;

  const turn = (button) => {
    const box = button.closest(".happenings");
    for (const other of box.querySelectorAll(".view")) other.setAttribute("aria-pressed", String(other === button));
    for (const name of ["timeline", "table"]) {
      box.querySelector(`:scope > .${name}`).hidden = button.textContent.toLowerCase() !== name;
    }
  };

  const sort = (head) => {
    const table = head.closest("table");
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const compare = (a, b) =>
      orderOf(a.cells[head.cellIndex]).localeCompare(orderOf(b.cells[head.cellIndex]), "en", { numeric: true });
    const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? compare(a, b) : compare(b, a)));
    table.tBodies[0].append(...rows);
  };

  const copy = async (sheet) => {
    await navigator.clipboard.writeText(rowsOf(sheet).map((row) => row.map(flat).join("\t")).join("\n"));
    return "Copied";
  };

  const save = (sheet) => {
    const lines = rowsOf(sheet).map((row) => row.map(quoted).join(","));
    const link = document.createElement("a");
    // The mark in front tells spreadsheets that it is UTF-8.
    link.href = URL.createObjectURL(new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
    link.download = `${sheet.querySelector("table").getAttribute("aria-label").toLowerCase().replaceAll(" ", "-")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return "Saved";
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches(".happenings .view")) return turn(button);
    const sheet = button.closest(".sheet");
    if (!sheet) return;
    if (!button.dataset.do) return sort(button.closest("th"));
    let said = "This browser does not allow it here.";
    try {
      said = await (button.dataset.do === "copy" ? copy : save)(sheet);
    } catch {
      // a page that is not of this machine may not use the clipboard without https
    }
    sheet.querySelector("[role=status]").textContent = said;
  });
})();
