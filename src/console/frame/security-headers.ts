/** What goes out with everything the console serves: it shows its own style, runs its own scripts, and nothing else. */

export const CONSOLE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `isHttps`: whether staff reach the console through TLS. */
export function securityHeaders(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': CONSOLE_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Browsers name the origin of a form only under a policy that does not hide it from ourselves.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
    ...(isHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
