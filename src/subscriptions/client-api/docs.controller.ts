/** The API for people and for tools: a plain page and its OpenAPI document. */
import { createHash } from 'node:crypto';
import { Controller, Get, Header } from '@nestjs/common';
import { docsPage, docsStyle } from './docs-page';
import { openApiDocument } from './openapi';

const STYLE = createHash('sha256').update(docsStyle).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

@Controller('docs')
export class DocsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  page(): string {
    return docsPage;
  }

  @Get('openapi.json')
  @Header('x-content-type-options', 'nosniff')
  document(): typeof openApiDocument {
    return openApiDocument;
  }
}
