/** Keeps the texts of a page up to date: each element says by its data-live which one it shows. */
(() => {
  const tones = ['good', 'warn', 'bad', 'calm'];
  const place = document.querySelector('[data-stream]');
  if (place === null || !('EventSource' in window)) return;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Zurich', timeStyle: 'medium' });

  function say(state, sentence) {
    place.dataset.state = state;
    place.querySelector('[data-says]').textContent = sentence;
  }

  function show(name, { text, tone }) {
    for (const element of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) {
      if (element.textContent !== text) element.textContent = text;
      if (!('toned' in element.dataset)) continue;
      element.classList.remove(...tones);
      if (tone !== undefined) element.classList.add(tone);
    }
  }

  function list(findings) {
    const box = document.getElementById('findings');
    const items = findings.map(({ means, vendor, what, todo }) => {
      const item = document.createElement('li');
      const badge = document.createElement('span');
      badge.className = `badge ${{ stopped: 'bad', slow: 'warn', note: 'calm' }[means]}`;
      badge.textContent = means;
      item.append(badge, ` ${vendor === undefined ? '' : `${vendor}: `}${what} `);
      const hint = document.createElement('span');
      hint.className = 'soft';
      hint.textContent = todo;
      item.append(hint);
      return item;
    });
    box.replaceChildren(...items);
    box.hidden = items.length === 0;
  }

  const source = new EventSource(place.dataset.stream);
  let told = '';
  source.addEventListener('state', ({ data }) => {
    const { at, texts, findings, shape } = JSON.parse(data);
    for (const [name, text] of Object.entries(texts)) show(name, text);
    if (JSON.stringify(findings) !== told) list(findings);
    told = JSON.stringify(findings);
    say('live', `Live: as of ${clock.format(at)} in Zurich.`);
    document.getElementById('changed').hidden = shape === place.dataset.shape;
  });
  source.addEventListener('over', () => {
    source.close();
    say('over', 'Your session is over: sign in again to see more.');
  });
  source.addEventListener('error', () => {
    if (place.dataset.state !== 'over')
      say('away', 'The console does not answer; what you see is old. It is tried again.');
  });
})();
