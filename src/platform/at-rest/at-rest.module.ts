/** The keys under which the database keeps what it must not reveal, as one global module. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataKeys } from './data-keys';

@Global()
@Module({})
export class AtRestModule {
  static forRoot(keys: DataKeys): DynamicModule {
    return { module: AtRestModule, providers: [{ provide: DataKeys, useValue: keys }], exports: [DataKeys] };
  }
}
