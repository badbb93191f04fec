/** The API for people and for tools: a plain page and its OpenAPI document. */
import { Controller, Get, Header } from '@nestjs/common';
import { docsPage } from './docs-page';
import { openApiDocument } from './openapi';

@Controller('docs')
export class DocsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  )
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
