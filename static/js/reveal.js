// <button data-gf-reveal="id_password" hidden>: shows what is typed in a password field, and hides it again before the form leaves.
for (const button of document.querySelectorAll("[data-gf-reveal]")) {
  const input = document.getElementById(button.dataset.gfReveal);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}
