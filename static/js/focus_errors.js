// Brings the reader to what is to be mended, as soon as a refused form is shown again. Without it the summary is still the first thing of the form.
document.querySelector(".error-summary")?.focus();
