/** How a reader checks a report without trusting us. */
import type { VerifyText } from '../language';

export const enVerify: VerifyText = {
  title: 'Verify a report',
  lead: 'Every published version is signed, names the hash of the version published before it, and can be counted again from its ledger. Nobody has to believe us.',
  stepsTitle: 'Four commands',
  steps: [
    {
      title: 'Check the signature',
      text: 'minisign is a small free program. The public key below is also in the source repository.',
      command: 'minisign -V -p transparency.pub -m report.json',
    },
    {
      title: 'Check the hashes and the chain',
      text: 'It names the first link that does not hold.',
      command: 'npm run relay -- report verify report.json',
    },
    {
      title: 'Check that the ledger is the one that was signed',
      text: 'The result must be the value of ledgerSha256 in report.json.',
      command: 'sha256sum ledger.ndjson',
    },
    {
      title: 'Count again',
      text: 'The script is in the folder docs of the source repository; it is short enough to be read first.',
      command: 'python3 docs/recount.py report.json ledger.ndjson',
    },
  ],
  keyTitle: 'Public key',
  keyMissing: 'No signing key is set on this relay yet.',
  chainTitle: 'The chain of published versions',
  chainEmpty: 'Nothing has been published yet.',
  chainCaption: 'Every published version, the latest first; each names the hash of the one published before it',
  columns: { version: 'Version', published: 'Published', hash: 'SHA-256 of report.json', previous: 'Published before' },
  failureTitle: 'What a failure means',
  failures: [
    'The signature does not hold: the file was changed after it was signed, or it was not signed by us. Do not use it, and tell us.',
    'The hash of a version differs from the one the next version names: an old report was changed. Keep both files.',
    'The ledger counts to other figures: the report is wrong. This must not be possible, so please tell us and everybody.',
  ],
};
