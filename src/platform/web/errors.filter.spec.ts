/** Who asks for a page at an address where nothing is reads a page; a program gets a sentence. */
import { Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Response } from 'express';
import request from 'supertest';
import { Log } from '../telemetry/log.service';
import { ErrorsFilter } from './errors.filter';

@Controller()
class Nothing {
  @Post('there')
  there(): void {}
}

@Module({ controllers: [Nothing] })
class NothingModule {}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const asPage = (response: Response) => void response.status(404).type('html').send('<p>nothing</p>');

it.each([
  ['a browser', 'get', BROWSER, asPage, 'text/html'],
  ['a program', 'get', '*/*', asPage, 'application/json'],
  ['a program that says nothing', 'get', undefined, asPage, 'application/json'],
  ['a form', 'post', BROWSER, asPage, 'application/json'],
  ['a browser where there are no pages', 'get', BROWSER, undefined, 'application/json'],
] as const)('answers %s', async (_who, method, accept, nothingHere, type) => {
  const app = await NestFactory.create(NothingModule, { logger: false });
  app.useGlobalFilters(new ErrorsFilter(new Log(), nothingHere));
  await app.init();
  const asked = request(app.getHttpServer())[method]('/nothing');
  const answer = await (accept === undefined ? asked.unset('accept') : asked.set('accept', accept));
  expect([answer.status, answer.type]).toEqual([404, type]);
  await app.close();
});
