// A button that prints the page; without JavaScript it stays hidden and a sentence says how.
for (const button of document.querySelectorAll("[data-gf-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
