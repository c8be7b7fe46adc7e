// <button data-gf-copy="#key" hidden>: copies the text of the element named. Shown only where it can work.
for (const button of document.querySelectorAll("[data-gf-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.gfCopy).innerText.trim());
    button.querySelector("[role=status]").textContent = button.dataset.gfDone;
  });
}
