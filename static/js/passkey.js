// <form data-gf-passkey="get|create" data-gf-options="{…}">: asks the device before the form leaves; its answer goes into the field « passkey ».
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const ask = async (way, options) => {
  options.challenge = bytes(options.challenge);
  options.allowCredentials = named(options.allowCredentials);
  options.excludeCredentials = named(options.excludeCredentials);
  if (options.user) options.user.id = bytes(options.user.id);
  return navigator.credentials[way]({ publicKey: options });
};

const told = ({ id, rawId, type, response }) => {
  const said = { id, rawId: text(rawId), type, response: {}, clientExtensionResults: {} };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) said.response[name] = text(response[name]);
  if (response.getTransports) said.response.transports = response.getTransports();
  return said;
};

for (const form of document.querySelectorAll("form[data-gf-passkey]")) {
  const { passkey } = form.elements;
  const refused = form.querySelector("[data-gf-refused]");
  form.addEventListener("submit", async (event) => {
    if (passkey.value) return;
    event.preventDefault();
    refused.hidden = true;
    try {
      passkey.value = JSON.stringify(told(await ask(form.dataset.gfPasskey, JSON.parse(form.dataset.gfOptions))));
      form.requestSubmit();
    } catch {
      refused.hidden = false;
    }
  });
}
