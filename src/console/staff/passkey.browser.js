/** Buttons that ask an authenticator: they fetch what to ask, and send what it said with the form they stand in. */
(() => {
  const canAsk = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

  /** What stands under the buttons when it did not work, by the name of the error (WebAuthn level 3). */
  const WORDS = {
    NotAllowedError: 'Nothing was sent: the request was cancelled, or took too long. Try again.',
    InvalidStateError: 'This passkey is registered already.',
    SecurityError: 'Passkeys do not work at this address. Open the console by the address your administrator gave you.',
  };

  async function optionsFrom(form, path) {
    const body = new URLSearchParams({ form_token: form.elements.form_token.value });
    const response = await fetch(path, { method: 'POST', body });
    if (!response.ok) throw new Error('The page is too old. Open it again.');
    return response.json();
  }

  async function answerOf(kind, options) {
    if (kind === 'create') {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      return navigator.credentials.create({ publicKey });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  }

  async function ask(button) {
    const { form } = button;
    const says = form.querySelector('[data-passkey-says]');
    button.disabled = true;
    says.textContent = 'Waiting for your passkey…';
    try {
      const options = await optionsFrom(form, button.dataset.options);
      const credential = await answerOf(button.dataset.passkey, options);
      form.elements.answer.value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      says.textContent = WORDS[error.name] ?? error.message;
      button.disabled = false;
    }
  }

  for (const part of document.querySelectorAll('[data-needs-passkeys]')) {
    part.hidden = !canAsk;
  }
  for (const part of document.querySelectorAll('[data-without-passkeys]')) {
    part.hidden = canAsk;
    if (!canAsk) part.textContent = 'This browser knows no passkeys, or an old form of them.';
  }
  for (const button of document.querySelectorAll('button[data-passkey]')) {
    button.addEventListener('click', () => ask(button));
  }
})();
