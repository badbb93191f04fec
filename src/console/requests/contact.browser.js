/** Says while somebody types in which quarter the contact counts, and what was chosen, before anything is sent. */
(() => {
  const form = document.querySelector('form.contact');
  const counts = document.getElementById('counts');
  if (form === null || counts === null) return;
  let asked = 0;

  async function tell() {
    const query = new URLSearchParams();
    for (const name of ['received_on', 'received_time', 'zone']) query.set(name, form.elements[name].value);
    asked += 1;
    const mine = asked;
    try {
      const response = await fetch(`/contacts/quarter?${query}`, { redirect: 'error' });
      // An answer to what was typed before says nothing any more.
      if (response.ok && mine === asked) counts.textContent = await response.text();
    } catch {
      // The page says it after it is sent.
    }
  }

  for (const name of ['received_on', 'received_time', 'zone']) form.elements[name].addEventListener('change', tell);
  void tell();

  form.elements.files.addEventListener('change', async (event) => {
    const list = document.getElementById('hashes');
    list.replaceChildren();
    for (const file of event.target.files) {
      const item = document.createElement('li');
      item.textContent = file.name;
      list.append(item);
      if (crypto.subtle === undefined) continue;
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
      const hash = document.createElement('code');
      hash.className = 'hash';
      hash.textContent = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      item.append(' ', hash);
    }
  });
})();
