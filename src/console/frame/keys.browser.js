/** Keys for those who like them: / to search, j and k through the rows of a table, e to open the row, n for a new contact, ? for all of them. */
(() => {
  const rows = () => [...document.querySelectorAll('table[data-keys="rows"] tbody tr')];
  const isWriting = (element) => element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName);

  const help = document.getElementById('keys');

  function choose(step) {
    const all = rows();
    const now = all.findIndex((row) => row.hasAttribute('aria-current'));
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    if (next === undefined) return;
    for (const row of all) row.removeAttribute('aria-current');
    next.setAttribute('aria-current', 'true');
    next.querySelector('a')?.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }

  const acts = {
    '/': () => document.querySelector('input[type="search"]')?.focus(),
    j: () => choose(1),
    k: () => choose(-1),
    e: () => document.querySelector('tr[aria-current] a')?.click(),
    '?': () => help?.showModal(),
    n: () => document.querySelector('nav a[href="/contacts/new"]')?.click(),
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target.matches?.('input[type="search"]')) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || help?.open === true) return;
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  for (const button of document.querySelectorAll('button.keys')) {
    button.hidden = false;
    button.addEventListener('click', () => help?.showModal());
  }
  help?.querySelector('button').addEventListener('click', () => help.close());

  // Whoever sent a form with a fault begins at the summary.
  document.querySelector('.errors')?.focus();
})();
