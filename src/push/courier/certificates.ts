/** Until when the certificates of a PEM text are good. */
import { X509Certificate } from 'node:crypto';
import type { Credential } from '../push-service';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** When the first of them ends; undefined when there is none that can be read. */
export function firstEnd(pem: string): Date | undefined {
  const ends = [...pem.matchAll(CERTIFICATE)].flatMap(([text]) => {
    try {
      return [new X509Certificate(text).validToDate];
    } catch {
      return [];
    }
  });
  return ends.sort((a, b) => a.getTime() - b.getTime())[0];
}

/** Of a file that takes the place of the public roots; without one nothing of ours can end. */
export function trustedCertificates(caPem: string | undefined): readonly Credential[] {
  const until = caPem === undefined ? undefined : firstEnd(caPem);
  return until === undefined ? [] : [{ name: 'certificates trusted', until, renewsItself: false }];
}
