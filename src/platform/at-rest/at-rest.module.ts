/** The keys under which the database keeps what it must not reveal, as one global module that checks them at start. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataKeys } from './data-keys';
import { KeyCheck } from './key-check.service';
import { KeyChecks } from './key-checks.repository';

@Global()
@Module({})
export class AtRestModule {
  static forRoot(keys: DataKeys): DynamicModule {
    return {
      module: AtRestModule,
      providers: [{ provide: DataKeys, useValue: keys }, KeyChecks, KeyCheck],
      exports: [DataKeys],
    };
  }
}
