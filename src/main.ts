/** Reads ROLE, boots that role, drains and closes it on SIGTERM. */
import './platform/source-maps';
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { bootRole } from './boot';
import { SettingsError } from './platform/config/settings';
import { factsOf, Log } from './platform/telemetry/log.service';

const log = new Log();

async function main(): Promise<void> {
  const booted = await bootRole(process.env, (path) => readFileSync(path, 'utf8'));
  let closing = false;
  const close = (signal: string) => {
    if (closing) return;
    closing = true;
    log.info('the relay is closing', { signal });
    booted.close().then(
      () => process.exit(0),
      (error) => {
        log.error('the relay did not close cleanly', factsOf(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => close('SIGTERM'));
  process.on('SIGINT', () => close('SIGINT'));
  log.info('the relay is ready', booted.facts);
}

main().catch((error) => {
  if (error instanceof SettingsError) process.stderr.write(`${error.message}\n`);
  else log.error('the relay could not start', { ...factsOf(error), reason: reasonOf(error) });
  process.exit(1);
});

/** Only our own errors are quoted; those of drivers may name hosts and users. */
const SPEAKING = new Set(['StartUpError', 'DatabaseAway']);

function reasonOf(error: unknown): string | undefined {
  const { name, message } = error as { name?: string; message?: string };
  return SPEAKING.has(name ?? '') ? message : undefined;
}
