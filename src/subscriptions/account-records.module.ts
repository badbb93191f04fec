/** What a look-up for an authority needs of this room. Holds no master keys. */
import { Module } from '@nestjs/common';
import { AccountRecords } from './account-records.service';

@Module({ providers: [AccountRecords], exports: [AccountRecords] })
export class AccountRecordsModule {}
