/** The style, the icon and the scripts: static, ours, the same for everybody. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Door } from './door';
import { style, stylePath } from './style';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 3h12v2H2zm0 4h12v2H2zm0 4h8v2H2z" fill="#b4651f"/></svg>\n';
const SUFFIX = '.browser.js';

/** Every script of the console by its name, from the folders of the rooms beside this one. */
function scriptsOf(console: string): ReadonlyMap<string, string> {
  const names = readdirSync(console, { recursive: true }).map(String);
  const found = names.filter((name) => name.endsWith(SUFFIX));
  return new Map(
    found.map((name) => [
      (name.split(/[/\\]/).at(-1) as string).slice(0, -SUFFIX.length),
      readFileSync(join(console, name), 'utf8'),
    ]),
  );
}

@Controller('assets')
export class AssetsController {
  private readonly scripts = scriptsOf(join(__dirname, '..'));

  @Get(':name')
  @Door({ to: 'anyone' })
  asset(@Param('name') name: string, @Res() response: Response): void {
    const { type, body } = this.assetCalled(name);
    // The style's address changes with its text; the others are asked for again.
    if (body === style) response.set('cache-control', 'private, max-age=31536000, immutable');
    response.type(type).send(body);
  }

  private assetCalled(name: string): { readonly type: string; readonly body: string } {
    if (name === 'icon.svg') return { type: 'image/svg+xml', body: ICON };
    if (`/assets/${name}` === stylePath) return { type: 'text/css; charset=utf-8', body: style };
    const script = name.endsWith('.js') ? this.scripts.get(name.slice(0, -3)) : undefined;
    if (script === undefined) throw new NotFoundException();
    return { type: 'text/javascript; charset=utf-8', body: script };
  }
}
