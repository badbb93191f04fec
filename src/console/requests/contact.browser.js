/** Says while somebody types what the page says after it was sent: the quarter, what is known already, what was chosen. */
(() => {
  const form = document.querySelector('form.contact');
  const counts = document.getElementById('counts');
  const alike = document.getElementById('alike');
  if (form === null || counts === null || alike === null) return;
  const DATES = ['received_on', 'received_time', 'zone'];
  const MARKS = ['country', 'reference', 'identifiers'];
  let hashes = [];

  /** An answer to what was typed before says nothing any more. */
  function newest(ask) {
    let asked = 0;
    return async () => {
      asked += 1;
      const mine = asked;
      try {
        const tell = await ask();
        if (mine === asked) tell();
      } catch {
        // The page says it after it is sent.
      }
    };
  }

  const tellQuarter = newest(async () => {
    const query = new URLSearchParams(DATES.map((name) => [name, form.elements[name].value]));
    const response = await fetch(`/contacts/quarter?${query}`, { redirect: 'error' });
    const text = await response.text();
    return () => {
      if (response.ok) counts.textContent = text;
    };
  });

  const tellKnown = newest(async () => {
    const names = ['form_token', ...DATES, ...MARKS];
    const body = new URLSearchParams(names.map((name) => [name, form.elements[name].value]));
    for (const hash of hashes) body.append('sha256', hash);
    const response = await fetch('/contacts/known', { method: 'POST', body, redirect: 'error' });
    const known = response.ok ? await response.json() : [];
    return () => {
      alike.replaceChildren(...(known.length > 0 ? ['This may be known already: '] : []));
      for (const [index, { path, name, reasons }] of known.entries()) {
        const link = document.createElement('a');
        // Beside the form, so that nothing that was typed is lost.
        Object.assign(link, { href: path, target: '_blank', rel: 'noopener', textContent: name });
        alike.append(index > 0 ? '; ' : '', link, ` ${reasons}`);
      }
    };
  });

  for (const name of DATES) form.elements[name].addEventListener('change', tellQuarter);
  for (const name of MARKS) form.elements[name].addEventListener('change', tellKnown);
  void tellQuarter();

  /** The authority tells its country. */
  form.elements.authority?.addEventListener('change', ({ target }) => {
    const country = target.selectedOptions[0]?.dataset.country;
    if (country === undefined) return;
    form.elements.country.value = country;
    void tellKnown();
  });

  form.addEventListener('hashed', ({ detail }) => {
    hashes = detail;
    void tellKnown();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  // Whoever opens it begins to type; what came back with a fault begins at its summary.
  if (document.querySelector('.errors, .known') === null) form.elements.received_on.focus({ preventScroll: true });
})();

/** Names what was chosen by its hash, before it is sent. */
(() => {
  const form = document.querySelector('form.contact');
  const list = document.getElementById('hashes');
  if (form === null || list === null) return;

  function add(...content) {
    const item = document.createElement('li');
    item.append(...content);
    list.append(item);
    return item;
  }

  async function hashOf(file) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  form.elements.files.addEventListener('change', async ({ target: { files, dataset } }) => {
    list.replaceChildren();
    const bytes = [...files].reduce((sum, { size }) => sum + size, 0);
    if (bytes > Number(dataset.mostBytes)) {
      const much = `Together ${Math.round(bytes / 1_048_576)} MB, which is too much: add some of them to the case later.`;
      add(much).className = 'bad';
    }
    const hashes = [];
    for (const file of files) {
      const item = add(file.name);
      if (crypto.subtle === undefined) continue;
      const hash = document.createElement('code');
      hash.className = 'hash';
      hash.textContent = await hashOf(file);
      hashes.push(hash.textContent);
      item.append(' ', hash);
    }
    form.dispatchEvent(new CustomEvent('hashed', { detail: hashes }));
  });
})();
