/** Refuses to start with other keys than the database was written with: nothing would be found, or could be opened. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataKeys } from './data-keys';
import { KeyChecks } from './key-checks.repository';

@Injectable()
export class KeyCheck implements OnModuleInit {
  constructor(
    private readonly checks: KeyChecks,
    private readonly keys: DataKeys,
  ) {}

  /** The first start of all notes which keys they are. Throws StartUpError. */
  onModuleInit(): Promise<void> {
    return this.checks.verify(this.keys);
  }
}
