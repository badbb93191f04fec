/** The operator's verb of the console, run as a program. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE } from '../../local/relay-process';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { freshDatabase } from '../support/stores';

const CLI = join(__dirname, '..', '..', 'dist', 'src', 'relay.cli.js');

function relay(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('invites the first person as an administrator, others as it is told, and says what is wrong', async () => {
  const keys = join(mkdtempSync(join(tmpdir(), 'staff-')), 'data-keys.json');
  writeFileSync(keys, DataKeys.newFile(randomBytes(64)));
  const settings = { DATABASE_URL: await freshDatabase(), DATA_KEYS_FILE: keys };

  const first = relay(['staff', 'invite', 'staff-one', '--roles', 'publisher, case_officer'], settings);
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toMatch(
    /^staff-one will be administrator, publisher, case_officer\. The link works once, until \S+Z:\nhttp:\/\/localhost:3001\/enrol\/[\w-]{43}\n$/,
  );
  const at = { ...settings, CONSOLE_URL: 'https://console.example/' };
  const second = relay(['staff', 'invite', 'staff-two', '--roles', 'auditor'], at);
  expect(second.stdout).toMatch(/^staff-two will be auditor\. .*\nhttps:\/\/console\.example\/enrol\/[\w-]{43}\n$/);

  const wrong = relay(['staff', 'invite', 'staff-three', '--roles', 'boss,auditor'], settings);
  expect(wrong).toMatchObject({ status: 1, stdout: '' });
  expect(wrong.stderr).toContain('there is no role boss; the roles are intake, ');
});
