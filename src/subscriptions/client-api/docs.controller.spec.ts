/** The page and the document about the client API: complete, plain, and allowed to do nothing. */
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import supertest from 'supertest';
import { DocsController } from './docs.controller';

describe('/docs', () => {
  let app: INestApplication<Server>;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers: [DocsController] }).compile();
    app = module.createNestApplication();
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('is a plain page that names every operation of the document', async () => {
    const page = await supertest(app.getHttpServer())
      .get('/docs')
      .expect(200)
      .expect('content-type', /text\/html/);
    const document = await supertest(app.getHttpServer()).get('/docs/openapi.json').expect(200);
    expect(document.body.openapi).toBe('3.1.0');
    const paths = Object.keys(document.body.paths);
    expect(paths).toEqual(['/subscribe', '/unsubscribe', '/delegation-key', '/oxen/v4/lsrpc']);
    for (const path of paths) expect(page.text).toContain(`POST ${path}`);
    expect(page.text).not.toMatch(/<script|https?:\/\//);
  });

  it('allows its own style and nothing else', async () => {
    const page = await supertest(app.getHttpServer()).get('/docs');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}';/,
    );
  });
});
