/** Every setting with its purpose, as a file to start from. */
import { z } from 'zod';
import type { Section } from './settings';

/** Text in the form of an environment file; required settings are empty, the others commented out with their default. */
export function configExample(sections: readonly Section[]): string {
  return `${sections.map(sectionText).join('\n')}`;
}

function sectionText(one: Section): string {
  const lines = Object.entries(one.shape).map(([name, shape]) => {
    const help = one.help[name] ?? '';
    return `# ${help}\n${assignment(name, shape as z.ZodType)}`;
  });
  return `# --- ${one.purpose} ---\n${lines.join('\n')}\n`;
}

function assignment(name: string, shape: z.ZodType): string {
  const unset = z.safeParse(shape, undefined);
  if (!unset.success) return `${name}=`;
  return unset.data === undefined ? `#${name}=` : `#${name}=${textOf(unset.data)}`;
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(',') : String(value);
}
