// <button data-gf-count="keep" data-gf-one="…" data-gf-many="… # …" data-gf-none="…">: the button says how many boxes of that name are ticked.
for (const button of document.querySelectorAll("[data-gf-count]")) {
  const show = () => {
    const count = document.querySelectorAll(`input[name="${button.dataset.gfCount}"]:checked`).length;
    const { gfNone, gfOne, gfMany } = button.dataset;
    button.textContent = count === 0 ? gfNone : count === 1 ? gfOne : gfMany.replace("#", count);
  };
  button.form.addEventListener("change", show);
  show();
}
