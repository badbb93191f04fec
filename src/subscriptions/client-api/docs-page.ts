/** The plain page about the client API: no script, no style from elsewhere, nothing that varies. */

/** The page's only style; the policy of the page allows exactly this text. */
export const docsStyle = `
  :root { color-scheme: light dark; --link: #0a4f9e; }
  @media (prefers-color-scheme: dark) { :root { --link: #8cc2ff; } }
  a { color: var(--link); }
  :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; }
  code { font: .95em ui-monospace, monospace; overflow-wrap: anywhere; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; }
  tr { border-bottom: 1px solid #8886; }
  dt { margin-top: 1rem; } dt code { font-weight: 600; } dd { margin: 0; }
`;

export const docsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Client API · Fast Mode relay</title>
<style>${docsStyle}</style>
<main>
<h1>Client API of the Fast Mode relay</h1>
<p>What phones say to this relay, directly or inside an onion request. The exact shapes are in the
<a href="/docs/openapi.json">OpenAPI document</a>.</p>

<h2>Operations</h2>
<dl>
<dt><code>POST /delegation-key</code></dt><dd>Names the key that may read for one account, and the 36 bytes to sign. Nothing is stored.</dd>
<dt><code>POST /subscribe</code></dt><dd>Asks to be woken for an account. Signed; ends 14 days after the signature unless renewed.</dd>
<dt><code>POST /unsubscribe</code></dt><dd>Ends that at once. Signed.</dd>
<dt><code>POST /oxen/v4/lsrpc</code></dt><dd>The same three inside an onion request, so that this relay does not see your address.</dd>
</dl>
<p>A body is a JSON object, or an array of objects that is answered by an array; it may have 256 KiB.</p>

<h2>Errors</h2>
<p>An error is <code>{"error": code, "message": text}</code>, with HTTP status 200. Status 503 means: the same
request is worth a retry.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Fault</th></tr></thead>
<tbody>
<tr><td>1</td><td>The shape or a value of the request</td></tr>
<tr><td>2</td><td>The push service is not available here, or the delegation is missing</td></tr>
<tr><td>3</td><td>Something did not answer in time</td></tr>
<tr><td>4</td><td>A signature or delegation does not hold, or is too old or too far ahead</td></tr>
<tr><td>5</td><td>A fault of this relay</td></tr>
</tbody>
</table>

<h2>What a wake-up tells</h2>
<p>Nothing: it is the same for every account and every message.</p>
</main>
</html>
`;
