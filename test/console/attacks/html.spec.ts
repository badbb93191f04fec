/** The reader of pages sees what a browser would run. */
import { PAYLOAD, readPage } from './html';

const dangersIn = (html: string) => readPage(`<!doctype html><title>t</title>${html}`).dangers;

it.each([
  `<p>${PAYLOAD}</p>`,
  `<input value="${PAYLOAD}">`,
  `<input value='${PAYLOAD}'>`,
  `<!-- ${PAYLOAD} -->`,
  `<script src="/assets/keys.js">${PAYLOAD}</script>`,
  '<script src="//elsewhere.example/a.js"></script>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href=" java\nscript:alert(1)">a</a>',
  '<a href="//elsewhere.example">a</a>',
  '<a href="/\\elsewhere.example">a</a>',
  '<form action="https://elsewhere.example"></form>',
  '<button formaction="data:text/html,x">a</button>',
  '<p onclick="x()">a</p>',
  '<p style="color: red">a</p>',
  '<base href="/x">',
  '<meta http-equiv="refresh" content="0">',
  '<svg><a xlink:href="javascript:alert(1)">a</a></svg>',
  '<template><iframe src="/x"></iframe></template>',
])('finds the danger in %s', (html) => {
  expect(dangersIn(html)).not.toEqual([]);
});

it('finds none where everything is escaped, and reads links and forms', () => {
  const escaped = PAYLOAD.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const page = readPage(`<title>T</title><body><a href="/a?b=c&amp;d=e">${escaped}</a>
    <form method="post" action="/send" enctype="multipart/form-data"><input name="t" value="${escaped}">
    <select name="s" aria-invalid="true"><option value="">-</option><option value="x" selected>x</option></select>
    <textarea name="a">
text</textarea><button name="go" value="1">Go</button><button>no name</button></form>`);
  expect(page.dangers).toEqual([]);
  expect(page.links).toEqual(['/a?b=c&d=e']);
  expect(page.text).toContain(PAYLOAD);
  expect(page.forms).toEqual([
    {
      method: 'post',
      action: '/send',
      hasFiles: true,
      controls: [
        { name: 't', type: 'text', value: PAYLOAD, options: [], isFaulty: false },
        { name: 's', type: 'select', value: 'x', options: ['', 'x'], isFaulty: true },
        { name: 'a', type: 'textarea', value: 'text', options: [], isFaulty: false },
        { name: 'go', type: 'submit', value: '1', options: [], isFaulty: false },
      ],
    },
  ]);
});
