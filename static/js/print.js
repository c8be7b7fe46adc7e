// <button data-gf-print hidden>: opens the print window of the browser. Without it, the browser's own menu does the same.
for (const button of document.querySelectorAll("[data-gf-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
