/** What the verbs get from the program that runs them. */
import type { Section, Settings } from '../../platform/config/settings';

export interface CliSurroundings {
  /** Reads settings from the environment. Throws SettingsError. */
  settings(...sections: Section[]): Settings;
  readFile(path: string): string;
  /** One line to standard output. */
  say(line: string): void;
}
