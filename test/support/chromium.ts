/** A real Chromium for the tests of pages: the machine's own, or Debian's, installed when a test first needs it. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome'];
const places = [
  ...(process.env.PATH ?? '').split(delimiter),
  '/usr/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
];

/** What every start needs to be quiet: no calls home, no sandbox (the tests may run as root), no graphics card. */
export const chromiumFlags: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium; undefined when there is none and none can be had. As root on Debian it is installed, which takes
 * a minute or two, once. Synchronous, because Jest wants to know while it collects the tests.
 */
export function chromiumPath(): string | undefined {
  return found() ?? (mayInstall() && install() ? found() : undefined);
}

/** A `describe` that is skipped, saying what would provide it, where there is no Chromium. */
export function describeWithChromium(name: string, body: (chromium: string) => void): void {
  const path = chromiumPath();
  if (path !== undefined) describe(name, () => body(path));
  else describe.skip(`${name} [skipped, no Chromium: ${commandForThisSystem()}]`, () => body(''));
}

function found(): string | undefined {
  for (const name of [...names, 'Google Chrome']) {
    for (const place of places) {
      const path = join(place, name);
      if (place !== '' && isProgram(path)) return path;
    }
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    // Ubuntu puts a script there that only says how to install the real one.
    return !readFileSync(path).subarray(0, 4096).includes('snap install');
  } catch {
    return false;
  }
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && isProgram('/usr/bin/apt-get') && systemIds().includes('debian');
}

function install(): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Two test workers may come here at once: the second waits for the first, and finds nothing left to do.
  const wait = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'APT::Get::Assume-Yes=true'];
  const apt = (...args: string[]) =>
    execFileSync('/usr/bin/apt-get', [...wait, ...args], { env, stdio: 'ignore', timeout: 900_000 });
  const installed = () => apt('install', '--no-install-recommends', 'chromium');
  try {
    installed();
    return true;
  } catch {
    // The package lists are empty, as in most container images, or too old.
  }
  try {
    apt('update');
    installed();
    return true;
  } catch {
    return false;
  }
}

function commandForThisSystem(): string {
  const ids = systemIds();
  if (process.platform === 'darwin') return 'brew install --cask chromium';
  if (ids.includes('ubuntu')) return 'snap install chromium';
  if (ids.includes('debian')) return 'apt-get install -y chromium';
  if (ids.includes('alpine')) return 'apk add chromium';
  if (ids.includes('fedora') || ids.includes('rhel')) return 'dnf install -y chromium';
  if (ids.includes('arch')) return 'pacman -S --noconfirm chromium';
  return 'your package manager, package chromium';
}

/** The names of the system and of those it descends from, as /etc/os-release gives them. */
function systemIds(): string[] {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap((match) => (match[1] ?? '').split(' '));
  } catch {
    return [];
  }
}
