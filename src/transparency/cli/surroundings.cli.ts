/** What the verbs get from the program that runs them. */
import type { DataKeys } from '../../platform/at-rest/data-keys';
import type { ReadableChain } from '../../platform/chain/chain.repository';
import type { Section, Settings } from '../../platform/config/settings';
import type { Database } from '../../platform/database/database.service';
import type { ResponsiveData } from '../responsive-data';

/** What the root opens for a verb, and closes after it. */
export interface Opened {
  readonly database: Database;
  readonly keys: DataKeys;
  readonly responsiveData: ResponsiveData;
  /** What the console records of staff. */
  readonly staffActs: ReadableChain;
}

export interface CliSurroundings {
  /** Reads settings from the environment. Throws SettingsError. */
  settings(...sections: Section[]): Settings;
  /** Strictly UTF-8. */
  readFile(path: string): string;
  readBytes(path: string): Buffer;
  /** Never over an existing file; readable by its owner only. Throws Misuse. */
  writeNewFile(path: string, text: string): void;
  /** One line to standard output. */
  say(line: string): void;
  open<T>(work: (opened: Opened) => Promise<T>): Promise<T>;
}
